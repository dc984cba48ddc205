import { l10n } from '../../core/l10n.js';
import { plainText } from '../../core/text/plainText.js';
import type { PageButton } from '../../protocol/page.js';

/** All actions of the page's buttons. */
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

/** An action of a button. */
export type PageAction = (typeof pageActions)[number];

/** A button of the verification. */
export type VerificationButton = PageButton<PageAction>;

/** Opens the page in the browser. */
export function openUrlButton(url: string): VerificationButton {
  return { action: 'openUrl', label: l10n.t('Open {0}', plainText(url)) };
}

/** Rechecks at once; disabled during a check. */
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
