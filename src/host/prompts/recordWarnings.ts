import { l10n } from 'vscode';
import { listText } from '../../core/plainText.js';
import type { DnsRecord, NewRecord } from '../../core/ports/dns.js';
import { dnsLineText, shorten } from '../text/dnsRecordText.js';

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
