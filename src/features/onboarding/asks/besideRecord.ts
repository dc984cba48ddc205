import { findOtherLines, findShadowing } from '../../../core/dns/conflicts.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import type { AskContext } from './askContext.js';
import { todayText } from './hostToday.js';
import { warnAtApex, warnOfLines, warnOfShadows } from './recordWarnings.js';

/** The host of a record as it stands in DNS today. */
export interface HostToday {
  readonly records: readonly DnsRecord[];
  /** All of them, one a line below a heading. */
  readonly lines: readonly string[];
  /** What the change does not reach, or may harm; one statement a line. */
  readonly warnings: readonly string[];
}

/** Reads what stands on the host of a record today, and what the record means for it. */
export async function readHostToday(record: NewRecord, { cloud }: Pick<AskContext, 'cloud'>): Promise<HostToday> {
  const { dns } = await cloud();
  const { signal } = new AbortController();
  const { zone, rr, value } = record;
  const isWildcard = rr.startsWith('*');
  const [records, others] = await Promise.all([
    dns.listRecords(zone, rr, signal),
    isWildcard ? dns.listZoneRecords(zone, signal) : [],
  ]);
  return {
    records,
    lines: todayText(record, records),
    warnings: [
      ...warnOfLines(findOtherLines(records, value)),
      ...(isWildcard ? warnOfShadows(findShadowing(rr, others)) : []),
      ...(rr === '@' ? warnAtApex(records) : []),
    ],
  };
}
