import { canPause, endangersMail, findConflicts, findOtherLines, findShadowing } from '../../../core/dns/conflicts.js';
import { recordRows, recordWarnings } from '../../../core/dns/dnsRecordText.js';
import { sameHost } from '../../../core/dns/hostNames.js';
import { l10n } from '../../../core/l10n.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import type { AskContext } from '../runQuestion.js';

/** The current records of a host. */
export interface HostToday {
  readonly records: readonly DnsRecord[];
  /** All records, one per line below a heading. */
  readonly lines: readonly string[];
  /** Warnings about visitors that the change does not affect, or about damage other than to mail; one statement per line. */
  readonly warnings: readonly string[];
  /** The host receives mail, which a CNAME may break. */
  readonly hasMail: boolean;
}

/** Reads the current records of a host, and their meaning for a wanted record. */
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
    hasMail: endangersMail(rr, records),
    lines: todayText(record, records),
    warnings: recordWarnings(record, records, {
      lines: findOtherLines(records, value),
      hosts: isWildcard ? findShadowing(rr, others) : [],
    }),
  };
}

/** All records of a host as lines of a dialog, conflicting ones first; at most 10 by name. */
function todayText(wanted: NewRecord, records: readonly DnsRecord[]): readonly string[] {
  if (records.length === 0) return [l10n.t('Current records on this host: none')];
  const inTheWay = findInTheWay(wanted, records);
  const remark = (record: DnsRecord) => (inTheWay.includes(record) ? wayText(record) : '');
  return [l10n.t('Current records on this host:'), ...recordRows(inFront(records, inTheWay), remark)];
}

/** A record with the wanted value does not conflict. */
function findInTheWay(wanted: NewRecord, records: readonly DnsRecord[]): readonly DnsRecord[] {
  return findConflicts(wanted.rr, records).filter(
    ({ type, value }) => type !== wanted.type || !sameHost(value, wanted.value),
  );
}

/** Conflicting ones, then other enabled ones, then paused ones. */
function inFront(records: readonly DnsRecord[], inTheWay: readonly DnsRecord[]): readonly DnsRecord[] {
  const rank = (record: DnsRecord) => (inTheWay.includes(record) ? 0 : record.enabled ? 1 : 2);
  return [...records].sort((left, right) => rank(left) - rank(right));
}

function wayText(record: DnsRecord): string {
  return ` · ${canPause(record) ? l10n.t({ message: 'will be replaced', comment: 'Beside a DNS record of which another one takes the place' }) : l10n.t('conflict, cannot be paused here')}`;
}
