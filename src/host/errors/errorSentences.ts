import { l10n } from 'vscode';
import type { ErrorKind } from '../../core/errors.js';

/** The message for each kind of error, with the remedy. Its subject follows after a colon. */
export const errorSentences = {
  cancelled: () => '',
  notSignedIn: () => l10n.t('Sign in to Alibaba Cloud first'),
  badCredentials: () =>
    l10n.t('Alibaba Cloud does not accept this AccessKey: check the ID and the secret, then sign in again'),
  expiredCredentials: () => l10n.t('The temporary keys have expired: renew them, then sign in again'),
  clockSkewed: () => l10n.t('The clock of this computer is off by more than 15 minutes: correct it and try again'),
  forbidden: () => l10n.t('This AccessKey lacks a permission: ask the account owner to grant it'),
  refused: () =>
    l10n.t('Alibaba Cloud does not allow this for the account: see the details for the reason or submit a ticket'),
  publicEndpointForbidden: () =>
    l10n.t(
      'This account is not allowed to use the default public OSS domain for this bucket: bind a custom domain to the bucket and use it instead',
    ),
  noSuchBucket: () => l10n.t('The bucket does not exist in this account; choose another'),
  bucketTaken: () => l10n.t('A bucket with this name already exists, here or in another account: enter another name'),
  bucketLimit: () =>
    l10n.t('The account has 100 buckets in this region, which is the limit: choose another region or delete a bucket'),
  bucketRegionClosed: () => l10n.t('OSS takes no new buckets in this region: choose another region'),
  bucketNotEmpty: () => l10n.t('The bucket is not empty and was not deleted: delete what is in it first'),
  noSuchObject: () => l10n.t('The object is no longer in the bucket: refresh the list'),
  objectExists: () => l10n.t('An object with this name already exists: overwrite it or choose another name'),
  objectLocked: () =>
    l10n.t('A retention policy of the bucket protects the object: wait until it ends or choose another name'),
  objectArchived: () => l10n.t('The object is archived: restore it in the OSS console and try again'),
  overwriteForbidden: () =>
    l10n.t(
      'The bucket does not allow objects to be overwritten: change its rule in the OSS console or choose another name',
    ),
  noSuchUpload: () => l10n.t('The multipart upload was completed or aborted: publish the file again'),
  wrongRegion: () => l10n.t('The bucket is in another region; use this one'),
  serviceNotOpen: () =>
    l10n.t('The service is not activated for this account: activate it in the console and try again'),
  serviceDenied: () => l10n.t('CDN is not activated for this account, or a payment is overdue: check the console'),
  overdue: () => l10n.t('The account has an overdue payment: pay it in the console and try again'),
  lowBalance: () => l10n.t('The account balance is too low to activate the service: top it up and try again'),
  domainTaken: () => l10n.t('The domain is already on a CDN: remove it there or choose another domain'),
  wildcardTaken: () =>
    l10n.t(
      'Another account accelerates a domain covered by this wildcard: have it deleted there, or accelerate exact domain names',
    ),
  wildcardAndAll: () =>
    l10n.t(
      'A wildcard and a domain that begins with "all." cannot both be accelerated: delete that domain or choose another one',
    ),
  domainTooDeep: () => l10n.t('CDN accepts at most three levels for domains under alicdn.com: choose a shorter one'),
  typeWithoutWildcard: () =>
    l10n.t('This business type does not support wildcard domains: choose another type or an exact domain'),
  regionFull: () => l10n.t('CDN has no capacity in this region: choose another acceleration region or submit a ticket'),
  domainNotVerified: () => l10n.t('Domain ownership is not verified: add the TXT record and check again'),
  domainNotFiled: () =>
    l10n.t('The domain has no ICP filing: file it, or accelerate only outside the Chinese mainland'),
  domainLimit: () =>
    l10n.t('The account has reached its limit of accelerated domains: delete one or request a higher limit'),
  domainNotFound: () => l10n.t('The domain is not on CDN in this account: check the name'),
  runElsewhere: () =>
    l10n.t('Another window is working on this domain: continue there, or close that window and start again'),
  domainBusy: () => l10n.t('The domain is being configured: wait a few minutes and try again'),
  domainConfigFailed: () =>
    l10n.t('CDN could not configure the domain: resubmit its settings in the console or submit a ticket'),
  domainOffline: () => l10n.t('The domain is disabled on CDN: enable it and try again'),
  domainBarred: () =>
    l10n.t('Alibaba Cloud does not allow this for the domain: check the notice in the console or submit a ticket'),
  domainProtected: () => l10n.t('The domain is protected against changes: submit a ticket to remove the protection'),
  domainInGroup: () =>
    l10n.t('The domain gets its settings from a group: change the group in the console or remove the domain from it'),
  operationBarred: () =>
    l10n.t(
      'CDN does not allow this change for the domain, possibly because it manages the setting itself: check it in the console',
    ),
  realNameNeeded: () =>
    l10n.t('The account has not completed real-name verification: complete it in the console and try again'),
  realNameForMainland: () =>
    l10n.t(
      'Acceleration in the Chinese mainland requires real-name verification: verify the account or choose a region outside the Chinese mainland',
    ),
  originRefused: () => l10n.t('CDN does not allow this origin: choose another public origin or submit a ticket'),
  originLoop: () => l10n.t('The origin resolves back to CDN: choose one that is not an accelerated domain'),
  configConflict: () =>
    l10n.t(
      'This setting conflicts with another setting of the domain: remove the other one in the CDN console and try again',
    ),
  configExists: () =>
    l10n.t('The domain already has this setting and nothing was changed: check the domain and try again'),
  settingFailed: () => l10n.t('CDN could not apply the setting: try again, or check the domain in the console'),
  certificateRefused: () => l10n.t('This certificate is not accepted: choose a valid PEM file for the domain'),
  certificateGone: () => l10n.t('The certificate is no longer in the account: choose another one'),
  keyRefused: () =>
    l10n.t(
      'CDN does not accept this private key: it must match the certificate, have no password, and be in PKCS#1 format for RSA',
    ),
  stagingActive: () =>
    l10n.t('A staging configuration of the domain is under test: publish or roll it back in the CDN console first'),
  acmeUnavailable: () =>
    l10n.t("Let's Encrypt cannot be reached or reported an error: check the network and try again in a few minutes"),
  acmeLimited: () => l10n.t("A rate limit of Let's Encrypt is reached: try again later or choose another certificate"),
  acmeRefused: () => l10n.t("Let's Encrypt refused the request: try again or choose another certificate"),
  roleMissing: () =>
    l10n.t(
      'CDN has no role to read private buckets (AliyunCDNAccessingPrivateOSSRole): authorize CDN on the Origin Fetch tab in the CDN console',
    ),
  configGone: () => l10n.t('The setting no longer exists and nothing was changed: check the domain again'),
  invalidInput: () => l10n.t('This value is not accepted: correct it and try again'),
  zoneNotFound: () =>
    l10n.t('The zone is not in Alibaba Cloud DNS of this account: add the record at its DNS provider'),
  zoneBarred: () =>
    l10n.t('Alibaba Cloud DNS has suspended this zone: check the notice in the DNS console or submit a ticket'),
  zoneUnderAttack: () =>
    l10n.t('The zone is under attack and suspended: wait until the DNS console shows that it is restored'),
  zoneMoving: () =>
    l10n.t('The zone is being moved to other name servers: wait until the move is complete and try again'),
  recordDuplicate: () => l10n.t('An identical DNS record already exists: nothing needs to be added'),
  recordClash: () => l10n.t('Another DNS record on this host conflicts: delete or pause it first'),
  recordLocked: () => l10n.t('The DNS record is locked: unlock it in the DNS console and try again'),
  recordLimit: () => l10n.t('The host has reached the record limit of its zone: delete a record and try again'),
  recordGone: () =>
    l10n.t('The DNS record is no longer in this account and nothing was changed: reload the records of the zone'),
  ttlTooShort: () =>
    l10n.t('The edition of the zone does not allow such a short TTL: use a longer one or upgrade the zone'),
  cnameTokenNeeded: () =>
    l10n.t('OSS does not detect the TXT record for this domain yet: add it or wait, then check again'),
  cnameTokenNeedless: () => l10n.t('OSS has already verified that you own the domain: check again in a minute'),
  cnameTaken: () => l10n.t('The domain is bound to another bucket of this account: unbind it there first'),
  cnameHeld: () =>
    l10n.t('Another account has bound the domain to its bucket: have it unbound there or submit a ticket'),
  cnameForbidden: () => l10n.t('The domain is reserved for OSS and cannot be bound: choose another domain'),
  cnameNotFiled: () =>
    l10n.t(
      'OSS binds only domains with an ICP filing to buckets in the Chinese mainland: file the domain or use a bucket outside the Chinese mainland',
    ),
  cnameRisky: () =>
    l10n.t('OSS considers the domain a risk and does not bind it: submit a ticket or choose another domain'),
  quotaExceeded: () => l10n.t("Today's refresh quota is used up: wait until it resets at 00:00 (UTC+8)"),
  prefetchQuotaExceeded: () => l10n.t("Today's prefetch quota is used up: wait until it resets at 00:00 (UTC+8)"),
  prefetchQueueFull: () => l10n.t('The prefetch queue of the account is full: wait for earlier tasks to complete'),
  tooMuchAtOnce: () => l10n.t('The refresh is too large: refresh fewer files or domains at once'),
  refreshFailed: () => l10n.t('CDN could not complete the task: retry it in the Refresh Tasks view'),
  prefetchFailed: () => l10n.t('CDN could not prefetch the URLs: retry them in the Refresh Tasks view'),
  wildcardUrl: () => l10n.t('CDN cannot refresh wildcard domains: enter exact domain names'),
  throttled: () => l10n.t('Too many requests: wait a minute and try again'),
  unavailable: () => l10n.t('Alibaba Cloud reported an internal error: try again in a few minutes'),
  offline: () => l10n.t('Alibaba Cloud cannot be reached: check the network and the proxy settings'),
  proxyRefused: () =>
    l10n.t('The proxy refused the request: check the proxy settings or ask your network administrator'),
  untrustedCertificate: () =>
    l10n.t('The server presents no trusted certificate for this domain: add one and try again'),
  timeout: () => l10n.t('Alibaba Cloud did not respond in time: check the network and try again'),
  badAnswer: () => l10n.t('The response was incomplete or not from Alibaba Cloud: check the proxy and try again'),
  bodyNotRead: () =>
    l10n.t('Alibaba Cloud did not read the parameters of this call from its body: do this in the console instead'),
  corruptUpload: () => l10n.t('The uploaded data was corrupted: publish the file again'),
  corruptDownload: () => l10n.t('The downloaded data was corrupted: download the object again'),
  badFile: () => l10n.t('The file cannot be used: correct it and try again'),
  storeRefused: () =>
    l10n.t('The publishing state cannot be saved on this computer: free disk space or make the folder writable'),
  storeMissing: () =>
    l10n.t(
      'This version of the editor does not include SQLite: update it to publish files, onboard domains, and undo changes',
    ),
  storeNewer: () =>
    l10n.t(
      'The publishing state was written by a newer version of this extension: reload the window or, if that does not help, update the extension',
    ),
  bug: () => l10n.t('This is a bug in the extension, not in your setup: copy the details and report it'),
  unexpected: () => l10n.t('An unexpected error occurred: see the log'),
} satisfies Record<ErrorKind, () => string>;

/** Messages that contain their subject. */
export const subjectSentences: Partial<Readonly<Record<ErrorKind, (subject: string) => string>>> = {
  stagingActive: (subject) =>
    l10n.t('{0} has a staging configuration under test. Publish it or roll it back in the CDN console first', subject),
  prefetchFailed: (subject) => l10n.t('CDN could not prefetch {0}. Retry it in the Refresh Tasks view', subject),
};
