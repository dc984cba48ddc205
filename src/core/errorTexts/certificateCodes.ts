import { l10n } from '../l10n.js';
import { type CodeTable, forAll, ofKind } from './codeRow.js';

/** The meanings of the certificate service's error codes, all with the status 400. Source: Certificate Management Service, "Error codes". */
export const certificateCodes: CodeTable = {
  ...forAll(['PermissionDenied', 'AccessDenied.NoAuth'], ofKind('forbidden')),
  NotFound: ofKind('certificateGone'),
  ...forAll(
    ['NameRepeat', 'ParamRepeat', 'CertificatePrivateKey.Existed'],
    ofKind('certificateRefused', () => l10n.t('The account has this certificate or its key already: choose it')),
  ),
  ParseCertificateFailed: ofKind('certificateRefused'),
  CertificateFormatException: ofKind('certificateRefused'),
  CertificateChainNotMatch: ofKind('certificateRefused'),
  CertificateExpired: ofKind('certificateRefused'),
  DataTooLongException: ofKind('certificateRefused'),
  ...forAll(
    ['DomainRepeat', 'InsufficientQuota', 'OperationDenied.StatusNotSupport'],
    ofKind('certificateRefused', () =>
      l10n.t('This certificate cannot be requested: check the console or choose another'),
    ),
  ),
  'InvalidParameter.MobileIllegal': ofKind('invalidInput', () =>
    l10n.t("The contact's phone number is not accepted: correct it in the console"),
  ),
  // Nothing was done, so a change may be retried too.
  'InvalidStatus.UpdateProtection': ofKind('throttled', () =>
    l10n.t('The certificate is being processed: try again soon'),
  ),
  'OperationDenied.SystemUpgrading': ofKind('throttled', () =>
    l10n.t('Alibaba Cloud is being upgraded and accepts no changes: try again after the upgrade'),
  ),
  ...forAll(['DeductQuotaFailed', 'CreateCsrFailed'], ofKind('unavailable')),
};
