import { findForeignServers } from '../dns/delegation.js';
import { isErrorOf } from '../errors.js';
import type { StepContext } from './run/step.js';

/**
 * The zone of this account and the host in it where a record for the name takes effect. Nothing where the account does
 * not have or may not read the zone, or its registrar points elsewhere: such records are added by hand.
 */
export async function locateServed(
  context: StepContext,
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
