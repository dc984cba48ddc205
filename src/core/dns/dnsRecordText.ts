import { l10n } from '../l10n.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { shorten } from '../text/countText.js';
import { listText, noticeText, plainText } from '../text/plainText.js';
import { dnsLineText } from './dnsLines.js';

/** TTL, line and state of a record. */
export function recordState({ ttl, line, locked, enabled }: DnsRecord): string {
  const state = enabled ? l10n.t('enabled') : l10n.t('paused');
  return [`TTL ${ttl}`, dnsLineText(line), state, ...(locked ? [l10n.t('locked')] : [])].join(' · ');
}

/** Every field of a new record, one per line. */
export function describeRecord({ zone, rr, type, value, ttl }: NewRecord): readonly string[] {
  return [
    l10n.t('Zone: {0}', zone),
    l10n.t('Host: {0}', rr),
    l10n.t('Type: {0}', type),
    l10n.t('Value: {0}', plainText(value)),
    l10n.t('TTL: {0} seconds', ttl),
  ];
}

/** Records with their state below a heading, one per line, at most 10; `remark` is added to each. */
export function recordRows(records: readonly DnsRecord[], remark: (record: DnsRecord) => string = () => ''): string[] {
  const { shown, more } = shorten(records);
  const rows = shown.map(
    (record) => `   ${record.type}  ${plainText(record.value)}  ${recordState(record)}${remark(record)}`,
  );
  return more === undefined ? rows : [...rows, `   ${more}`];
}

/** The current records of a host below a heading, one per line. */
export function beforeText(existing: readonly DnsRecord[]): readonly string[] {
  return [l10n.t('Before:'), ...recordRows(existing)];
}

/** Facts of a switch beside its records. */
interface SwitchDetails {
  readonly before: readonly string[];
  readonly changed: string | undefined;
  readonly hasCopy: boolean;
  readonly undo: string;
}

/**
 * The effect of a switch and its duration, one statement per line. `before` shows the host before it, `changed` is the record of
 * `existing` that is edited, `hasCopy` means that a paused copy is deleted, and `undo` is the way back.
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

/** The treatment of a paused CNAME like the wanted one: DNS takes no second record like it. */
export function deletedCopyText(): string {
  return l10n.t('The paused copy of the CNAME on this host is deleted.');
}

/** Says whether a record sends visitors straight to OSS: its public domains, or the newer ones of bound domains. */
export function pointsAtOss({ type, value }: Pick<NewRecord, 'type' | 'value'>): boolean {
  return type === 'CNAME' && /(?:\.oss-[a-z0-9-]+\.aliyuncs\.com|\.taihangcda\.cn)\.?$/i.test(value);
}

/** The full name of a record, `example.com` for host `@`. */
export function recordHost({ rr, zone }: Pick<NewRecord, 'rr' | 'zone'>): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}

/** A record in one line, safe in any place. */
export function zoneLine(record: NewRecord): string {
  return recordLine({ host: recordHost(record), type: record.type, value: record.value, ttl: record.ttl });
}

/** A record to be made by hand in one line, safe in any place. */
export function recordLine(record: { host: string; type: string; value: string; ttl?: number }): string {
  const ttl = record.ttl === undefined ? '' : ` · TTL ${record.ttl}`;
  return `${noticeText(record.host)} · ${noticeText(record.type)} · ${noticeText(record.value)}${ttl}`;
}

/** A warning that a CNAME may break mail of the same name. */
export function mailWarning(): string {
  return l10n.t(
    'Warning: This domain receives mail (MX). With a CNAME, mail may be lost. Accelerate its www subdomain instead.',
  );
}

/** What a CNAME does not affect: records of other DNS lines, and hosts of a wildcard with their own records. */
interface Unreached {
  readonly lines: readonly DnsRecord[];
  readonly hosts?: readonly string[];
}

/**
 * Warns what a CNAME does not affect and which other records of its host, except mail, it may break. One statement per
 * line, each followed by an empty line.
 */
export function recordWarnings(
  { rr }: Pick<NewRecord, 'rr'>,
  records: readonly DnsRecord[],
  { lines, hosts = [] }: Unreached,
): readonly string[] {
  return [...warnOfLines(lines), ...warnOfShadows(hosts), ...(rr === '@' ? warnAtApex(records) : [])];
}

/** A line with its own records does not follow the default line: nothing changes for its visitors. */
function warnOfLines(others: readonly DnsRecord[]): readonly string[] {
  if (others.length === 0) return [];
  const lines = [...new Set(others.map(({ line }) => dnsLineText(line)))];
  return [
    l10n.t('These DNS lines have their own records, so their visitors do not reach CDN: {0}', listSome(lines)),
    '',
  ];
}

/** An existing name takes precedence over a wildcard: nothing changes for it. */
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

/** At most 10 of them, in one line. */
function listSome(texts: readonly string[]): string {
  const { shown, more } = shorten(texts);
  return listText([...shown, ...(more ? [more] : [])]);
}

/** At the zone's own name a TXT record may coexist with a CNAME, but its purpose may suffer. Mail has its own question. */
function warnAtApex(records: readonly DnsRecord[]): readonly string[] {
  return [
    ...(hasType(records, 'TXT')
      ? [l10n.t('Warning: This host has TXT records. With a CNAME, checks that rely on them may fail.'), '']
      : []),
  ];
}

function hasType(records: readonly DnsRecord[], type: string): boolean {
  return records.some((record) => record.enabled && record.type === type);
}
