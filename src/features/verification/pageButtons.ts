import { l10n } from '../../core/l10n.js';
import type { PageButton } from '../../protocol/page.js';

/** The actions of all buttons on the page. */
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
  'setSiteType',
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

/** Returns a button that opens the domain in the CDN console. */
export function openCdnButton(): VerificationButton {
  return { action: 'openCdnConsole', label: l10n.t('Open CDN Console') };
}

/** Returns a button that opens the zone in the DNS console. */
export function openDnsButton(): VerificationButton {
  return { action: 'openDnsConsole', label: l10n.t('Open DNS Console') };
}
