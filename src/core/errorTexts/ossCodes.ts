import { toText } from '../errorKinds.js';
import { l10n } from '../l10n.js';
import { type CodeTable, forAll, ofKind } from './codeRow.js';

/**
 * Codes of OSS. Not on its pages: `InvalidLocationConstraint`, `FileImmutable`, `InvalidObjectState`, and `RequestTimeout` are in the vendor's
 * client for Java, `TooManyCnameToken` in the tests of that for Go; `CrcNotMatched` comes from those for JavaScript; `UserDisable` is nowhere.
 */
export const ossCodes: CodeTable = {
  NotImplemented: ofKind('refused'),
  NoSuchBucket: ofKind('noSuchBucket'),
  BucketAlreadyExists: ofKind('bucketRefused', () =>
    l10n.t('A bucket with this name already exists, here or in another account: enter another name'),
  ),
  TooManyBuckets: {
    kind: 'bucketRefused',
    ...toText(['oss'], () =>
      l10n.t(
        'The account has 100 buckets in this region, which is the limit: choose another region or delete a bucket',
      ),
    ),
  },
  BucketNotEmpty: toText(['oss'], () =>
    l10n.t('The bucket is not empty and was not deleted: delete what is in it first'),
  ),
  InvalidLocationConstraint: ofKind('bucketRefused', () =>
    l10n.t('OSS takes no new buckets in this region: choose another region'),
  ),
  ...forAll(['NoSuchKey', 'NoSuchVersion'], ofKind('noSuchObject')),
  FileAlreadyExists: ofKind('objectExists'),
  FileImmutable: ofKind('objectLocked'),
  InvalidObjectState: ofKind('objectArchived'),
  RestoreAlreadyInProgress: ofKind('restoreInProgress'),
  OperationNotSupported: ofKind('invalidInput', () =>
    l10n.t('OSS does not support this for an object of this type or storage class: choose another object'),
  ),
  SymlinkTargetNotExist: toText(['oss'], () =>
    l10n.t('The object is a symbolic link to an object that does not exist: correct the link in the OSS console'),
  ),
  InvalidTargetType: toText(['oss'], () =>
    l10n.t('The object is a symbolic link to another symbolic link: correct the link in the OSS console'),
  ),
  InvalidTag: ofKind('invalidInput', () =>
    l10n.t(
      'OSS does not accept these tags: use at most 10, of letters, digits, spaces and + - = . _ : /, with different keys',
    ),
  ),
  KmsServiceNotEnabled: toText(['oss'], () =>
    l10n.t('The object is encrypted with KMS, which is not activated for this account: activate it and try again'),
  ),
  ...forAll(['NoSuchUpload', 'InvalidPart'], ofKind('noSuchUpload')),
  ...forAll(['InvalidPartOrder', 'EntityTooSmall', 'InvalidBucketName', 'InvalidObjectName'], ofKind('invalidInput')),
  PublicEndpointForbidden: ofKind('publicEndpointForbidden'),
  SecondLevelDomainForbidden: ofKind('unexpected'),
  UserDisable: ofKind('overdue'),
  InvalidArgument: ofKind('invalidInput', () => l10n.t('OSS does not accept this value: correct it and try again')),
  NeedVerifyDomainOwnership: ofKind('cnameTokenNeeded'),
  CnameTokenNotFound: ofKind('cnameTokenNeeded', () =>
    l10n.t('The OSS ownership verification token has expired: check again to get a new one'),
  ),
  TooManyCnameToken: ofKind('throttled', () =>
    l10n.t('OSS has issued too many tokens for this domain: wait a few minutes and try again'),
  ),
  CnameAlreadyExists: {
    kind: 'cnameRefused',
    ...toText(['oss'], () => l10n.t('The domain is bound to another bucket of this account: unbind it there first')),
  },
  CnameDenied: {
    kind: 'cnameRefused',
    ...toText(['ticket'], () =>
      l10n.t('Another account has bound the domain to its bucket: have it unbound there or submit a ticket'),
    ),
  },
  NoNeedCreateCnameToken: ofKind('cnameTokenNeedless'),
  CnameIsForbidden: ofKind('cnameRefused', () =>
    l10n.t('The domain is reserved for OSS and cannot be bound: choose another domain'),
  ),
  CnameIsRisk: {
    kind: 'cnameRefused',
    ...toText(['ticket'], () =>
      l10n.t('OSS considers the domain a risk and does not bind it: submit a ticket or choose another domain'),
    ),
  },
  NoSuchCnameInRecord: {
    kind: 'cnameRefused',
    ...toText(['icp'], () =>
      l10n.t(
        'OSS binds only domains with an ICP filing to buckets in the Chinese mainland: file the domain or use a bucket outside the Chinese mainland',
      ),
    ),
  },
  ...forAll(
    // OSS, "HTTP status code 429" and "HTTP status code 503".
    [
      'QpsLimitExceeded',
      'TotalQpsLimitExceeded',
      'MetaOperationQpsLimitExceeded',
      'ActiveRequestLimitExceeded',
      'CpuLimitExceeded',
      'DownloadTrafficRateLimitExceeded',
      'UploadTrafficRateLimitExceeded',
    ],
    ofKind('throttled'),
  ),
  // An upload stood still.
  RequestTimeout: ofKind('timeout'),
  ...forAll(['CrcNotMatched', 'InvalidDigest'], ofKind('corruptUpload')),
};
