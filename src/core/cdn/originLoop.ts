import { type DnsContext, followAliases } from '../dns/aliases.js';
import { isCdnTarget, normalizeHost, sameHost } from '../dns/hostNames.js';
import type { Origin } from '../origin.js';

/**
 * Finds an origin server that is a CDN name or that DNS leads back to the accelerated domain, so that CDN would fetch from itself endlessly. Resolves to its
 * host; `undefined` if there is none.
 */
export async function findOriginLoop(origin: Origin, domain: string, dns: DnsContext): Promise<string | undefined> {
  if (origin.kind !== 'site') return undefined;
  const isBack = (target: string) => isCdnTarget(target) || isUnder(target, domain);
  const hosts = origin.servers.map(({ host }) => host);
  const chains = await Promise.all(hosts.map((host) => followAliases(dns, host, isBack)));
  return hosts.find((_host, index) => chains[index]?.some(({ aliases }) => aliases.some(({ data }) => isBack(data))));
}

/** Returns whether a name is the domain or, if that is a wildcard, any name under it. */
function isUnder(name: string, domain: string): boolean {
  return domain.startsWith('.') ? normalizeHost(name).endsWith(domain) : sameHost(name, domain);
}
