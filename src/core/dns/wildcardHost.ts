import type { DnsRecord } from '../ports/dns.js';
import { isLeading } from './conflicts.js';
import { locateServed, type ZoneContext } from './delegation.js';
import { isReachedByWildcard } from './existingRecords.js';

/**
 * Returns whether a record, such as `_acme-challenge.shop`, would take the host above it offline. A host that is only
 * covered by a wildcard starts to exist with the first record below it, and the wildcard no longer covers it. For a zone
 * elsewhere, name servers are queried. Source: RFC 4592, 2.2.
 */
export async function isHeldByWildcard(context: ZoneContext, host: string): Promise<boolean> {
  const place = await locateServed(context, host);
  if (!place) return isReachedByWildcard(context, host.slice(host.indexOf('.') + 1));
  const { cloud, signal } = context;
  return isOnlyUnderWildcard(place.rr.split('.').slice(1), await cloud.dns.listZoneRecords(place.zone, signal));
}

function isOnlyUnderWildcard(labels: readonly string[], records: readonly DnsRecord[]): boolean {
  const enabled = records.filter((record) => record.enabled);
  const exists = (name: string) => enabled.some(({ rr }) => rr === name || rr.endsWith(`.${name}`));
  // The apex exists in any zone.
  const above = labels.map((_label, at) => labels.slice(at).join('.'));
  const closest = above.findIndex(exists);
  if (labels.length === 0 || closest === 0) return false;
  const wildcard = closest < 0 ? '*' : `*.${above[closest]}`;
  return enabled.some((record) => record.rr === wildcard && isLeading(record));
}
