import { type DnsContext, followAliases } from '../dns/aliases.js';
import { isCdnTarget, normalizeHost, sameHost } from '../dns/hostNames.js';
import type { Origin } from '../origin.js';

/** Finds a site origin that is a CDN name or resolves back to the accelerated domain: CDN would fetch from itself endlessly. */
export async function findOriginLoop(origin: Origin, domain: string, dns: DnsContext): Promise<string | undefined> {
  if (origin.kind !== 'site') return undefined;
  const isBack = (target: string) => isCdnTarget(target) || isUnder(target, domain);
  const hosts = origin.servers.map(({ host }) => host);
  const chains = await Promise.all(hosts.map((host) => followAliases(dns, host, isBack)));
  return hosts.find((_host, index) => chains[index]?.some(({ aliases }) => aliases.some(({ data }) => isBack(data))));
}

/** A wildcard covers every name under it. */
function isUnder(name: string, domain: string): boolean {
  return domain.startsWith('.') ? normalizeHost(name).endsWith(domain) : sameHost(name, domain);
}
