import type { DnsAnswer } from '../ports/probe.js';
import { isPublicAddress } from '../publicAddress.js';
import { type DnsContext, queryAll } from './aliases.js';
import { isInformative } from './answers.js';
import type { ZoneContext } from './delegation.js';

/** The most name servers that are queried. */
const mostServers = 4;

/** The port to read zones, and the servers to query instead of their own, as `ip` or `ip:port`. */
export interface ZoneServerContext extends ZoneContext {
  readonly authoritativeServers: readonly string[];
}

/** TXT values on a host, given by its full name. */
interface TxtValues {
  readonly host: string;
  readonly values: readonly string[];
}

/**
 * Returns whether every name server of a zone of the account serves all these TXT values on a host. Resolvers may have
 * cached their absence, so they are asked only if none of the zone's servers answers, as where port 53 is closed.
 */
export async function isTxtServed(context: ZoneServerContext, zone: string, txt: TxtValues): Promise<boolean> {
  const own = await askAll({ ...context, resolvers: await readServers(context, zone) }, txt);
  return own.length > 0 ? own.every((answer) => shows(answer, txt)) : isTxtShown(context, txt);
}

/** Returns whether every answering resolver gives all these TXT values on a host, wherever its zone is. */
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
