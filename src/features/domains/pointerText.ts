import { l10n } from 'vscode';
import { fullName } from '../../core/dns/hostNames.js';
import type { DnsPointers } from '../../core/domains/dnsPointers.js';

/** What DNS says of a domain, in words; the records that still send visitors to CDN one a line. */
export function pointerText({ state, records, answers }: DnsPointers): string {
  switch (state) {
    case 'here':
      return [
        l10n.t('DNS still points here: visitors will not reach the site. Switch DNS to another target first.'),
        ...records.map((record) => `• ${record.type} ${fullName(record)} → ${record.value} (${lineText(record.line)})`),
        ...answers.flatMap(({ server, target }) =>
          target === undefined ? [] : [`• ${l10n.t('Name server {0} answers: {1}', server, target)}`],
        ),
      ].join('\n');
    case 'elsewhere':
      return l10n.t(
        'DNS does not point here: {0} name servers were asked. Visitors with an old answer may still come for a while.',
        answers.length,
      );
    case 'unknown':
      return l10n.t('Where DNS points could not be found out: no name server answered. It may still point here.');
  }
}

/** The line of whoever no other line is for is named; the others go by the vendor's own names. */
function lineText(line: string): string {
  return line === 'default' ? l10n.t('default line') : line;
}
