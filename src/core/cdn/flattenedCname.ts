import { type DnsContext, queryAll } from '../dns/aliases.js';
import { addressesAt } from '../dns/answers.js';
import { probeName } from '../dns/hostNames.js';
import { isErrorOf } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import { isForeignProxy, isThroughCdn } from './edgeProof.js';

type Context = DnsContext & { readonly cloud: Pick<CloudPorts, 'cdn' | 'edge'> };

/**
 * Says whether a domain leads to CDN although no answer has its CNAME: some providers flatten it to the addresses behind it, as at a
 * zone's own name. CDN has to see the domain lead to it, and what answers at such an address has to be CDN.
 */
export async function isFlattened(dns: Context, domain: string): Promise<boolean> {
  const { cloud, signal } = dns;
  const name = probeName(domain);
  const answers = await queryAll(dns, name, 'A');
  const [address] = answers.flatMap((answer) => addressesAt(answer, name)).sort();
  if (address === undefined || !(await isConfigured(cloud, domain, signal))) return false;
  const answer = await cloud.edge.probe({ connectTo: address, name, path: '/', maxBytes: 1, scheme: 'http' }, signal);
  return isThroughCdn(answer) && !isForeignProxy(answer);
}

/** What may not be asked is not known. */
async function isConfigured({ cdn }: Context['cloud'], domain: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await cdn.readCnameStates([domain], signal)).get(domain)?.configured === true;
  } catch (error) {
    if (isErrorOf(error, 'forbidden')) return false;
    throw error;
  }
}
