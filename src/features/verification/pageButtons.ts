import { l10n } from 'vscode';
import { plainText } from '../../core/text/plainText.js';
import type { PageButton } from '../../protocol/page.js';

/** Everything that a button of the verification can ask for. */
export const pageActions = [
  'recheck',
  'onboard',
  'continueRun',
  'signIn',
  'addRecord',
  'switchRecords',
  'resumeRecord',
  'setOriginHost',
  'allowPrivateBucket',
  'startDomain',
  'editOrigin',
  'refreshCopies',
  'rewriteRoot',
  'openUrl',
  'openBucket',
  'copyUrlPattern',
  'openCdnConsole',
  'openDnsConsole',
  'setUpHttps',
  'openOriginFetch',
  'openStaticPages',
  'openTicket',
  'openSettings',
  'openProxySettings',
] as const;

/** What a button of the verification asks for. */
export type PageAction = (typeof pageActions)[number];

/** A button of the verification. */
export type VerificationButton = PageButton<PageAction>;

/** Opens the page in the browser. */
export function openUrlButton(url: string): VerificationButton {
  return { action: 'openUrl', label: l10n.t('Open {0}', plainText(url)) };
}

/** Checks again at once; disabled while that is being done. */
export function recheckPageButton(busy: boolean): VerificationButton {
  return { action: 'recheck', label: l10n.t('Recheck'), ...(busy && { disabled: true }) };
}

/** Opens the domain in the CDN console. */
export function openCdnButton(): VerificationButton {
  return { action: 'openCdnConsole', label: l10n.t('Open CDN Console') };
}

/** Opens the zone in the DNS console. */
export function openDnsButton(): VerificationButton {
  return { action: 'openDnsConsole', label: l10n.t('Open DNS Console') };
}
