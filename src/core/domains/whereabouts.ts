import { saysSomething } from '../dnsAnswer.js';
import type { DnsMeans } from '../onboarding/originLoop.js';
import { isCdnTarget, isOssTarget } from '../origin.js';
import type { DnsAnswer } from '../ports/probe.js';

/** Where the visitors of a domain are sent today. */
export type Whereabouts = 'bucket' | 'cdn' | 'elsewhere';

/**
 * Where name servers send the visitors of a domain that is bound to a bucket; `undefined` when none of them tells, or
 * they know no such name. What points at OSS reaches that bucket: OSS goes by the name it is asked under.
 */
export async function readWhereabouts(
  domain: string,
  { resolver, resolvers, signal }: DnsMeans,
): Promise<Whereabouts | undefined> {
  const asked = await Promise.all(resolvers.map((server) => resolver.query(server, domain, 'CNAME', signal)));
  const told = asked.filter((answer) => saysSomething(answer) && answer.outcome !== 'nxdomain').map(judge);
  return (['cdn', 'bucket', 'elsewhere'] as const).find((place) => told.includes(place));
}

function judge({ records }: DnsAnswer): Whereabouts {
  const targets = records.filter(({ type }) => type === 'CNAME').map(({ data }) => data);
  if (targets.some(isCdnTarget)) return 'cdn';
  return targets.some(isOssTarget) ? 'bucket' : 'elsewhere';
}
