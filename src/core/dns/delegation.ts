import { deniedKinds, isErrorOf } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import { type DnsContext, queryAll } from './aliases.js';
import { sameHost } from './hostNames.js';

/** The port to read zones, and the name servers to query. */
export interface ZoneContext extends DnsContext {
  readonly cloud: Pick<CloudPorts, 'dns' | 'resolver'>;
}

/**
 * Finds the name servers of a zone if none of them was assigned by Alibaba Cloud DNS. Records written there then have no effect. Resolves to `undefined`
 * otherwise, and if no server answers, since that proves nothing.
 */
export async function findForeignServers(context: ZoneContext, zone: string): Promise<readonly string[] | undefined> {
  const [{ nameServers }, answers] = await Promise.all([
    context.cloud.dns.readZone(zone, context.signal),
    queryAll(context, zone, 'NS'),
  ]);
  const seen = answers.flatMap(({ records }) => records.filter(({ type }) => type === 'NS').map(({ data }) => data));
  const ours = seen.some((server) => nameServers.some((each) => sameHost(each, server)));
  return seen.length > 0 && nameServers.length > 0 && !ours ? [...new Set(seen)].sort() : undefined;
}

/**
 * Finds the zone of this account and the host where a record for the name takes effect. Resolves to `undefined` if the account has no such zone, may not
 * read it, or the registrar points elsewhere; the user then adds records by hand.
 */
export async function locateServed(
  context: ZoneContext,
  name: string,
): Promise<{ readonly zone: string; readonly rr: string } | undefined> {
  try {
    const place = await context.cloud.dns.locate(name, context.signal);
    return place && !(await findForeignServers(context, place.zone)) ? place : undefined;
  } catch (error) {
    if (isErrorOf(error, ...deniedKinds, 'zoneNotFound')) return undefined;
    throw error;
  }
}
