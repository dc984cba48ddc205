import type { StepContext } from '../onboarding/run/step.js';
import { sameHost } from './conflicts.js';

/**
 * The name servers that the world is sent to for a zone, when none of them is one that Alibaba Cloud DNS gave it:
 * records written there have no effect. Silence tells nothing.
 */
export async function findForeignServers(
  { cloud, resolvers, signal }: StepContext,
  zone: string,
): Promise<readonly string[] | undefined> {
  const [{ nameServers }, answers] = await Promise.all([
    cloud.dns.readZone(zone, signal),
    Promise.all(resolvers.map((server) => cloud.resolver.query(server, zone, 'NS', signal))),
  ]);
  const seen = answers.flatMap(({ records }) => records.filter(({ type }) => type === 'NS').map(({ data }) => data));
  const ours = seen.some((server) => nameServers.some((each) => sameHost(each, server)));
  return seen.length > 0 && nameServers.length > 0 && !ours ? [...new Set(seen)].sort() : undefined;
}
