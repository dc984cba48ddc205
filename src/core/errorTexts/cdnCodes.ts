import { toText } from '../errorKinds.js';
import { l10n } from '../l10n.js';
import { type CodeTable, forAll, ofKind } from './codeRow.js';

/**
 * The meanings of CDN's error codes. Not on its pages: `FunctionMutex` and `ConfigNotFound` are in the vendor's Terraform provider; `DomainNotRegistration`,
 * `RecordCheckNotAvailable`, `DomainOverLimit`, `RetErrorSourceCircle`, `SourceInBlacklist`, `SourceIp.Exceed`, `MissingSources`, `InvalidSSLPri`, and
 * `SSLPri.MissingParameter` in a public client; `CdnService.NotOpened` nowhere. When `EntityNotExist.Role` comes is inferred.
 */
export const cdnCodes: CodeTable = {
  ...forAll(
    ['Forbidden.NotVerified', 'NoRealNameAuthentication'],
    toText(['cdn'], () =>
      l10n.t('The account has not completed real-name verification: complete it in the console and try again'),
    ),
  ),
  'Forbidden.RiskControl': ofKind('domainBarred', () =>
    l10n.t('Alibaba Cloud risk control blocked this operation: check the notice in the console or submit a ticket'),
  ),
  ...forAll(['CdnServiceNotFound', 'CdnService.NotOpened'], ofKind('serviceNotOpen')),
  OperationDenied: ofKind('serviceDenied'),
  NotInternationRealIdentity: toText(['cdn'], () =>
    l10n.t(
      'Acceleration in the Chinese mainland requires real-name verification: verify the account or choose a region outside the Chinese mainland',
    ),
  ),
  InsufficientBalance: toText(['billing'], () =>
    l10n.t('The account balance is too low to activate the service: top it up and try again'),
  ),
  ...forAll(['DomainAlreadyExist', 'DomainExist.OtherUser', 'DomainExist.OtherProduct'], ofKind('domainTaken')),
  ExtensiveAndAllBothExist: toText(['cdn'], () =>
    l10n.t(
      'A wildcard and a domain that begins with "all." cannot both be accelerated: delete that domain or choose another one',
    ),
  ),
  ExtensiveAndSpecificDomainConflict: toText(['ticket'], () =>
    l10n.t(
      'Another account accelerates a domain covered by this wildcard: have it deleted there, or accelerate exact domain names',
    ),
  ),
  DomainOwnerVerifyFail: ofKind('domainNotVerified'),
  DomainNotRegistration: ofKind('domainNotFiled'),
  RecordCheckNotAvailable: ofKind('domainNotFiled', () =>
    l10n.t('CDN found no ICP filing, which this region requires: file the domain, or wait about 8 hours after filing'),
  ),
  DomainOverLimit: ofKind('domainLimit'),
  'InvalidDomain.NotFound': ofKind('domainNotFound'),
  'InvalidDomain.Offline': ofKind('domainOffline'),
  ServiceBusy: ofKind('domainBusy'),
  SystemUpgrading: ofKind('unavailable', () =>
    l10n.t('Alibaba Cloud is being upgraded and accepts no changes: try again after the upgrade'),
  ),
  'InvalidDomain.Configure_failed': ofKind('domainConfigFailed'),
  RetErrorSourceCircle: ofKind('originLoop'),
  SourceInBlacklist: toText(['ticket'], () =>
    l10n.t('CDN does not allow this origin: choose another public origin or submit a ticket'),
  ),
  InvalidDomainNameLevel: toText([], () =>
    l10n.t('CDN accepts at most three levels for domains under alicdn.com: choose a shorter one'),
  ),
  ...forAll(
    ['EntityNotExists.ResourceGroup', 'InvalidStatus.ResourceGroup', 'TopLevelDomain.NotFound'],
    ofKind('invalidInput'),
  ),
  RegionNoResource: toText(['ticket'], () =>
    l10n.t('CDN has no capacity in this region: choose another acceleration region or submit a ticket'),
  ),
  CdnTypeNotSupportExtensiveDomain: toText([], () =>
    l10n.t('This business type does not support wildcard domains: choose another type or an exact domain'),
  ),
  IllegalOperation: ofKind('operationBarred', () =>
    l10n.t(
      'CDN does not allow this change for the domain, possibly because it manages the setting itself: check it in the console',
    ),
  ),
  IllegalOperationDomain: ofKind('domainBarred', () =>
    l10n.t('This account cannot manage the domain on CDN: check that the domain belongs to this account'),
  ),
  DomainInProtectedMode: toText(['ticket'], () =>
    l10n.t('The domain is protected against changes: submit a ticket to remove the protection'),
  ),
  'InvalidDomain.BelongToConfigGroup': toText(['cdn'], () =>
    l10n.t('The domain gets its settings from a group: change the group in the console or remove the domain from it'),
  ),
  IllegalOperationTopDomain: ofKind('domainBarred', () =>
    l10n.t('This account cannot manage the root domain on CDN: check that the domain belongs to this account'),
  ),
  InnerAddDomainDenied: ofKind('domainBarred', () =>
    l10n.t('This account cannot add the domain to CDN: choose another domain or submit a ticket'),
  ),
  'Forbidden.Intl': ofKind('operationBarred', () =>
    l10n.t('CDN cannot be activated this way for accounts of the international site: activate it in the console'),
  ),
  'Forbidden.BidUser': ofKind('operationBarred', () =>
    l10n.t(
      'CDN cannot be activated this way for accounts of a reseller: activate it in the console or ask the reseller',
    ),
  ),
  'SourceIp.Exceed': ofKind('invalidInput', () =>
    l10n.t('CDN does not accept this many origin addresses: enter fewer'),
  ),
  MissingSources: ofKind('invalidInput', () =>
    l10n.t('CDN requires an origin for the domain: enter one and try again'),
  ),
  FunctionMutex: ofKind('operationBarred', () =>
    l10n.t(
      'This setting conflicts with another setting of the domain: remove the other one in the CDN console and try again',
    ),
  ),
  ...forAll(['ConfigurationConflicts', 'Internal.ForbidError'], ofKind('stagingActive')),
  ConfigExceedLimit: ofKind('operationBarred', () =>
    l10n.t('The domain has reached the CDN limit for settings of this type: delete one in the CDN console'),
  ),
  ConfigDuplicate: ofKind('configExists'),
  'InvalidFunction.NotSupported': ofKind('operationBarred', () =>
    l10n.t(
      'CDN does not offer this setting for the domain or the account, for example with a Global Resource Plan: check it in the console',
    ),
  ),
  'EntityNotExist.Role': ofKind('roleMissing'),
  ...forAll(['ServiceInvokeFailed', 'Internal.ConfigError'], ofKind('unavailable')),
  ConfigNotFound: toText([], () =>
    l10n.t('The setting no longer exists and nothing was changed: check the domain again'),
  ),
  'Certificate.MissMatch': ofKind('certificateRefused', () =>
    l10n.t('The certificate is for other domains: choose one that covers this domain'),
  ),
  ...forAll(
    ['Certificate.FormatError', 'Certificate.EncodeError', 'Certificate.DecodeError', 'Certificate.MissingParameter'],
    ofKind('certificateRefused'),
  ),
  'Certificate.NotFind': ofKind('certificateGone'),
  ...forAll(
    ['Certificate.NoPrivateKey', 'PrivateKeyError', 'InvalidSSLPri', 'SSLPri.MissingParameter'],
    ofKind('certificateRefused', () =>
      l10n.t(
        'CDN does not accept this private key: it must match the certificate, have no password, and be in PKCS#1 format for RSA',
      ),
    ),
  ),
  'QuotaExceeded.Refresh': ofKind('quotaExceeded'),
  'QuotaExceeded.Preload': ofKind('prefetchQuotaExceeded'),
  'QuotaPerMinuteExceeded.Refresh': ofKind('throttled', () =>
    l10n.t('The per-minute URL refresh limit of the domain is reached: wait a minute and try again'),
  ),
  PreloadQueueFull: ofKind('prefetchQueueFull'),
  'InvalidExtensiveDomain.ValueNotSupported': ofKind('invalidInput', () =>
    l10n.t('CDN cannot refresh wildcard domains: enter exact domain names'),
  ),
  ...forAll(
    ['TooMany.Refresh', 'SingleRequest.OverLimit', 'InvalidObjectPath.Size.Malformed'],
    ofKind('tooMuchAtOnce'),
  ),
  // Source: Alibaba Cloud CDN, PushObjectCache.
  'PushObjectCache QuotaExceeded.Refresh': ofKind('prefetchQuotaExceeded'),
};
