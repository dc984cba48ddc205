import { deniedKinds, isErrorOf } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import { type DnsContext, queryAll } from './aliases.js';
import { sameHost } from './hostNames.js';

/** The port to read zones, and the name servers to query. */
export interface ZoneContext extends DnsContext {
  readonly cloud: Pick<CloudPorts, 'dns' | 'resolver'>;
}

/**
 * The name servers of a zone, if none of them was assigned by Alibaba Cloud DNS: records written there then have no
 * effect. Silence proves nothing.
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
 * Finds the zone of this account and the host where a record for the name takes effect. `undefined` if the account lacks
 * the zone or the permission, or the registrar points elsewhere: then records are added by hand.
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
