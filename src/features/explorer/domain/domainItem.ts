import * as vscode from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import type { DomainHttps } from '../../../core/https/domainHttps.js';
import type { HttpsFact } from '../../../core/https/readHttps.js';
import type { CdnDomain, DomainStatus } from '../../../core/ports/cdn.js';
import { errorText } from '../../../host/errors/presentError.js';
import { certificateText } from '../../../host/text/browserText.js';
import { domainStatusText, nameRegion, nameType } from '../../../host/text/domainText.js';
import { httpsText } from '../../../host/text/https/domainHttpsText.js';
import { deniedText, type RowLook } from '../cloudItems.js';
import type { LateFact } from '../lateFacts.js';
import type { NodeOf } from '../node.js';

const statusIcons = {
  online: ['pass', 'testing.iconPassed'],
  offline: ['circle-slash', 'disabledForeground'],
  configuring: ['sync', 'charts.blue'],
  configure_failed: ['error', 'list.errorForeground'],
  checking: ['clock', 'charts.blue'],
  check_failed: ['error', 'list.errorForeground'],
  stopping: ['sync', 'disabledForeground'],
  deleting: ['sync', 'disabledForeground'],
} satisfies Record<DomainStatus, readonly [string, string]>;

/** How an accelerated domain looks: status and origin at once, CDN's view of its CNAME when it is known. */
export function domainLook({ domain }: NodeOf<'domain'>, late: LateFact | undefined, https: DomainHttps): RowLook {
  const name = showDomain(domain.name);
  const unseen = isUnseen(domain, late);
  const words = [
    domainStatusText(domain.status),
    unseen ? vscode.l10n.t('no CNAME detected') : undefined,
    httpsText(https),
    isUnrefreshed(domain, late) ? vscode.l10n.t('no automatic refresh') : undefined,
    originText(domain),
    deniedText(late),
  ];
  const description = words.filter(Boolean).join(' · ');
  const [icon, color] = iconOf(domain, unseen, https);
  return {
    label: name,
    description,
    iconPath: new vscode.ThemeIcon(icon, new vscode.ThemeColor(color)),
    contextValue: domainTokens(domain, late, https).join(';'),
    accessibilityInformation: { label: vscode.l10n.t('CDN domain {0}, {1}', name, description) },
  };
}

function iconOf(domain: CdnDomain, unseen: boolean, https: DomainHttps): readonly [string, string] {
  const isBroken = https.kind === 'expired' || https.kind === 'wrongName' || (https.kind === 'ending' && https.urgent);
  if (domain.status === 'online' && isBroken) return ['error', 'list.errorForeground'];
  const isWarned = unseen || (domain.status === 'online' && (https.kind === 'ending' || https.kind === 'untrusted'));
  return isWarned ? ['warning', 'list.warningForeground'] : statusIcons[domain.status];
}

/** The tooltip of a domain, resolved on hover; `facts` are what the rows below it say. Values are plain text, so nothing in them is rendered as Markdown. */
export function domainTooltip(
  { domain }: NodeOf<'domain'>,
  late: LateFact | undefined,
  facts: readonly string[],
  https?: HttpsFact,
): string {
  const lines = [
    showDomain(domain.name),
    vscode.l10n.t('Status: {0}', domainStatusText(domain.status)),
    ...facts,
    ...(https?.certificate ? [vscode.l10n.t('At the edge: {0}', certificateText(https.certificate))] : []),
    vscode.l10n.t('Business type: {0}', nameType(domain.type)),
    ...(domain.region ? [vscode.l10n.t('Acceleration region: {0}', nameRegion(domain.region))] : []),
  ];
  if (isUnrefreshed(domain, late))
    lines.push(
      vscode.l10n.t(
        'No automatic refresh: the domain is not bound to its bucket. Publish on save to refresh the files that you save.',
      ),
    );
  if (late?.kind === 'denied') lines.push(errorText(late.error));
  if (domain.description) lines.push(domain.description);
  return lines.join('\n');
}

function isUnseen(domain: CdnDomain, late: LateFact | undefined): boolean {
  return domain.status === 'online' && late?.kind === 'domain' && !late.configured;
}

/** Before a domain is online it has never been refreshed, and afterwards there is nothing to refresh. */
function isUnrefreshed({ status }: CdnDomain, late: LateFact | undefined): boolean {
  return status === 'online' && late?.kind === 'domain' && late.bound === false;
}

function originText({ sources }: CdnDomain): string | undefined {
  const [first] = sources;
  if (!first) return undefined;
  // Of a bucket's host name only the bucket is news.
  const name = first.type === 'oss' ? first.content.replace(/\.oss-[a-z0-9-]+\.aliyuncs\.com$/, '') : first.content;
  return sources.length > 1 ? vscode.l10n.t('{0} and {1} more', name, sources.length - 1) : name;
}

/** Tokens that `when` clauses of the menus look for: what is known of a domain, its status among it. */
export function domainTokens(
  { cname, status, httpsOn }: CdnDomain,
  late: LateFact | undefined,
  https?: DomainHttps,
): readonly string[] {
  const bound = late?.kind === 'domain' ? late.bound : undefined;
  return [
    'domain',
    ...(cname === undefined ? [] : ['cname']),
    status,
    ...(bound === undefined ? [] : [bound ? 'bound' : 'unbound']),
    ...(httpsOn ? ['https'] : []),
    ...(https?.kind === 'ending' || https?.kind === 'expired' ? ['ending'] : []),
  ];
}
