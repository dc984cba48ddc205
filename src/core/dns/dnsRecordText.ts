import { l10n } from '../l10n.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { shorten } from '../text/countText.js';
import { listText, noticeText, plainText } from '../text/plainText.js';
import { dnsLineText } from './dnsLines.js';
import { fullName, isOssTarget } from './hostNames.js';

/** Returns the TTL, the DNS line and the state of a record in one line. */
export function recordState({ ttl, line, locked, enabled }: DnsRecord): string {
  const state = enabled ? l10n.t('enabled') : l10n.t('paused');
  return [`TTL ${ttl}`, dnsLineText(line), state, ...(locked ? [l10n.t('locked')] : [])].join(' · ');
}

/** Returns the fields of a new record, one per line. */
export function describeRecord({ zone, rr, type, value, ttl }: NewRecord): readonly string[] {
  return [
    l10n.t('Zone: {0}', zone),
    l10n.t('Host: {0}', rr),
    l10n.t('Type: {0}', type),
    l10n.t('Value: {0}', plainText(value)),
    l10n.t('TTL: {0} seconds', ttl),
  ];
}

/** Returns at most 10 records with their state, one per line, to stand below a heading. `remark` returns what to add to each. */
export function recordRows(records: readonly DnsRecord[], remark: (record: DnsRecord) => string = () => ''): string[] {
  const { shown, more } = shorten(records);
  const rows = shown.map(
    (record) => `   ${record.type}  ${plainText(record.value)}  ${recordState(record)}${remark(record)}`,
  );
  return [...rows, ...more.map((text) => `   ${text}`)];
}

/** Returns a heading and, below it, the present records of a host, one per line. */
export function beforeText(existing: readonly DnsRecord[]): readonly string[] {
  return [l10n.t('Before:'), ...recordRows(existing)];
}

/** The parts of a text about a switch beside its records. */
interface SwitchDetails {
  readonly before: readonly string[];
  readonly changed: string | undefined;
  readonly hasCopy: boolean;
  readonly undo: string;
}

/**
 * Returns what a switch does and how long it takes, one statement per line. `before` shows the host before the switch, `changed` is the id of the record of
 * `existing` that is edited, `hasCopy` means that a paused copy is deleted, and `undo` is how to undo it.
 */
export function switchText(
  wanted: NewRecord,
  existing: readonly DnsRecord[],
  { before, changed, hasCopy, undo }: SwitchDetails,
): readonly string[] {
  const ttl = Math.max(...existing.map((record) => record.ttl));
  const former = existing.find(({ id }) => id === changed);
  const others = existing.filter((record) => record !== former);
  const how = former && l10n.t('changed from {0}', `${former.type} ${plainText(former.value)}`);
  return [
    ...(existing.some(pointsAtOss)
      ? [
          l10n.t(
            'This domain currently points directly to the bucket. After the switch it points to CDN and can no longer be used for uploads.',
          ),
          '',
        ]
      : []),
    ...before,
    l10n.t('After:'),
    ...recordRows(others.map((record) => ({ ...record, enabled: false }))),
    `   ${wanted.type}  ${plainText(wanted.value)}  TTL ${wanted.ttl}${how ? ` · ${how}` : ''}`,
    '',
    l10n.t('Name servers return either the old records or the CNAME at every moment.'),
    ...(hasCopy ? [deletedCopyText()] : []),
    l10n.t(
      'Visitors are switched within about {0} min (TTL of the old record), at most 72 hours.',
      Math.ceil(ttl / 60),
    ),
    undo,
  ];
}

/** Returns the statement that a paused copy of the wanted CNAME is deleted. DNS accepts no second record of the same content. */
export function deletedCopyText(): string {
  return l10n.t('The paused copy of the CNAME on this host is deleted.');
}

/** Returns whether a record sends visitors straight to OSS. */
export function pointsAtOss({ type, value }: Pick<NewRecord, 'type' | 'value'>): boolean {
  return type === 'CNAME' && isOssTarget(value);
}

/** Returns a record as one line of text, which is safe to show in any place. */
export function zoneLine(record: NewRecord): string {
  return recordLine({ ...record, host: fullName(record) });
}

/** Returns a record that the user adds by hand as one line of text, which is safe to show in any place. */
export function recordLine(record: { host: string; type: string; value: string; ttl?: number }): string {
  const ttl = record.ttl === undefined ? '' : ` · TTL ${record.ttl}`;
  return `${noticeText(record.host)} · ${noticeText(record.type)} · ${noticeText(record.value)}${ttl}`;
}

/** Returns the warning that a CNAME may break mail of the same name. */
export function mailWarning(): string {
  return l10n.t(
    'Warning: This domain receives mail (MX). With a CNAME, mail may be lost. Accelerate its www subdomain instead.',
  );
}

/** The records and hosts that a CNAME does not affect: records of other DNS lines, and hosts of a wildcard with their own records. */
interface Unreached {
  readonly lines: readonly DnsRecord[];
  readonly hosts?: readonly string[];
}

/**
 * Returns warnings about what a CNAME does not affect, and which other records of its host (except mail) it may break. Each statement is followed by an
 * empty line.
 */
export function recordWarnings(
  { rr }: Pick<NewRecord, 'rr'>,
  records: readonly DnsRecord[],
  { lines, hosts = [] }: Unreached,
): readonly string[] {
  return [...warnOfLines(lines), ...warnOfShadows(hosts), ...(rr === '@' ? warnAtApex(records) : [])];
}

/** Returns the warning that nothing changes for visitors of DNS lines with their own records, which do not follow the default line. */
function warnOfLines(others: readonly DnsRecord[]): readonly string[] {
  if (others.length === 0) return [];
  const lines = [...new Set(others.map(({ line }) => dnsLineText(line)))];
  return [
    l10n.t('These DNS lines have their own records, so their visitors do not reach CDN: {0}', listSome(lines)),
    '',
  ];
}

/** Returns the warning that nothing changes for names that exist, which take precedence over a wildcard. */
function warnOfShadows(hosts: readonly string[]): readonly string[] {
  if (hosts.length === 0) return [];
  return [
    l10n.t(
      'The wildcard does not accelerate these hosts, which have records of their own or below them: {0}',
      listSome(hosts),
    ),
    '',
  ];
}

/** Returns at most 10 of the texts as one line, and how many more there are. */
function listSome(texts: readonly string[]): string {
  const { shown, more } = shorten(texts);
  return listText([...shown, ...more]);
}

/** At the zone's own name a TXT record may coexist with a CNAME, but its purpose may suffer. Mail has its own question. */
function warnAtApex(records: readonly DnsRecord[]): readonly string[] {
  return records.some(({ enabled, type }) => enabled && type === 'TXT')
    ? [l10n.t('Warning: This host has TXT records. With a CNAME, checks that rely on them may fail.'), '']
    : [];
}
