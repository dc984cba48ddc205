import { l10n } from 'vscode';
import type { DnsRecord } from '../../../core/ports/dns.js';
import { lineText } from '../../../host/text/recordText.js';

/** A line with records of its own does not follow the default line: its visitors go on as they are. */
export function warnOfLines(others: readonly DnsRecord[]): readonly string[] {
  if (others.length === 0) return [];
  const lines = [...new Set(others.map(({ line }) => lineText(line)))].join(', ');
  return [l10n.t('Visitors of these DNS lines have records of their own and do not reach CDN: {0}', lines), ''];
}

/** A name that exists beats a wildcard: those names go on as they are. */
export function warnOfShadows(hosts: readonly string[]): readonly string[] {
  if (hosts.length === 0) return [];
  return [
    l10n.t(
      'These names have records, of their own or below them, and are not accelerated by the wildcard: {0}',
      hosts.join(', '),
    ),
    '',
  ];
}

/** At the zone's own name MX and TXT may stand beside a CNAME, but what they serve may suffer. */
export function warnAtApex(records: readonly DnsRecord[]): readonly string[] {
  const has = (type: string) => records.some((record) => record.enabled && record.type === type);
  return [
    ...(has('MX') ? [l10n.t('Warning: this name receives mail (MX). Beside a CNAME mail may get lost.'), ''] : []),
    ...(has('TXT') ? [l10n.t('Warning: this name has TXT records. Beside a CNAME checks of them may fail.'), ''] : []),
  ];
}
