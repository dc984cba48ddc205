import { sameHost } from '../dnsConflict.js';
import { isCdnTarget } from '../origin.js';
import type { StepContext } from './step.js';

/** The site origin that is a CDN name or leads back to the accelerated domain, if one does; CDN would ask itself for ever. */
export async function findOriginLoop(context: StepContext): Promise<string | undefined> {
  const { origin } = context.plan;
  if (origin.kind !== 'site') return undefined;
  const hosts = origin.servers.map(({ host }) => host);
  const loops = await Promise.all(hosts.map((host) => leadsBack(context, host)));
  return hosts.find((_host, index) => loops[index]);
}

async function leadsBack({ cloud, plan, resolvers, signal }: StepContext, host: string): Promise<boolean> {
  const answers = await Promise.all(resolvers.map((server) => cloud.resolver.query(server, host, 'CNAME', signal)));
  const targets = answers.flatMap(({ records }) => records.filter(({ type }) => type === 'CNAME'));
  return targets.some(({ data }) => isCdnTarget(data) || sameHost(data, plan.domain));
}
