import { isCdnTarget, isOssTarget } from '../origin.js';
import { type AliasChain, followAliases } from './aliases.js';
import { saysSomething } from './answers.js';
import type { DnsMeans } from './originLoop.js';

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
  const follow = (server: string) => followAliases(resolver, server, domain, signal, isKnown);
  const chains = await Promise.all(resolvers.map(follow));
  const told = chains.filter(({ first }) => saysSomething(first) && first.outcome !== 'nxdomain').map(judge);
  return (['cdn', 'bucket', 'elsewhere'] as const).find((place) => told.includes(place));
}

function isKnown(target: string): boolean {
  return isCdnTarget(target) || isOssTarget(target);
}

function judge({ aliases }: AliasChain): Whereabouts {
  const targets = aliases.map(({ data }) => data);
  if (targets.some(isCdnTarget)) return 'cdn';
  return targets.some(isOssTarget) ? 'bucket' : 'elsewhere';
}
