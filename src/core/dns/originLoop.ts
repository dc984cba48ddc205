import type { StepContext } from '../onboarding/run/step.js';
import { isCdnTarget, type Origin } from '../origin.js';
import type { ResolverPort } from '../ports/probe.js';
import { followAliases } from './aliases.js';
import { sameHost } from './conflicts.js';

/** The name servers to ask, and through what. */
export interface DnsMeans {
  readonly resolver: ResolverPort;
  readonly resolvers: readonly string[];
  readonly signal: AbortSignal;
}

/** The site origin of a run that leads back to CDN, if one does. */
export function findOriginLoop({ cloud, plan, resolvers, signal }: StepContext): Promise<string | undefined> {
  return findLoop(plan.origin, plan.domain, { resolver: cloud.resolver, resolvers, signal });
}

/** The site origin that is a CDN name or leads back to the accelerated domain, if one does; CDN would ask itself for ever. */
export async function findLoop(origin: Origin, domain: string, means: DnsMeans): Promise<string | undefined> {
  if (origin.kind !== 'site') return undefined;
  const hosts = origin.servers.map(({ host }) => host);
  const loops = await Promise.all(hosts.map((host) => leadsBack(host, domain, means)));
  return hosts.find((_host, index) => loops[index]);
}

async function leadsBack(host: string, domain: string, { resolver, resolvers, signal }: DnsMeans): Promise<boolean> {
  const isBack = (target: string) => isCdnTarget(target) || isUnder(target, domain);
  const follow = (server: string) => followAliases(resolver, server, host, signal, isBack);
  const chains = await Promise.all(resolvers.map(follow));
  return chains.some(({ aliases }) => aliases.some(({ data }) => isBack(data)));
}

/** A wildcard covers every name under it. */
function isUnder(name: string, domain: string): boolean {
  return domain.startsWith('.') ? name.toLowerCase().replace(/\.$/, '').endsWith(domain) : sameHost(name, domain);
}
