import { l10n } from 'vscode';
import { canPause, endangersMail, findConflicts, findOtherLines, findShadowing } from '../../../core/dns/conflicts.js';
import { recordRows, recordWarnings } from '../../../core/dns/dnsRecordText.js';
import { sameHost } from '../../../core/dns/hostNames.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import type { AskContext } from '../runQuestion.js';

/** The host of a record as it stands in DNS today. */
export interface HostToday {
  readonly records: readonly DnsRecord[];
  /** All of them, one a line below a heading. */
  readonly lines: readonly string[];
  /** Warnings of visitors that the change does not reach, or of what it may harm but mail; one statement a line. */
  readonly warnings: readonly string[];
  /** The host receives mail, which may get lost beside a CNAME. */
  readonly hasMail: boolean;
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
    hasMail: endangersMail(rr, records),
    lines: todayText(record, records),
    warnings: recordWarnings(record, records, {
      lines: findOtherLines(records, value),
      hosts: isWildcard ? findShadowing(rr, others) : [],
    }),
  };
}

/** All records of a host as lines of a dialog, those in the way of the wanted one in front; at most 10 by name. */
function todayText(wanted: NewRecord, records: readonly DnsRecord[]): readonly string[] {
  if (records.length === 0) return [l10n.t('Current records on this host: none')];
  const inTheWay = findInTheWay(wanted, records);
  const remark = (record: DnsRecord) => (inTheWay.includes(record) ? wayText(record) : '');
  return [l10n.t('Current records on this host:'), ...recordRows(inFront(records, inTheWay), remark)];
}

/** A record with the same value as the wanted one does not conflict. */
function findInTheWay(wanted: NewRecord, records: readonly DnsRecord[]): readonly DnsRecord[] {
  return findConflicts(wanted.rr, records).filter(
    ({ type, value }) => type !== wanted.type || !sameHost(value, wanted.value),
  );
}

/** Those in the way, then the others that work, then those that are paused. */
function inFront(records: readonly DnsRecord[], inTheWay: readonly DnsRecord[]): readonly DnsRecord[] {
  const rank = (record: DnsRecord) => (inTheWay.includes(record) ? 0 : record.enabled ? 1 : 2);
  return [...records].sort((left, right) => rank(left) - rank(right));
}

function wayText(record: DnsRecord): string {
  return ` · ${canPause(record) ? l10n.t({ message: 'will be replaced', comment: 'Beside a DNS record of which another one takes the place' }) : l10n.t('conflict, cannot be paused here')}`;
}
