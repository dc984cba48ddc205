import { type DnsContext, queryAll } from '../dns/aliases.js';
import { addressesAt } from '../dns/answers.js';
import { probeName } from '../dns/hostNames.js';
import { fallback } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import { isForeignProxy, isThroughCdn } from './edgeProof.js';

type Context = DnsContext & { readonly cloud: Pick<CloudPorts, 'cdn' | 'edge'> };

/**
 * Returns whether a domain leads to CDN although no DNS answer contains its CNAME. Some providers replace it by addresses, for example at a zone's own name.
 * CDN has to see the domain in DNS, and has to answer at such an address.
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

/** Returns whether CDN sees its CNAME in DNS. Without permission to read that, returns `false`, since it is not known. */
async function isConfigured({ cdn }: Context['cloud'], domain: string, signal: AbortSignal): Promise<boolean> {
  const states = await cdn.readCnameStates([domain], signal).catch(fallback(undefined, 'forbidden'));
  return states?.get(domain)?.configured ?? false;
}
