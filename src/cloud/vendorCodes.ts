import type { ErrorKind } from '../core/errors.js';

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
  Forbidden: 'forbidden',
  NoPermission: 'forbidden',
  AccessDenied: 'forbidden',
  ServiceUnavailable: 'unavailable',
  InternalError: 'unavailable',
  UnknownError: 'unavailable',
  TooManyRequests: 'throttled',
  FlowLimitException: 'throttled',
  MissingParameter: 'invalidInput',
  InvalidParameter: 'invalidInput',

  // OSS.
  NoSuchBucket: 'noSuchBucket',
  NoSuchKey: 'noSuchObject',
  PublicEndpointForbidden: 'publicEndpointForbidden',
  SecondLevelDomainForbidden: 'unexpected',
  UserDisable: 'overdue',
  InvalidBucketName: 'invalidInput',
  InvalidObjectName: 'invalidInput',
  InvalidArgument: 'invalidInput',
  NeedVerifyDomainOwnership: 'cnameTokenNeeded',
  CnameTokenNotFound: 'cnameTokenNeeded',
  CnameAlreadyExists: 'cnameTaken',
  CnameDenied: 'cnameTaken',
  CnameIsForbidden: 'cnameForbidden',
  CnameIsRisk: 'cnameForbidden',
  NoSuchCnameInRecord: 'domainNotFiled',
  QpsLimitExceeded: 'throttled',
  DownloadTrafficRateLimitExceeded: 'throttled',
  UploadTrafficRateLimitExceeded: 'throttled',
  CrcNotMatched: 'corruptUpload',
  InvalidDigest: 'corruptUpload',

  // CDN.
  CdnServiceNotFound: 'serviceNotOpen',
  OperationDenied: 'serviceNotOpen',
  'CdnService.NotOpened': 'serviceNotOpen',
  InsufficientBalance: 'overdue',
  DomainAlreadyExist: 'domainTaken',
  'DomainExist.OtherUser': 'domainTaken',
  'DomainExist.OtherProduct': 'domainTaken',
  ExtensiveAndAllBothExist: 'domainTaken',
  ExtensiveAndSpecificDomainConflict: 'domainTaken',
  DomainOwnerVerifyFail: 'domainNotVerified',
  DomainNotRegistration: 'domainNotFiled',
  RecordCheckNotAvailable: 'domainNotFiled',
  DomainOverLimit: 'domainLimit',
  'InvalidDomain.NotFound': 'domainNotFound',
  'InvalidDomain.Offline': 'domainNotFound',
  ServiceBusy: 'domainBusy',
  SystemUpgrading: 'unavailable',
  'InvalidDomain.Configure_failed': 'domainBusy',
  RetErrorSourceCircle: 'invalidInput',
  SourceInBlacklist: 'invalidInput',
  InvalidDomainNameLevel: 'invalidInput',
  CdnTypeNotSupportExtensiveDomain: 'invalidInput',
  IllegalOperation: 'forbidden',
  IllegalOperationDomain: 'forbidden',
  DomainInProtectedMode: 'forbidden',
  'QuotaExceeded.Refresh': 'quotaExceeded',
  'QuotaExceeded.Preload': 'quotaExceeded',
  'QuotaPerMinuteExceeded.Refresh': 'throttled',
  PreloadQueueFull: 'throttled',
  'TooMany.Refresh': 'invalidInput',
  'SingleRequest.OverLimit': 'invalidInput',

  // Alidns.
  'InvalidDomainName.NoExist': 'zoneNotFound',
  IncorrectDomainUser: 'zoneNotFound',
  DomainRecordDuplicate: 'recordDuplicate',
  DomainRecordConflict: 'recordConflict',
  DomainRecordLocked: 'recordLocked',
  DomainRecordNotBelongToUser: 'invalidInput',
  DomainForbidden: 'forbidden',
  'RecordForbidden.BlackHole': 'forbidden',
  'RecordForbidden.DNSChange': 'recordLocked',
  'QuotaExceeded.Record': 'quotaExceeded',
  'QuotaExceeded.ARecord': 'quotaExceeded',
  'SubDomainInvalid.Value': 'invalidInput',
  LastOperationNotFinished: 'throttled',
};

/** The kind of a vendor code, or `undefined` for one that is not known. */
export function kindOfCode(code: string): ErrorKind | undefined {
  const known = Object.hasOwn(kinds, code) ? kinds[code] : undefined;
  if (known) return known;
  if (code.startsWith('Throttling')) return 'throttled';
  if (code.startsWith('Forbidden.')) return 'forbidden';
  if (/\.(Malformed|ValueNotSupported)$/.test(code) || code.startsWith('MissingParameter')) return 'invalidInput';
  return undefined;
}
