import * as vscode from 'vscode';
import { type DnsPointers, readDnsPointers } from '../../core/domains/dnsPointers.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import { showWarning, withProgress } from '../../host/display.js';
import type { DomainWork } from './domainDeps.js';
import { pointerText } from './pointerText.js';

/** Looks where DNS points before a change that would leave visitors without the site. */
export function lookAtDns({ deps, cloud, domain, signal }: DomainWork): Promise<DnsPointers> {
  const resolvers = deps.settings.get('verification.resolvers');
  return Promise.resolve(
    withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => readDnsPointers(cloud, domain, resolvers, signal)),
  );
}

/**
 * The modal before an outage. While DNS points here, switching DNS first is the first button; says whether the
 * person wants the change all the same.
 */
export async function agreeToOutage(
  { deps }: DomainWork,
  pointers: DnsPointers,
  consent: { readonly question: string; readonly detail: readonly string[]; readonly button: string },
): Promise<boolean> {
  const detail = [pointerText(pointers), ...consent.detail].filter(Boolean).join('\n\n');
  const zone = pointers.records[0]?.zone;
  const links = consoleLinks(deps.settings.get('console'));
  const dns = vscode.l10n.t('Switch DNS First');
  const buttons = pointers.state === 'here' ? [dns, consent.button] : [consent.button];
  const chosen = await showWarning(consent.question, { modal: true, detail }, ...buttons);
  if (chosen === dns) await openPage(zone === undefined ? links.zones() : links.zone(zone));
  return chosen === consent.button;
}
