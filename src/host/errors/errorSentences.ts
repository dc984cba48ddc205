import { l10n } from 'vscode';
import type { ErrorKind } from '../../core/errors.js';

/** One sentence for each kind of error, saying what to do; what it is about follows after a colon. */
export const errorSentences = {
  cancelled: () => '',
  notSignedIn: () => l10n.t('Sign in to Alibaba Cloud first'),
  badCredentials: () =>
    l10n.t('Alibaba Cloud does not accept this AccessKey: check the ID and the secret, then sign in again'),
  expiredCredentials: () => l10n.t('The temporary keys have expired: renew them, then sign in again'),
  clockSkewed: () => l10n.t('The clock of this computer is off by more than 15 minutes: set it right and try again'),
  forbidden: () => l10n.t('This AccessKey lacks a permission: ask the owner of the account to grant it'),
  refused: () =>
    l10n.t('Alibaba Cloud does not allow this for the account: see the details for its reason or open a ticket'),
  publicEndpointForbidden: () =>
    l10n.t(
      'This account may not use the public OSS domain for this bucket: bind a custom domain to the bucket and use that',
    ),
  noSuchBucket: () => l10n.t('The bucket does not exist in this account; choose another'),
  noSuchObject: () => l10n.t('The object is no longer in the bucket: refresh the list'),
  objectExists: () => l10n.t('There is already an object of this name: overwrite it or choose another name'),
  objectLocked: () =>
    l10n.t('A retention policy of the bucket protects the object: wait until it ends or choose another name'),
  objectArchived: () => l10n.t('The object is archived: restore it in the OSS console and try again'),
  overwriteForbidden: () =>
    l10n.t(
      'The bucket does not allow objects to be overwritten: change its rule in the OSS console or choose another name',
    ),
  noSuchUpload: () => l10n.t('The upload in parts has ended or was given up: publish the file again'),
  wrongRegion: () => l10n.t('The bucket is in another region; use this one'),
  serviceNotOpen: () => l10n.t('The service is not open for this account: open it in the console and try again'),
  serviceDenied: () => l10n.t('CDN is not open for this account, or a payment is overdue: look in the console'),
  overdue: () => l10n.t('The account has an overdue payment: settle it in the console and try again'),
  lowBalance: () => l10n.t('The balance of the account is too low to open the service: top it up and try again'),
  domainTaken: () => l10n.t('The domain is already on a CDN: remove it there or choose another domain'),
  wildcardTaken: () =>
    l10n.t('Another account accelerates a name under this wildcard: have it deleted there or accelerate exact names'),
  wildcardAndAll: () =>
    l10n.t(
      'A wildcard and the domain that begins with all. exclude each other: delete that one or choose another domain',
    ),
  domainTooDeep: () => l10n.t('CDN takes names under alicdn.com with at most three levels: choose a shorter one'),
  typeWithoutWildcard: () => l10n.t('This business type takes no wildcard: choose another type or an exact domain'),
  regionFull: () => l10n.t('CDN has no capacity in this region: choose another acceleration region or open a ticket'),
  domainNotVerified: () => l10n.t('The domain is not proven to be yours: add the TXT record and check again'),
  domainNotFiled: () =>
    l10n.t('The domain has no ICP filing: file it, or accelerate only outside the mainland of China'),
  domainLimit: () => l10n.t('The account has no room for another domain: delete one or ask for a higher limit'),
  domainNotFound: () => l10n.t('The domain is not on CDN in this account: check the name'),
  runElsewhere: () =>
    l10n.t(
      'Another window works on the onboarding of this domain with other answers. Pause or remove it there, then start again',
    ),
  domainBusy: () => l10n.t('The domain is being configured: wait a few minutes and try again'),
  domainConfigFailed: () =>
    l10n.t('CDN could not configure the domain: submit its settings again in the console or open a ticket'),
  domainOffline: () => l10n.t('The domain is disabled on CDN: enable it and try again'),
  domainBarred: () =>
    l10n.t('Alibaba Cloud does not allow this for the domain: look for its notice in the console or open a ticket'),
  domainProtected: () => l10n.t('Alibaba Cloud protects the domain from changes: open a ticket to have this lifted'),
  domainInGroup: () =>
    l10n.t('The domain takes its settings from a group: change the group in the console or take the domain out of it'),
  operationBarred: () =>
    l10n.t(
      'CDN does not let this be changed for the domain: it may manage this setting itself, so look at it in the console',
    ),
  realNameNeeded: () => l10n.t('The account is not verified by real name: verify it in the console and try again'),
  realNameForMainland: () =>
    l10n.t(
      'Acceleration in the mainland of China needs a real-name verification: verify the account or choose a region outside',
    ),
  originRefused: () => l10n.t('CDN has barred this origin: choose another one that is public or open a ticket'),
  originLoop: () => l10n.t('The origin leads back to CDN: choose one that is not an accelerated domain'),
  configConflict: () => l10n.t('Another setting of the domain excludes this one: remove that one first'),
  configExists: () =>
    l10n.t('The domain already has this setting: nothing was changed, so check the domain and try again'),
  settingFailed: () => l10n.t('CDN could not apply the setting: try again, or look at the domain in the console'),
  certificateRefused: () =>
    l10n.t('CDN does not take this certificate: choose one whose names cover the domain, in PEM, the leaf first'),
  certificateGone: () => l10n.t('The certificate is no longer in the account: choose another one'),
  keyRefused: () =>
    l10n.t('CDN does not take this private key: it must belong to the certificate, without a password, RSA as PKCS#1'),
  stagingActive: () =>
    l10n.t('A staging configuration of the domain is under test: publish or roll it back in the CDN console first'),
  roleMissing: () =>
    l10n.t(
      'CDN has no role to read private buckets (AliyunCDNAccessingPrivateOSSRole): authorize CDN at Origin Fetch in the CDN console',
    ),
  configGone: () => l10n.t('The setting is no longer there: nothing was changed, so look at the domain again'),
  invalidInput: () => l10n.t('This value is not accepted: correct it and try again'),
  zoneNotFound: () =>
    l10n.t('The zone is not in Alibaba Cloud DNS in this account: add the record where its DNS is kept'),
  zoneBarred: () =>
    l10n.t('Alibaba Cloud DNS has barred this zone: look for its notice in the DNS console or open a ticket'),
  zoneUnderAttack: () =>
    l10n.t('The zone is under attack and cut off: wait until the DNS console says that this is over'),
  zoneMoving: () => l10n.t('The zone is being moved to other name servers: wait until that has ended and try again'),
  recordDuplicate: () => l10n.t('An identical DNS record is already there: nothing needs to be added'),
  recordConflict: () => l10n.t('Another DNS record on this host is in the way: remove or pause it first'),
  recordLocked: () => l10n.t('The DNS record is locked: unlock it in the DNS console and try again'),
  recordLimit: () => l10n.t('The host has as many DNS records as its zone allows: delete one and try again'),
  recordGone: () =>
    l10n.t('The DNS record is no longer in this account: nothing was changed, so look at the zone again'),
  ttlTooShort: () => l10n.t('The edition of the zone allows no TTL this short: use a longer one or upgrade the zone'),
  cnameTokenNeeded: () => l10n.t('OSS cannot see the TXT record for this domain yet: add it or wait, then check again'),
  cnameTokenNeedless: () => l10n.t('OSS knows already that the domain is yours: check again in a minute'),
  cnameTaken: () => l10n.t('The domain is bound to another bucket of this account: unbind it there first'),
  cnameHeld: () => l10n.t('Another account has bound the domain to its bucket: have it unbound there or open a ticket'),
  cnameForbidden: () => l10n.t('The domain is reserved for OSS and cannot be bound: choose another domain'),
  cnameNotFiled: () =>
    l10n.t(
      'OSS binds only domains with an ICP filing to a bucket in the mainland of China: file the domain or use a bucket outside',
    ),
  cnameRisky: () =>
    l10n.t('OSS considers the domain a risk and does not bind it: open a ticket or choose another domain'),
  quotaExceeded: () => l10n.t("Today's refresh quota is used up: wait until it is reset at midnight (UTC+8)"),
  prefetchQuotaExceeded: () => l10n.t("Today's prefetch quota is used up: wait until it is reset at midnight (UTC+8)"),
  prefetchQueueFull: () => l10n.t('The prefetch queue of the account is full: wait until earlier tasks have ended'),
  tooMuchAtOnce: () => l10n.t('This is more than one refresh may hold: refresh fewer files or domains at once'),
  refreshFailed: () => l10n.t('CDN could not carry this out: retry it in the view Refresh Tasks'),
  wildcardUrl: () => l10n.t('CDN refreshes no wildcard: give each domain by its exact name'),
  throttled: () => l10n.t('Alibaba Cloud asks to slow down: wait a minute and try again'),
  unavailable: () => l10n.t('Alibaba Cloud has a fault at the moment: try again in a few minutes'),
  offline: () => l10n.t('Alibaba Cloud cannot be reached: check the network and the proxy settings'),
  proxyRefused: () =>
    l10n.t('The proxy refused the request: check the proxy settings or ask your network administrator'),
  untrustedCertificate: () =>
    l10n.t('The server shows no trusted certificate for this name: add one for the domain and try again'),
  timeout: () => l10n.t('Alibaba Cloud did not answer in time: check the network and try again'),
  badAnswer: () => l10n.t('The answer was not from Alibaba Cloud or was cut off: check the proxy and try again'),
  corruptUpload: () => l10n.t('The upload arrived damaged: publish the file again'),
  badFile: () => l10n.t('The file cannot be used: correct it and try again'),
  storeRefused: () =>
    l10n.t('The publishing state cannot be saved on this computer: free disk space or make the folder writable'),
  storeMissing: () =>
    l10n.t('This version of the editor has no SQLite: update it to publish files, onboard domains and undo changes'),
  storeNewer: () =>
    l10n.t('The publishing state was written by a newer version of this extension: update the extension'),
  unexpected: () => l10n.t('Something unexpected went wrong: see the log'),
} satisfies Record<ErrorKind, () => string>;
