import { type AliasChain, type DnsContext, followAliases } from './aliases.js';
import { isInformative } from './answers.js';
import { type ExistingRecord, findExistingRecords } from './existingRecords.js';
import { isCdnTarget, isOssTarget } from './hostNames.js';

/** Where a name leads today: `elsewhere` with the records, or `free` if DNS does not know it. */
export type DnsTarget =
  | { readonly place: 'bucket' | 'cdn' | 'free' }
  | { readonly place: 'elsewhere'; readonly records: readonly ExistingRecord[] };

/**
 * Finds where name servers lead a name; `undefined` if none tells. A name that points at OSS leads to the bucket that it
 * is bound to, since OSS uses the requested name.
 */
export async function resolveCurrentTarget(domain: string, dns: DnsContext): Promise<DnsTarget | undefined> {
  const chains = (await followAliases(dns, domain, isKnown)).filter(({ first }) => isInformative(first));
  if (chains.length === 0) return undefined;
  const told = chains.filter(({ first }) => first.outcome !== 'nxdomain').map(judge);
  for (const place of ['cdn', 'bucket'] as const) if (told.includes(place)) return { place };
  if (told.length === 0) return { place: 'free' };
  const { existing } = await findExistingRecords(dns, domain, '');
  return { place: 'elsewhere', records: existing ?? [] };
}

function isKnown(target: string): boolean {
  return isCdnTarget(target) || isOssTarget(target);
}

function judge({ aliases }: AliasChain): 'bucket' | 'cdn' | 'elsewhere' {
  const targets = aliases.map(({ data }) => data);
  if (targets.some(isCdnTarget)) return 'cdn';
  return targets.some(isOssTarget) ? 'bucket' : 'elsewhere';
}
