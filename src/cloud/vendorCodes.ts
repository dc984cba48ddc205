import type { ErrorKind } from '../core/errors.js';
import { lookUp } from '../core/lookUp.js';

/** Node's reasons not to trust a certificate, apart from its dates, which the clock of this computer may get wrong. */
export const distrustCodes: readonly string[] = [
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_SIGNATURE_FAILURE',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
];

/** What the codes of OSS, CDN, Alidns and the shared API gateway mean (the vendor's error-code pages and observed answers). */
const kinds: Readonly<Record<string, ErrorKind>> = {
  // The shared gateway and signing.
  InvalidAccessKeyId: 'badCredentials',
  'InvalidAccessKeyId.NotFound': 'badCredentials',
  'InvalidAccessKeyId.Inactive': 'badCredentials',
  InvalidAccessKeySecret: 'badCredentials',
  SignatureDoesNotMatch: 'badCredentials',
  IncompleteSignature: 'badCredentials',
  InvalidCredentials: 'badCredentials',
  MissingSecurityToken: 'badCredentials',
  InvalidSecurityToken: 'expiredCredentials',
  'InvalidSecurityToken.Expired': 'expiredCredentials',
  'InvalidSecurityToken.Malformed': 'badCredentials',
  'InvalidSecurityToken.MismatchWithAccessKey': 'badCredentials',
  SecurityTokenExpired: 'expiredCredentials',
  RequestTimeTooSkewed: 'clockSkewed',
  'InvalidTimeStamp.Expired': 'clockSkewed',
  // Denials by RAM. Other codes that begin with `Forbidden` are not about permissions.
  Forbidden: 'forbidden',
  'Forbidden.RAM': 'forbidden',
  NoPermission: 'forbidden',
  'NoPermission.SLR': 'forbidden',
  AccessDenied: 'forbidden',
  'Forbidden.NotVerified': 'realNameNeeded',
  'Forbidden.RiskControl': 'domainBarred',
  ServiceUnavailable: 'unavailable',
  InternalError: 'unavailable',
  UnknownError: 'unavailable',
  TooManyRequests: 'throttled',
  FlowLimitException: 'throttled',
  FlowControlError: 'throttled',
  'Rejected.Throttling': 'throttled',
  MissingParameter: 'invalidInput',
  InvalidParameter: 'invalidInput',
  ...Object.fromEntries(distrustCodes.map((code) => [code, 'untrustedCertificate'])),
  CERT_HAS_EXPIRED: 'untrustedCertificate',
  CERT_NOT_YET_VALID: 'untrustedCertificate',
  // A handshake that the other end breaks off, as one without a certificate for the name does.
  EPROTO: 'untrustedCertificate',

  // OSS.
  NoSuchBucket: 'noSuchBucket',
  NoSuchKey: 'noSuchObject',
  FileAlreadyExists: 'objectExists',
  FileImmutable: 'objectLocked',
  InvalidObjectState: 'objectArchived',
  NoSuchUpload: 'noSuchUpload',
  InvalidPart: 'noSuchUpload',
  InvalidPartOrder: 'invalidInput',
  EntityTooSmall: 'invalidInput',
  PublicEndpointForbidden: 'publicEndpointForbidden',
  SecondLevelDomainForbidden: 'unexpected',
  UserDisable: 'overdue',
  InvalidBucketName: 'invalidInput',
  InvalidObjectName: 'invalidInput',
  InvalidArgument: 'invalidInput',
  NeedVerifyDomainOwnership: 'cnameTokenNeeded',
  CnameTokenNotFound: 'cnameTokenNeeded',
  TooManyCnameToken: 'throttled',
  CnameAlreadyExists: 'cnameTaken',
  CnameDenied: 'cnameHeld',
  NoNeedCreateCnameToken: 'cnameTokenNeedless',
  CnameIsForbidden: 'cnameForbidden',
  CnameIsRisk: 'cnameRisky',
  NoSuchCnameInRecord: 'cnameNotFiled',
  QpsLimitExceeded: 'throttled',
  DownloadTrafficRateLimitExceeded: 'throttled',
  UploadTrafficRateLimitExceeded: 'throttled',
  // An upload stood still. Source: the error codes of the vendor's own client for Java.
  RequestTimeout: 'timeout',
  CrcNotMatched: 'corruptUpload',
  InvalidDigest: 'corruptUpload',

  // CDN.
  CdnServiceNotFound: 'serviceNotOpen',
  OperationDenied: 'serviceDenied',
  'CdnService.NotOpened': 'serviceNotOpen',
  NoRealNameAuthentication: 'realNameNeeded',
  NotInternationRealIdentity: 'realNameForMainland',
  InsufficientBalance: 'lowBalance',
  DomainAlreadyExist: 'domainTaken',
  'DomainExist.OtherUser': 'domainTaken',
  'DomainExist.OtherProduct': 'domainTaken',
  ExtensiveAndAllBothExist: 'wildcardAndAll',
  ExtensiveAndSpecificDomainConflict: 'wildcardTaken',
  DomainOwnerVerifyFail: 'domainNotVerified',
  DomainNotRegistration: 'domainNotFiled',
  RecordCheckNotAvailable: 'domainNotFiled',
  DomainOverLimit: 'domainLimit',
  'InvalidDomain.NotFound': 'domainNotFound',
  'InvalidDomain.Offline': 'domainOffline',
  ServiceBusy: 'domainBusy',
  SystemUpgrading: 'unavailable',
  'InvalidDomain.Configure_failed': 'domainConfigFailed',
  RetErrorSourceCircle: 'originLoop',
  SourceInBlacklist: 'originRefused',
  InvalidDomainNameLevel: 'domainTooDeep',
  'EntityNotExists.ResourceGroup': 'invalidInput',
  'InvalidStatus.ResourceGroup': 'invalidInput',
  'TopLevelDomain.NotFound': 'invalidInput',
  RegionNoResource: 'regionFull',
  CdnTypeNotSupportExtensiveDomain: 'typeWithoutWildcard',
  IllegalOperation: 'operationBarred',
  IllegalOperationDomain: 'domainBarred',
  DomainInProtectedMode: 'domainProtected',
  'InvalidDomain.BelongToConfigGroup': 'domainInGroup',
  IllegalOperationTopDomain: 'domainBarred',
  InnerAddDomainDenied: 'domainBarred',
  'Forbidden.Intl': 'operationBarred',
  'Forbidden.BidUser': 'operationBarred',
  'SourceIp.Exceed': 'invalidInput',
  MissingSources: 'invalidInput',
  FunctionMutex: 'configConflict',
  ConfigurationConflicts: 'configConflict',
  ConfigExceedLimit: 'configConflict',
  ConfigDuplicate: 'configExists',
  'InvalidFunction.NotSupported': 'operationBarred',
  'EntityNotExist.Role': 'roleMissing',
  ServiceInvokeFailed: 'unavailable',
  ConfigNotFound: 'configGone',
  'QuotaExceeded.Refresh': 'quotaExceeded',
  'QuotaExceeded.Preload': 'prefetchQuotaExceeded',
  'QuotaPerMinuteExceeded.Refresh': 'throttled',
  PreloadQueueFull: 'prefetchQueueFull',
  'InvalidExtensiveDomain.ValueNotSupported': 'wildcardUrl',
  'TooMany.Refresh': 'tooMuchAtOnce',
  'SingleRequest.OverLimit': 'tooMuchAtOnce',
  'InvalidObjectPath.Size.Malformed': 'tooMuchAtOnce',

  // Alidns.
  'InvalidDomainName.NoExist': 'zoneNotFound',
  'InvalidDomainName.Suffix': 'zoneNotFound',
  'InvalidDomainName.Format': 'zoneNotFound',
  'InvalidDomainName.Unregistered': 'zoneNotFound',
  IncorrectDomainUser: 'zoneNotFound',
  DomainAddedByOthers: 'zoneNotFound',
  'OperationDomain.NoPermission': 'zoneNotFound',
  DomainRecordDuplicate: 'recordDuplicate',
  DomainRecordConflict: 'recordConflict',
  DomainRecordLocked: 'recordLocked',
  DomainRecordNotBelongToUser: 'recordGone',
  'Forbidden.RecordLocked': 'recordLocked',
  DomainForbidden: 'zoneBarred',
  'Forbidden.DomainLocked': 'zoneBarred',
  'Forbidden.DomainExpired': 'zoneBarred',
  DomainExpiredDNSForbidden: 'zoneBarred',
  'Forbidden.DomainType': 'zoneBarred',
  'Forbidden.ProtectedDomain': 'zoneBarred',
  'RecordForbidden.BlackHole': 'zoneUnderAttack',
  // The vendor's spelling.
  'RecordFobidden.BlackHole': 'zoneUnderAttack',
  'RecordForbidden.DNSChange': 'zoneMoving',
  'QuotaExceeded.Record': 'recordLimit',
  'QuotaExceeded.ARecord': 'recordLimit',
  'QuotaExceeded.SubDomain': 'recordLimit',
  'QuotaExceeded.FreeDnsRecord': 'recordLimit',
  'QuotaExceeded.TTL': 'ttlTooShort',
  'SubDomainInvalid.TTL': 'ttlTooShort',
  'InvalidRR.NoExist': 'invalidInput',
  'InvalidRR.Format': 'invalidInput',
  'InvalidRR.AValue': 'invalidInput',
  'SubDomainInvalid.Value': 'invalidInput',
  LastOperationNotFinished: 'throttled',
  DnsSystemBusyness: 'unavailable',
  // The vendor's spelling.
  'Fobidden.TooOfen': 'throttled',
};

/** Every code whose meaning is known here. */
export const knownCodes: readonly string[] = Object.keys(kinds);

/** Codes that mean something else in the answer to one action. Source: Alibaba Cloud CDN, PushObjectCache. */
const kindsByAction: Readonly<Record<string, ErrorKind>> = {
  'PushObjectCache QuotaExceeded.Refresh': 'prefetchQuotaExceeded',
};

/** The kind of a vendor code in the answer to an action such as `AddCdnDomain`, or `undefined` for one that is not known. */
export function kindOfCode(code: string, action = ''): ErrorKind | undefined {
  const known = lookUp(kindsByAction, `${action} ${code}`) ?? lookUp(kinds, code);
  if (known) return known;
  if (code.startsWith('ERR_SSL_')) return 'untrustedCertificate';
  if (code.startsWith('Throttling')) return 'throttled';
  if (code.startsWith('Forbidden.')) return 'refused';
  if (/\.(Malformed|ValueNotSupported)$/.test(code) || code.startsWith('MissingParameter')) return 'invalidInput';
  return undefined;
}
