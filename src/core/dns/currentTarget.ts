import { type AliasChain, type DnsContext, followAliases } from './aliases.js';
import { saysSomething } from './answers.js';
import { isCdnTarget, isOssTarget } from './hostNames.js';

/** Where the visitors of a domain are sent today. */
export type DnsTarget = 'bucket' | 'cdn' | 'elsewhere';

/**
 * Where name servers send the visitors of a domain that is bound to a bucket; `undefined` when none of them tells, or
 * they know no such name. What points at OSS reaches that bucket: OSS goes by the name it is asked under.
 */
export async function resolveCurrentTarget(domain: string, dns: DnsContext): Promise<DnsTarget | undefined> {
  const chains = await followAliases(dns, domain, isKnown);
  const told = chains.filter(({ first }) => saysSomething(first) && first.outcome !== 'nxdomain').map(judge);
  return (['cdn', 'bucket', 'elsewhere'] as const).find((place) => told.includes(place));
}

function isKnown(target: string): boolean {
  return isCdnTarget(target) || isOssTarget(target);
}

function judge({ aliases }: AliasChain): DnsTarget {
  const targets = aliases.map(({ data }) => data);
  if (targets.some(isCdnTarget)) return 'cdn';
  return targets.some(isOssTarget) ? 'bucket' : 'elsewhere';
}
