import { isErrorOf } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import { type DnsContext, queryAll } from './aliases.js';
import { sameHost } from './hostNames.js';

/** Through what a zone is read, and the name servers to query. */
export interface ZoneContext extends DnsContext {
  readonly cloud: Pick<CloudPorts, 'dns' | 'resolver'>;
}

/**
 * The name servers that a zone is delegated to, when none of them is one that Alibaba Cloud DNS gave it:
 * records written there have no effect. Silence tells nothing.
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
 * The zone of this account and the host in it where a record for the name takes effect. Nothing where the account does
 * not have or may not read the zone, or its registrar points elsewhere: such records are added by hand.
 */
export async function locateServed(
  context: ZoneContext,
  name: string,
): Promise<{ readonly zone: string; readonly rr: string } | undefined> {
  try {
    const place = await context.cloud.dns.locate(name, context.signal);
    return place && !(await findForeignServers(context, place.zone)) ? place : undefined;
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused', 'zoneNotFound')) return undefined;
    throw error;
  }
}
