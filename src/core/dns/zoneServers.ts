import type { DnsAnswer } from '../ports/probe.js';
import { isPublicAddress } from '../publicAddress.js';
import { type DnsContext, queryAll } from './aliases.js';
import { isInformative } from './answers.js';
import type { ZoneContext } from './delegation.js';

/** The maximum number of name servers of a zone that are queried. */
const mostServers = 4;

/** The dependencies of queries to the name servers of a zone. `authoritativeServers` are queried instead of the zone's own, as `ip` or `ip:port`. */
interface ZoneServerContext extends ZoneContext {
  readonly authoritativeServers: readonly string[];
}

/** The TXT values to look for on a host, which is given by its full name. */
interface TxtValues {
  readonly host: string;
  readonly values: readonly string[];
}

/**
 * Returns whether every name server of a zone of the account serves all these TXT values. Resolvers may have cached that there is none, so they are asked
 * only if none of the zone's servers answers, as happens where port 53 is blocked.
 */
export async function isTxtServed(context: ZoneServerContext, zone: string, txt: TxtValues): Promise<boolean> {
  const own = await askAll({ ...context, resolvers: await readServers(context, zone) }, txt);
  return own.length > 0 ? own.every((answer) => shows(answer, txt)) : isTxtShown(context, txt);
}

/** Returns whether all resolvers that answer return all these TXT values, wherever the zone is hosted. `false` if none answers. */
export async function isTxtShown(context: DnsContext, txt: TxtValues): Promise<boolean> {
  const answers = await askAll(context, txt);
  return answers.length > 0 && answers.every((answer) => shows(answer, txt));
}

async function askAll(context: DnsContext, { host }: TxtValues): Promise<readonly DnsAnswer[]> {
  return (await queryAll(context, host, 'TXT')).filter(isInformative);
}

async function readServers(context: ZoneServerContext, zone: string): Promise<readonly string[]> {
  const { cloud, authoritativeServers, signal } = context;
  if (authoritativeServers.length > 0) return authoritativeServers;
  const { nameServers } = await cloud.dns.readZone(zone, signal);
  const found = await Promise.all(nameServers.slice(0, mostServers).map((host) => findAddress(context, host)));
  return found.filter((address) => address !== undefined);
}

async function findAddress(context: ZoneContext, host: string): Promise<string | undefined> {
  const answers = await queryAll(context, host, 'A');
  const addresses = answers.flatMap(({ records }) => records.filter(({ type }) => type === 'A'));
  return addresses.find(({ data }) => isPublicAddress(data))?.data;
}

function shows({ records }: DnsAnswer, { values }: TxtValues): boolean {
  const shown = records.flatMap(({ type, data }) => (type === 'TXT' ? [data] : []));
  return values.every((value) => shown.includes(value));
}
