import { l10n } from 'vscode';
import { canPause, findConflicts, findOtherLines, findShadowing } from '../../../core/dns/conflicts.js';
import { sameHost } from '../../../core/dns/hostNames.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import { dnsLineText, mailWarning, recordRows, shorten } from '../../../host/text/dnsRecordText.js';
import type { AskContext } from './askContext.js';

/** The host of a record as it stands in DNS today. */
export interface HostToday {
  readonly records: readonly DnsRecord[];
  /** All of them, one a line below a heading. */
  readonly lines: readonly string[];
  /** What the change does not reach, or may harm; one statement a line. */
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
    hasMail: rr === '@' && hasType(records, 'MX'),
    lines: todayText(record, records),
    warnings: [
      ...warnOfLines(findOtherLines(records, value)),
      ...(isWildcard ? warnOfShadows(findShadowing(rr, others)) : []),
      ...(rr === '@' ? warnAtApex(records) : []),
    ],
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
  return ` · ${canPause(record) ? l10n.t('conflict') : l10n.t('conflict, cannot be paused here')}`;
}

/** A line with records of its own does not follow the default line: nothing changes for its visitors. */
function warnOfLines(others: readonly DnsRecord[]): readonly string[] {
  if (others.length === 0) return [];
  const lines = [...new Set(others.map(({ line }) => dnsLineText(line)))];
  return [
    l10n.t('These DNS lines have their own records, so their visitors do not reach CDN: {0}', listText(lines)),
    '',
  ];
}

/** A name that exists takes precedence over a wildcard: nothing changes for those names. */
function warnOfShadows(hosts: readonly string[]): readonly string[] {
  if (hosts.length === 0) return [];
  return [
    l10n.t(
      'The wildcard does not accelerate these hosts, which have records of their own or below them: {0}',
      listText(hosts),
    ),
    '',
  ];
}

/** At most 10 of them, in one line. */
function listText(texts: readonly string[]): string {
  const { shown, more } = shorten(texts);
  return [...shown, ...(more ? [more] : [])].join(', ');
}

/** At the zone's own name MX and TXT may stand beside a CNAME, but what they serve may suffer. */
function warnAtApex(records: readonly DnsRecord[]): readonly string[] {
  return [
    ...(hasType(records, 'MX') ? [mailWarning(), ''] : []),
    ...(hasType(records, 'TXT')
      ? [l10n.t('Warning: This host has TXT records. With a CNAME, checks that rely on them may fail.'), '']
      : []),
  ];
}

function hasType(records: readonly DnsRecord[], type: string): boolean {
  return records.some((record) => record.enabled && record.type === type);
}
