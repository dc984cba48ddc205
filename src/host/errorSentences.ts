import { l10n } from 'vscode';
import type { ErrorKind } from '../core/errors.js';

/** One sentence for each kind of error, saying what to do; what it is about follows after a colon. */
export const errorSentences = {
  cancelled: () => '',
  notSignedIn: () => l10n.t('Sign in to Alibaba Cloud first'),
  badCredentials: () =>
    l10n.t('Alibaba Cloud does not accept this AccessKey: check the ID and the secret, then sign in again'),
  expiredCredentials: () => l10n.t('The temporary keys have expired: renew them, then sign in again'),
  clockSkewed: () => l10n.t('The clock of this computer is off by more than 15 minutes: set it right and try again'),
  forbidden: () => l10n.t('This AccessKey lacks a permission: ask the owner of the account to grant it'),
  publicEndpointForbidden: () =>
    l10n.t(
      'This account may not use the public OSS domain for this bucket: bind a custom domain to the bucket and use that',
    ),
  noSuchBucket: () => l10n.t('The bucket does not exist in this account; choose another'),
  noSuchObject: () => l10n.t('The object is no longer in the bucket: refresh the list'),
  wrongRegion: () => l10n.t('The bucket is in another region; use this one'),
  serviceNotOpen: () => l10n.t('The service is not open for this account: open it in the console and try again'),
  overdue: () => l10n.t('The account has an overdue payment: settle it in the console and try again'),
  domainTaken: () => l10n.t('The domain is already on a CDN: remove it there or choose another domain'),
  domainNotVerified: () => l10n.t('The domain is not proven to be yours: add the TXT record and check again'),
  domainNotFiled: () =>
    l10n.t('The domain has no ICP filing: file it, or accelerate only outside the mainland of China'),
  domainLimit: () => l10n.t('The account has no room for another domain: delete one or ask for a higher limit'),
  domainNotFound: () => l10n.t('The domain is not on CDN in this account: check the name'),
  domainBusy: () => l10n.t('The domain is being configured: wait a few minutes and try again'),
  domainOffline: () => l10n.t('The domain is disabled on CDN: enable it and try again'),
  domainBarred: () =>
    l10n.t('Alibaba Cloud does not allow this for the domain: look for its notice in the console or open a ticket'),
  realNameNeeded: () => l10n.t('The account is not verified by real name: verify it in the console and try again'),
  originRefused: () =>
    l10n.t('CDN refuses this origin: choose a public one that does not lead back to an accelerated domain'),
  configConflict: () => l10n.t('Another setting of the domain excludes this one: remove that one first'),
  invalidInput: () => l10n.t('This value is not accepted: correct it and try again'),
  zoneNotFound: () =>
    l10n.t('The zone is not in Alibaba Cloud DNS in this account: add the record where its DNS is kept'),
  recordDuplicate: () => l10n.t('An identical DNS record is already there: nothing needs to be added'),
  recordConflict: () => l10n.t('Another DNS record on this host is in the way: remove or pause it first'),
  recordLocked: () => l10n.t('The DNS record is locked: unlock it in the DNS console and try again'),
  recordLimit: () => l10n.t('The host has as many DNS records as its zone allows: delete one and try again'),
  cnameTokenNeeded: () => l10n.t('OSS cannot see the TXT record for this domain yet: add it or wait, then check again'),
  cnameTaken: () => l10n.t('The domain is bound to another bucket: unbind it there first'),
  cnameForbidden: () => l10n.t('OSS does not allow this domain on the bucket: check its ICP filing and the bucket'),
  quotaExceeded: () => l10n.t("Today's refresh quota is used up: wait until it is reset at midnight (UTC+8)"),
  throttled: () => l10n.t('Alibaba Cloud asks to slow down: wait a minute and try again'),
  unavailable: () => l10n.t('Alibaba Cloud has a fault at the moment: try again in a few minutes'),
  offline: () => l10n.t('Alibaba Cloud cannot be reached: check the network and the proxy settings'),
  untrustedCertificate: () =>
    l10n.t('The server shows no trusted certificate for this name: add one for the domain and try again'),
  timeout: () => l10n.t('Alibaba Cloud did not answer in time: check the network and try again'),
  badAnswer: () => l10n.t('The answer was not from Alibaba Cloud or was cut off: check the proxy and try again'),
  corruptUpload: () => l10n.t('The upload arrived damaged: publish the file again'),
  badFile: () => l10n.t('The file cannot be used: correct it and try again'),
  unexpected: () => l10n.t('Something unexpected went wrong: see the log'),
} satisfies Record<ErrorKind, () => string>;
