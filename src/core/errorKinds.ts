import { l10n } from './l10n.js';

/** Where the user resolves an error: a page of the console, or something here. */
export type Remedy = 'cdn' | 'dns' | 'oss' | 'billing' | 'quotas' | 'icp' | 'ticket' | 'upload' | 'proxy' | 'reload';

/** The message of an error: what is wrong and what to do. The subject of the error is appended after a colon. `remedies` are where to do it. */
export interface ErrorText {
  readonly text: () => string;
  readonly remedies: readonly Remedy[];
}

/** Creates the message of an error. It has no remedies if the error is temporary or is resolved where it occurred. */
export function toText(remedies: readonly Remedy[], text: () => string): ErrorText {
  return { text, remedies };
}

/** The message of an error kind, and further ones for errors that affect less than the account. */
export interface KindRow extends ErrorText {
  /** Returns a sentence that contains the subject of the error. */
  readonly textOf?: (subject: string) => string;
  /** The message if only the upload domain of a bucket is affected, and not the account. */
  readonly ofBucket?: ErrorText;
  /** The message if only one request is affected, and not the account. */
  readonly ofRequest?: ErrorText;
}

/**
 * The kinds of errors with their messages: those that code has to tell apart, and those that code throws. Any other refusal of the vendor is an
 * `otherRefusal`, whose code has the message.
 */
export const errorKinds = {
  cancelled: toText([], () => ''),
  notSignedIn: toText([], () => l10n.t('Sign in to Alibaba Cloud first')),
  badCredentials: {
    ...toText([], () =>
      l10n.t('Alibaba Cloud does not accept this AccessKey: check the ID and the secret, then sign in again'),
    ),
    ofBucket: toText(['dns'], () =>
      l10n.t(
        'The upload domain rejects this AccessKey, which OSS accepts: check that its DNS record points to the bucket',
      ),
    ),
    ofRequest: toText([], () =>
      l10n.t(
        'OSS could not verify the signature of this request although the AccessKey is valid: a proxy may be modifying requests',
      ),
    ),
  },
  expiredCredentials: toText([], () => l10n.t('The temporary keys have expired: renew them, then sign in again')),
  clockSkewed: toText([], () =>
    l10n.t('The clock of this computer is off by more than 15 minutes: correct it and try again'),
  ),
  forbidden: toText([], () => l10n.t('This AccessKey lacks a permission: ask the account owner to grant it')),
  // Forbidden to the account by a code that no table has.
  refused: toText(['ticket'], () =>
    l10n.t('Alibaba Cloud does not allow this for the account: see the details for the reason or submit a ticket'),
  ),
  // The text is that of the code.
  otherRefusal: toText([], unexpected),
  publicEndpointForbidden: toText(['upload'], () =>
    l10n.t(
      'This account is not allowed to use the default public OSS domain for this bucket: bind a custom domain to the bucket and use it instead',
    ),
  ),
  noSuchBucket: toText([], () => l10n.t('The bucket does not exist in this account; choose another')),
  // A new bucket that another name or region may help; the text is that of the code.
  bucketRefused: toText([], unexpected),
  noSuchObject: toText([], () => l10n.t('The object is no longer in the bucket: refresh the list')),
  objectExists: toText([], () =>
    l10n.t('An object with this name already exists: overwrite it or choose another name'),
  ),
  objectLocked: toText(['oss'], () =>
    l10n.t('A retention policy of the bucket protects the object: wait until it ends or choose another name'),
  ),
  objectArchived: toText(['oss'], () =>
    l10n.t('The object is archived: use Restore From Archive… in its menu and try again later'),
  ),
  restoreInProgress: toText([], () =>
    l10n.t('OSS is restoring the object, which can take from a minute to two days: wait and try again'),
  ),
  overwriteForbidden: toText(['oss'], () =>
    l10n.t(
      'The bucket does not allow objects to be overwritten: change its rule in the OSS console or choose another name',
    ),
  ),
  noSuchUpload: toText([], () => l10n.t('The multipart upload was completed or aborted: publish the file again')),
  wrongRegion: toText([], () => l10n.t('The bucket is in another region; use this one')),
  serviceNotOpen: toText(['cdn'], () =>
    l10n.t('The service is not activated for this account: activate it in the console and try again'),
  ),
  serviceDenied: toText(['cdn', 'billing'], () =>
    l10n.t('CDN is not activated for this account, or a payment is overdue: check the console'),
  ),
  overdue: toText(['billing'], () => l10n.t('The account has an overdue payment: pay it in the console and try again')),
  domainTaken: toText(['ticket'], () =>
    l10n.t('The domain is already on a CDN: remove it there or choose another domain'),
  ),
  domainNotVerified: toText(['dns'], () =>
    l10n.t('Domain ownership is not verified: add the TXT record and check again'),
  ),
  domainNotFiled: toText(['icp'], () =>
    l10n.t('The domain has no ICP filing: file it, or accelerate only outside the Chinese mainland'),
  ),
  domainLimit: toText(['quotas', 'ticket'], () =>
    l10n.t('The account has reached its limit of accelerated domains: delete one or request a higher limit'),
  ),
  domainNotFound: toText([], () => l10n.t('The domain is not on CDN in this account: check the name')),
  domainBusy: toText([], () => l10n.t('The domain is being configured: wait a few minutes and try again')),
  domainConfigFailed: toText(['cdn', 'ticket'], () =>
    l10n.t('CDN could not configure the domain: resubmit its settings in the console or submit a ticket'),
  ),
  domainOffline: toText(['cdn'], () => l10n.t('The domain is disabled on CDN: enable it and try again')),
  domainBarred: toText(['cdn', 'ticket'], () =>
    l10n.t('Alibaba Cloud does not allow this for the domain: check the notice in the console or submit a ticket'),
  ),
  runElsewhere: toText([], () =>
    l10n.t('Another window is working on this domain: continue there, or close that window and start again'),
  ),
  operationBarred: toText(['cdn'], () =>
    l10n.t('CDN does not allow this operation for the account: check the domain in the console or submit a ticket'),
  ),
  originLoop: toText([], () => l10n.t('The origin resolves back to CDN: choose one that is not an accelerated domain')),
  configExists: toText(['cdn'], () =>
    l10n.t('The domain already has this setting and nothing was changed: check the domain and try again'),
  ),
  settingFailed: toText(['cdn', 'ticket'], () =>
    l10n.t('CDN could not apply the setting: try again, or check the domain in the console'),
  ),
  roleMissing: toText(['cdn'], () =>
    l10n.t(
      'CDN has no role to read private buckets (AliyunCDNAccessingPrivateOSSRole): authorize CDN on the Origin Fetch tab in the CDN console',
    ),
  ),
  certificateRefused: toText([], () =>
    l10n.t('This certificate is not accepted: choose a valid PEM file for the domain'),
  ),
  certificateGone: toText([], () => l10n.t('The certificate is no longer in the account: choose another one')),
  stagingActive: {
    ...toText(['cdn'], () =>
      l10n.t('A staging configuration of the domain is under test: publish or roll it back in the CDN console first'),
    ),
    textOf: (subject) =>
      l10n.t(
        '{0} has a staging configuration under test. Publish it or roll it back in the CDN console first',
        subject,
      ),
  },
  tooManyRules: toText(['cdn'], () =>
    l10n.t('CDN allows 50 rewrite rules, so there is no room for those of the site: remove some of your own first'),
  ),
  acmeUnavailable: toText([], () =>
    l10n.t("Let's Encrypt cannot be reached or reported an error: check the network and try again in a few minutes"),
  ),
  acmeLimited: toText([], () =>
    l10n.t("A rate limit of Let's Encrypt is reached: try again later or choose another certificate"),
  ),
  acmeRefused: toText([], () => l10n.t("Let's Encrypt refused the request: try again or choose another certificate")),
  invalidInput: toText([], () => l10n.t('This value is not accepted: correct it and try again')),
  zoneNotFound: toText([], () =>
    l10n.t('The zone is not in Alibaba Cloud DNS of this account: add the record at its DNS provider'),
  ),
  recordDuplicate: toText([], () => l10n.t('An identical DNS record already exists: nothing needs to be added')),
  recordLocked: toText(['dns'], () => l10n.t('The DNS record is locked: unlock it in the DNS console and try again')),
  cnameTokenNeeded: toText(['dns'], () =>
    l10n.t('OSS does not detect the TXT record for this domain yet: add it or wait, then check again'),
  ),
  cnameTokenNeedless: toText([], () =>
    l10n.t('OSS has already verified that you own the domain: check again in a minute'),
  ),
  // A binding that OSS does not accept, at least for now; the text is that of the code.
  cnameRefused: toText([], unexpected),
  quotaExceeded: toText([], () => l10n.t("Today's refresh quota is used up: wait until it resets at 00:00 (UTC+8)")),
  prefetchQuotaExceeded: toText([], () =>
    l10n.t("Today's prefetch quota is used up: wait until it resets at 00:00 (UTC+8)"),
  ),
  prefetchQueueFull: toText([], () =>
    l10n.t('The prefetch queue of the account is full: wait for earlier tasks to complete'),
  ),
  tooMuchAtOnce: toText([], () => l10n.t('The refresh is too large: refresh fewer files or domains at once')),
  refreshFailed: toText([], () => l10n.t('CDN could not complete the task: retry it in the Refresh Tasks view')),
  prefetchFailed: {
    ...toText([], () => l10n.t('CDN could not prefetch the URLs: retry them in the Refresh Tasks view')),
    textOf: (subject) => l10n.t('CDN could not prefetch {0}. Retry it in the Refresh Tasks view', subject),
  },
  throttled: toText([], () => l10n.t('Too many requests: wait a minute and try again')),
  unavailable: {
    ...toText([], () => l10n.t('Alibaba Cloud reported an internal error: try again in a few minutes')),
    ofBucket: toText(['dns'], () =>
      l10n.t('The upload domain closed the connection or returned an error: check its DNS record or try again'),
    ),
  },
  offline: {
    ...toText([], () => l10n.t('Alibaba Cloud cannot be reached: check the network and the proxy settings')),
    ofBucket: toText(['dns'], () => l10n.t('The upload domain cannot be reached: check its DNS record')),
  },
  untrustedCertificate: {
    ...toText([], () => l10n.t('The server presents no trusted certificate for this domain: add one and try again')),
    ofBucket: toText(['oss'], () =>
      l10n.t('The upload domain has no trusted certificate: add one in OSS and try again'),
    ),
  },
  timeout: {
    ...toText([], () => l10n.t('Alibaba Cloud did not respond in time: check the network and try again')),
    ofBucket: toText(['dns'], () =>
      l10n.t('The upload domain did not respond in time: check its DNS record and the network'),
    ),
  },
  badAnswer: {
    ...toText([], () => l10n.t('The response was incomplete or not from Alibaba Cloud: check the proxy and try again')),
    ofBucket: toText(['dns'], () =>
      l10n.t('The response of the upload domain is not from OSS: check that its DNS record points to the bucket'),
    ),
  },
  bodyNotRead: toText([], () =>
    l10n.t('Alibaba Cloud did not read the parameters of this call from its body: do this in the console instead'),
  ),
  corruptUpload: toText([], () => l10n.t('The uploaded data was corrupted: publish the file again')),
  corruptDownload: toText([], () => l10n.t('The downloaded data was corrupted: download the object again')),
  badFile: toText([], () => l10n.t('The file cannot be used: correct it and try again')),
  proxyRefused: {
    ...toText(['proxy'], () =>
      l10n.t('The proxy refused the request: check the proxy settings or ask your network administrator'),
    ),
    ofBucket: toText(['dns', 'proxy'], () =>
      l10n.t('The proxy cannot reach or does not allow the upload domain: check its DNS record and the proxy rules'),
    ),
  },
  storeRefused: toText([], () =>
    l10n.t('The publishing state cannot be saved on this computer: free disk space or make the folder writable'),
  ),
  storeMissing: toText([], () =>
    l10n.t(
      'This version of the editor does not include SQLite: update it to publish files, onboard domains, and undo changes',
    ),
  ),
  storeNewer: toText(['reload'], () =>
    l10n.t(
      'The publishing state was written by a newer version of this extension: reload the window or, if that does not help, update the extension',
    ),
  ),
  bug: toText([], () => l10n.t('This is a bug in the extension, not in your setup: copy the details and report it')),
  unexpected: toText([], unexpected),
} satisfies Record<string, KindRow>;

function unexpected(): string {
  return l10n.t('An unexpected error occurred: see the log');
}
