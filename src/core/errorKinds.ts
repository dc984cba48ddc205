import { l10n } from './l10n.js';

/** Where the user resolves an error: a page of the console, or something here. */
export type Remedy = 'cdn' | 'dns' | 'oss' | 'billing' | 'quotas' | 'icp' | 'ticket' | 'upload' | 'proxy' | 'reload';

/** A sentence on what is wrong and what to do, which the name of what it is about follows after a colon, and where to do it. */
export interface ErrorText {
  readonly text: () => string;
  readonly remedies: readonly Remedy[];
}

/** Makes the text of an error; without remedies for one that is temporary, or that is resolved where it occurred. */
export function says(remedies: readonly Remedy[], text: () => string): ErrorText {
  return { text, remedies };
}

/** The text of a kind, and others for narrower reaches of the same. */
export interface KindRow extends ErrorText {
  /** The sentence with the name of what it is about within. */
  readonly textOf?: (subject: string) => string;
  /** What is so of the upload domain of a bucket, and not of the account. */
  readonly ofBucket?: ErrorText;
  /** Messages about one request instead of the account. */
  readonly ofRequest?: ErrorText;
}

/**
 * The kinds of errors: those that code tells apart, and those that it throws. All else that the vendor refuses is an `otherRefusal`, of
 * which the row of its code says what it is.
 */
export const errorKinds = {
  cancelled: says([], () => ''),
  notSignedIn: says([], () => l10n.t('Sign in to Alibaba Cloud first')),
  badCredentials: {
    ...says([], () =>
      l10n.t('Alibaba Cloud does not accept this AccessKey: check the ID and the secret, then sign in again'),
    ),
    ofBucket: says(['dns'], () =>
      l10n.t(
        'The upload domain rejects this AccessKey, which OSS accepts: check that its DNS record points to the bucket',
      ),
    ),
    ofRequest: says([], () =>
      l10n.t(
        'OSS could not verify the signature of this request although the AccessKey is valid: a proxy may be modifying requests',
      ),
    ),
  },
  expiredCredentials: says([], () => l10n.t('The temporary keys have expired: renew them, then sign in again')),
  clockSkewed: says([], () =>
    l10n.t('The clock of this computer is off by more than 15 minutes: correct it and try again'),
  ),
  forbidden: says([], () => l10n.t('This AccessKey lacks a permission: ask the account owner to grant it')),
  // Forbidden to the account by a code that no table has.
  refused: says(['ticket'], () =>
    l10n.t('Alibaba Cloud does not allow this for the account: see the details for the reason or submit a ticket'),
  ),
  // The text is that of the code.
  otherRefusal: says([], unexpected),
  publicEndpointForbidden: says(['upload'], () =>
    l10n.t(
      'This account is not allowed to use the default public OSS domain for this bucket: bind a custom domain to the bucket and use it instead',
    ),
  ),
  noSuchBucket: says([], () => l10n.t('The bucket does not exist in this account; choose another')),
  // A new bucket that another name or region may help; the text is that of the code.
  bucketRefused: says([], unexpected),
  noSuchObject: says([], () => l10n.t('The object is no longer in the bucket: refresh the list')),
  objectExists: says([], () => l10n.t('An object with this name already exists: overwrite it or choose another name')),
  objectLocked: says(['oss'], () =>
    l10n.t('A retention policy of the bucket protects the object: wait until it ends or choose another name'),
  ),
  objectArchived: says(['oss'], () => l10n.t('The object is archived: restore it in the OSS console and try again')),
  overwriteForbidden: says(['oss'], () =>
    l10n.t(
      'The bucket does not allow objects to be overwritten: change its rule in the OSS console or choose another name',
    ),
  ),
  noSuchUpload: says([], () => l10n.t('The multipart upload was completed or aborted: publish the file again')),
  wrongRegion: says([], () => l10n.t('The bucket is in another region; use this one')),
  serviceNotOpen: says(['cdn'], () =>
    l10n.t('The service is not activated for this account: activate it in the console and try again'),
  ),
  serviceDenied: says(['cdn', 'billing'], () =>
    l10n.t('CDN is not activated for this account, or a payment is overdue: check the console'),
  ),
  overdue: says(['billing'], () => l10n.t('The account has an overdue payment: pay it in the console and try again')),
  domainTaken: says(['ticket'], () =>
    l10n.t('The domain is already on a CDN: remove it there or choose another domain'),
  ),
  domainNotVerified: says(['dns'], () =>
    l10n.t('Domain ownership is not verified: add the TXT record and check again'),
  ),
  domainNotFiled: says(['icp'], () =>
    l10n.t('The domain has no ICP filing: file it, or accelerate only outside the Chinese mainland'),
  ),
  domainLimit: says(['quotas', 'ticket'], () =>
    l10n.t('The account has reached its limit of accelerated domains: delete one or request a higher limit'),
  ),
  domainNotFound: says([], () => l10n.t('The domain is not on CDN in this account: check the name')),
  domainBusy: says([], () => l10n.t('The domain is being configured: wait a few minutes and try again')),
  domainConfigFailed: says(['cdn', 'ticket'], () =>
    l10n.t('CDN could not configure the domain: resubmit its settings in the console or submit a ticket'),
  ),
  domainOffline: says(['cdn'], () => l10n.t('The domain is disabled on CDN: enable it and try again')),
  domainBarred: says(['cdn', 'ticket'], () =>
    l10n.t('Alibaba Cloud does not allow this for the domain: check the notice in the console or submit a ticket'),
  ),
  runElsewhere: says([], () =>
    l10n.t('Another window is working on this domain: continue there, or close that window and start again'),
  ),
  operationBarred: says(['cdn'], () =>
    l10n.t('CDN does not allow this operation for the account: check the domain in the console or submit a ticket'),
  ),
  originLoop: says([], () => l10n.t('The origin resolves back to CDN: choose one that is not an accelerated domain')),
  configExists: says(['cdn'], () =>
    l10n.t('The domain already has this setting and nothing was changed: check the domain and try again'),
  ),
  settingFailed: says(['cdn', 'ticket'], () =>
    l10n.t('CDN could not apply the setting: try again, or check the domain in the console'),
  ),
  roleMissing: says(['cdn'], () =>
    l10n.t(
      'CDN has no role to read private buckets (AliyunCDNAccessingPrivateOSSRole): authorize CDN on the Origin Fetch tab in the CDN console',
    ),
  ),
  certificateRefused: says([], () =>
    l10n.t('This certificate is not accepted: choose a valid PEM file for the domain'),
  ),
  certificateGone: says([], () => l10n.t('The certificate is no longer in the account: choose another one')),
  stagingActive: {
    ...says(['cdn'], () =>
      l10n.t('A staging configuration of the domain is under test: publish or roll it back in the CDN console first'),
    ),
    textOf: (subject) =>
      l10n.t(
        '{0} has a staging configuration under test. Publish it or roll it back in the CDN console first',
        subject,
      ),
  },
  acmeUnavailable: says([], () =>
    l10n.t("Let's Encrypt cannot be reached or reported an error: check the network and try again in a few minutes"),
  ),
  acmeLimited: says([], () =>
    l10n.t("A rate limit of Let's Encrypt is reached: try again later or choose another certificate"),
  ),
  acmeRefused: says([], () => l10n.t("Let's Encrypt refused the request: try again or choose another certificate")),
  invalidInput: says([], () => l10n.t('This value is not accepted: correct it and try again')),
  zoneNotFound: says([], () =>
    l10n.t('The zone is not in Alibaba Cloud DNS of this account: add the record at its DNS provider'),
  ),
  recordDuplicate: says([], () => l10n.t('An identical DNS record already exists: nothing needs to be added')),
  recordLocked: says(['dns'], () => l10n.t('The DNS record is locked: unlock it in the DNS console and try again')),
  cnameTokenNeeded: says(['dns'], () =>
    l10n.t('OSS does not detect the TXT record for this domain yet: add it or wait, then check again'),
  ),
  cnameTokenNeedless: says([], () =>
    l10n.t('OSS has already verified that you own the domain: check again in a minute'),
  ),
  // A binding that OSS does not accept, at least for now; the text is that of the code.
  cnameRefused: says([], unexpected),
  quotaExceeded: says([], () => l10n.t("Today's refresh quota is used up: wait until it resets at 00:00 (UTC+8)")),
  prefetchQuotaExceeded: says([], () =>
    l10n.t("Today's prefetch quota is used up: wait until it resets at 00:00 (UTC+8)"),
  ),
  prefetchQueueFull: says([], () =>
    l10n.t('The prefetch queue of the account is full: wait for earlier tasks to complete'),
  ),
  tooMuchAtOnce: says([], () => l10n.t('The refresh is too large: refresh fewer files or domains at once')),
  refreshFailed: says([], () => l10n.t('CDN could not complete the task: retry it in the Refresh Tasks view')),
  prefetchFailed: {
    ...says([], () => l10n.t('CDN could not prefetch the URLs: retry them in the Refresh Tasks view')),
    textOf: (subject) => l10n.t('CDN could not prefetch {0}. Retry it in the Refresh Tasks view', subject),
  },
  throttled: says([], () => l10n.t('Too many requests: wait a minute and try again')),
  unavailable: {
    ...says([], () => l10n.t('Alibaba Cloud reported an internal error: try again in a few minutes')),
    ofBucket: says(['dns'], () =>
      l10n.t('The upload domain closed the connection or returned an error: check its DNS record or try again'),
    ),
  },
  offline: {
    ...says([], () => l10n.t('Alibaba Cloud cannot be reached: check the network and the proxy settings')),
    ofBucket: says(['dns'], () => l10n.t('The upload domain cannot be reached: check its DNS record')),
  },
  untrustedCertificate: {
    ...says([], () => l10n.t('The server presents no trusted certificate for this domain: add one and try again')),
    ofBucket: says(['oss'], () => l10n.t('The upload domain has no trusted certificate: add one in OSS and try again')),
  },
  timeout: {
    ...says([], () => l10n.t('Alibaba Cloud did not respond in time: check the network and try again')),
    ofBucket: says(['dns'], () =>
      l10n.t('The upload domain did not respond in time: check its DNS record and the network'),
    ),
  },
  badAnswer: {
    ...says([], () => l10n.t('The response was incomplete or not from Alibaba Cloud: check the proxy and try again')),
    ofBucket: says(['dns'], () =>
      l10n.t('The response of the upload domain is not from OSS: check that its DNS record points to the bucket'),
    ),
  },
  bodyNotRead: says([], () =>
    l10n.t('Alibaba Cloud did not read the parameters of this call from its body: do this in the console instead'),
  ),
  corruptUpload: says([], () => l10n.t('The uploaded data was corrupted: publish the file again')),
  corruptDownload: says([], () => l10n.t('The downloaded data was corrupted: download the object again')),
  badFile: says([], () => l10n.t('The file cannot be used: correct it and try again')),
  proxyRefused: {
    ...says(['proxy'], () =>
      l10n.t('The proxy refused the request: check the proxy settings or ask your network administrator'),
    ),
    ofBucket: says(['dns', 'proxy'], () =>
      l10n.t('The proxy cannot reach or does not allow the upload domain: check its DNS record and the proxy rules'),
    ),
  },
  storeRefused: says([], () =>
    l10n.t('The publishing state cannot be saved on this computer: free disk space or make the folder writable'),
  ),
  storeMissing: says([], () =>
    l10n.t(
      'This version of the editor does not include SQLite: update it to publish files, onboard domains, and undo changes',
    ),
  ),
  storeNewer: says(['reload'], () =>
    l10n.t(
      'The publishing state was written by a newer version of this extension: reload the window or, if that does not help, update the extension',
    ),
  ),
  bug: says([], () => l10n.t('This is a bug in the extension, not in your setup: copy the details and report it')),
  unexpected: says([], unexpected),
} satisfies Record<string, KindRow>;

function unexpected(): string {
  return l10n.t('An unexpected error occurred: see the log');
}
