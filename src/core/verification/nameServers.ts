import type { DnsAnswer, ResolverPort } from '../ports/probe.js';

const mostServers = 4;

/**
 * Asks the servers that hold the zone of `name`: those given, else those that the zone's NS records name.
 * Answers nothing when no zone is found.
 */
export async function askAuthoritative(
  resolver: ResolverPort,
  name: string,
  given: readonly string[],
  signal: AbortSignal,
): Promise<readonly DnsAnswer[]> {
  if (given.length > 0) return Promise.all(given.map((server) => resolver.query(server, name, 'A', signal)));
  const hosts = await findNameServers(resolver, name, signal);
  const answers = await Promise.all(hosts.slice(0, mostServers).map((host) => askHost(resolver, host, name, signal)));
  return answers.filter((answer) => answer !== undefined);
}

async function findNameServers(resolver: ResolverPort, name: string, signal: AbortSignal): Promise<readonly string[]> {
  const candidates = parentsOf(name);
  const answers = await Promise.all(candidates.map((zone) => resolver.query('system', zone, 'NS', signal)));
  for (const [index, answer] of answers.entries()) {
    const zone = candidates[index];
    const servers = answer.records.filter((r) => r.type === 'NS' && r.name.toLowerCase() === zone).map((r) => r.data);
    if (servers.length > 0) return servers;
  }
  return [];
}

/** The name itself and every parent of at least two labels, the longest first. */
function parentsOf(name: string): readonly string[] {
  const labels = name.toLowerCase().split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

async function askHost(
  resolver: ResolverPort,
  host: string,
  name: string,
  signal: AbortSignal,
): Promise<DnsAnswer | undefined> {
  const found = await resolver.query('system', host, 'A', signal);
  const address = found.records.find((record) => record.type === 'A')?.data;
  if (!address) return undefined;
  return { ...(await resolver.query(address, name, 'A', signal)), server: host };
}
