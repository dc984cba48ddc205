import { says } from '../errorKinds.js';
import { l10n } from '../l10n.js';
import { type CodeTable, each, means } from './codeRow.js';

/**
 * Codes of CDN. Not on its pages: `FunctionMutex` and `ConfigNotFound` are in the vendor's Terraform provider; `DomainNotRegistration`,
 * `RecordCheckNotAvailable`, `DomainOverLimit`, `RetErrorSourceCircle`, `SourceInBlacklist`, `SourceIp.Exceed`, `MissingSources`,
 * `InvalidSSLPri`, and `SSLPri.MissingParameter` in a public client; `CdnService.NotOpened` nowhere. When `EntityNotExist.Role` comes is
 * inferred.
 */
export const cdnCodes: CodeTable = {
  ...each(
    ['Forbidden.NotVerified', 'NoRealNameAuthentication'],
    says(['cdn'], () =>
      l10n.t('The account has not completed real-name verification: complete it in the console and try again'),
    ),
  ),
  'Forbidden.RiskControl': means('domainBarred', () =>
    l10n.t('Alibaba Cloud risk control blocked this operation: check the notice in the console or submit a ticket'),
  ),
  ...each(['CdnServiceNotFound', 'CdnService.NotOpened'], means('serviceNotOpen')),
  OperationDenied: means('serviceDenied'),
  NotInternationRealIdentity: says(['cdn'], () =>
    l10n.t(
      'Acceleration in the Chinese mainland requires real-name verification: verify the account or choose a region outside the Chinese mainland',
    ),
  ),
  InsufficientBalance: says(['billing'], () =>
    l10n.t('The account balance is too low to activate the service: top it up and try again'),
  ),
  ...each(['DomainAlreadyExist', 'DomainExist.OtherUser', 'DomainExist.OtherProduct'], means('domainTaken')),
  ExtensiveAndAllBothExist: says(['cdn'], () =>
    l10n.t(
      'A wildcard and a domain that begins with "all." cannot both be accelerated: delete that domain or choose another one',
    ),
  ),
  ExtensiveAndSpecificDomainConflict: says(['ticket'], () =>
    l10n.t(
      'Another account accelerates a domain covered by this wildcard: have it deleted there, or accelerate exact domain names',
    ),
  ),
  DomainOwnerVerifyFail: means('domainNotVerified'),
  DomainNotRegistration: means('domainNotFiled'),
  RecordCheckNotAvailable: means('domainNotFiled', () =>
    l10n.t('CDN found no ICP filing, which this region requires: file the domain, or wait about 8 hours after filing'),
  ),
  DomainOverLimit: means('domainLimit'),
  'InvalidDomain.NotFound': means('domainNotFound'),
  'InvalidDomain.Offline': means('domainOffline'),
  ServiceBusy: means('domainBusy'),
  SystemUpgrading: means('unavailable', () =>
    l10n.t('Alibaba Cloud is being upgraded and accepts no changes: try again after the upgrade'),
  ),
  'InvalidDomain.Configure_failed': means('domainConfigFailed'),
  RetErrorSourceCircle: means('originLoop'),
  SourceInBlacklist: says(['ticket'], () =>
    l10n.t('CDN does not allow this origin: choose another public origin or submit a ticket'),
  ),
  InvalidDomainNameLevel: says([], () =>
    l10n.t('CDN accepts at most three levels for domains under alicdn.com: choose a shorter one'),
  ),
  ...each(
    ['EntityNotExists.ResourceGroup', 'InvalidStatus.ResourceGroup', 'TopLevelDomain.NotFound'],
    means('invalidInput'),
  ),
  RegionNoResource: says(['ticket'], () =>
    l10n.t('CDN has no capacity in this region: choose another acceleration region or submit a ticket'),
  ),
  CdnTypeNotSupportExtensiveDomain: says([], () =>
    l10n.t('This business type does not support wildcard domains: choose another type or an exact domain'),
  ),
  IllegalOperation: means('operationBarred', () =>
    l10n.t(
      'CDN does not allow this change for the domain, possibly because it manages the setting itself: check it in the console',
    ),
  ),
  IllegalOperationDomain: means('domainBarred', () =>
    l10n.t('This account cannot manage the domain on CDN: check that the domain belongs to this account'),
  ),
  DomainInProtectedMode: says(['ticket'], () =>
    l10n.t('The domain is protected against changes: submit a ticket to remove the protection'),
  ),
  'InvalidDomain.BelongToConfigGroup': says(['cdn'], () =>
    l10n.t('The domain gets its settings from a group: change the group in the console or remove the domain from it'),
  ),
  IllegalOperationTopDomain: means('domainBarred', () =>
    l10n.t('This account cannot manage the root domain on CDN: check that the domain belongs to this account'),
  ),
  InnerAddDomainDenied: means('domainBarred', () =>
    l10n.t('This account cannot add the domain to CDN: choose another domain or submit a ticket'),
  ),
  'Forbidden.Intl': means('operationBarred', () =>
    l10n.t('CDN cannot be activated this way for accounts of the international site: activate it in the console'),
  ),
  'Forbidden.BidUser': means('operationBarred', () =>
    l10n.t(
      'CDN cannot be activated this way for accounts of a reseller: activate it in the console or ask the reseller',
    ),
  ),
  'SourceIp.Exceed': means('invalidInput', () => l10n.t('CDN does not accept this many origin addresses: enter fewer')),
  MissingSources: means('invalidInput', () => l10n.t('CDN requires an origin for the domain: enter one and try again')),
  FunctionMutex: means('operationBarred', () =>
    l10n.t(
      'This setting conflicts with another setting of the domain: remove the other one in the CDN console and try again',
    ),
  ),
  ...each(['ConfigurationConflicts', 'Internal.ForbidError'], means('stagingActive')),
  ConfigExceedLimit: means('operationBarred', () =>
    l10n.t('The domain has reached the CDN limit for settings of this type: delete one in the CDN console'),
  ),
  ConfigDuplicate: means('configExists'),
  'InvalidFunction.NotSupported': means('operationBarred', () =>
    l10n.t(
      'CDN does not offer this setting for the domain or the account, for example with a Global Resource Plan: check it in the console',
    ),
  ),
  'EntityNotExist.Role': means('roleMissing'),
  ...each(['ServiceInvokeFailed', 'Internal.ConfigError'], means('unavailable')),
  ConfigNotFound: says([], () =>
    l10n.t('The setting no longer exists and nothing was changed: check the domain again'),
  ),
  'Certificate.MissMatch': means('certificateRefused', () =>
    l10n.t('The certificate is for other domains: choose one that covers this domain'),
  ),
  ...each(
    ['Certificate.FormatError', 'Certificate.EncodeError', 'Certificate.DecodeError', 'Certificate.MissingParameter'],
    means('certificateRefused'),
  ),
  'Certificate.NotFind': means('certificateGone'),
  ...each(
    ['Certificate.NoPrivateKey', 'PrivateKeyError', 'InvalidSSLPri', 'SSLPri.MissingParameter'],
    means('certificateRefused', () =>
      l10n.t(
        'CDN does not accept this private key: it must match the certificate, have no password, and be in PKCS#1 format for RSA',
      ),
    ),
  ),
  'QuotaExceeded.Refresh': means('quotaExceeded'),
  'QuotaExceeded.Preload': means('prefetchQuotaExceeded'),
  'QuotaPerMinuteExceeded.Refresh': means('throttled', () =>
    l10n.t('The per-minute URL refresh limit of the domain is reached: wait a minute and try again'),
  ),
  PreloadQueueFull: means('prefetchQueueFull'),
  'InvalidExtensiveDomain.ValueNotSupported': means('invalidInput', () =>
    l10n.t('CDN cannot refresh wildcard domains: enter exact domain names'),
  ),
  ...each(['TooMany.Refresh', 'SingleRequest.OverLimit', 'InvalidObjectPath.Size.Malformed'], means('tooMuchAtOnce')),
  // Source: Alibaba Cloud CDN, PushObjectCache.
  'PushObjectCache QuotaExceeded.Refresh': means('prefetchQuotaExceeded'),
};
