import { dnsLineText } from '../../core/dns/dnsLines.js';
import { fullName } from '../../core/dns/hostNames.js';
import { type DnsPointers, readDnsPointers } from '../../core/domains/dnsPointers.js';
import { l10n } from '../../core/l10n.js';
import { plainText, withRemark } from '../../core/text/plainText.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import { showWarning, withProgress } from '../../host/display.js';
import type { DomainWork } from './domainDeps.js';

/** Reads where DNS points, before a change that would take the site offline. */
export function lookAtDns({ deps, cloud, domain, signal }: DomainWork): Promise<DnsPointers> {
  const resolvers = deps.settings.get('verification.resolvers');
  return Promise.resolve(
    withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => readDnsPointers(cloud, domain, resolvers, signal)),
  );
}

/**
 * Warns in a modal before an outage. While DNS points here, its first button is to switch DNS first. Returns whether the
 * user wants the change anyway.
 */
export async function agreeToOutage(
  { deps }: DomainWork,
  pointers: DnsPointers,
  consent: { readonly question: string; readonly detail: readonly string[]; readonly button: string },
): Promise<boolean> {
  const detail = [pointerText(pointers), ...consent.detail].filter(Boolean).join('\n\n');
  const zone = pointers.records[0]?.zone;
  const links = consoleLinks(deps.settings.get('console'));
  const dns = l10n.t('Switch DNS First');
  const buttons = pointers.state === 'here' ? [dns, consent.button] : [consent.button];
  const chosen = await showWarning(consent.question, { modal: true, detail }, ...buttons);
  if (chosen === dns) await openPage(zone === undefined ? links.zones() : links.zone(zone));
  return chosen === consent.button;
}

/** Describes where DNS points, with one line for each record that still leads to CDN. */
function pointerText({ state, records, answers }: DnsPointers): string {
  switch (state) {
    case 'here':
      return [
        l10n.t('DNS still points here: visitors will not reach the site. Switch DNS to another target first.'),
        ...records.map((record) =>
          withRemark(`• ${record.type} ${fullName(record)} → ${plainText(record.value)}`, dnsLineText(record.line)),
        ),
        ...answers.flatMap(({ server, target }) =>
          target === undefined
            ? []
            : [`• ${l10n.t('Name server {0} returns: {1}', plainText(server), plainText(target))}`],
        ),
      ].join('\n');
    case 'elsewhere':
      return l10n.t(
        'DNS does not point here ({0} name servers queried). Visitors with a cached answer may still arrive for a while.',
        answers.length,
      );
    case 'unknown':
      return l10n.t('No name server responded, so it is unknown where DNS points. It may still point here.');
  }
}
