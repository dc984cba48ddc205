import { l10n } from '../l10n.js';
import { type CodeTable, means } from './codeRow.js';

const certificateKept = means('certificateRefused', () =>
  l10n.t('The account has this certificate or its key already: choose it'),
);

const requestBarred = means('certificateRefused', () =>
  l10n.t('This certificate cannot be requested: check the console or choose another'),
);

/** Codes of the certificate service, all with the status 400. Source: Certificate Management Service, "Error codes". */
export const certificateCodes: CodeTable = {
  PermissionDenied: means('forbidden'),
  'AccessDenied.NoAuth': means('forbidden'),
  NotFound: means('certificateGone'),
  NameRepeat: certificateKept,
  ParamRepeat: certificateKept,
  'CertificatePrivateKey.Existed': certificateKept,
  ParseCertificateFailed: means('certificateRefused'),
  CertificateFormatException: means('certificateRefused'),
  CertificateChainNotMatch: means('certificateRefused'),
  CertificateExpired: means('certificateRefused'),
  DataTooLongException: means('certificateRefused'),
  DomainRepeat: requestBarred,
  InsufficientQuota: requestBarred,
  'OperationDenied.StatusNotSupport': requestBarred,
  'InvalidParameter.MobileIllegal': means('invalidInput', () =>
    l10n.t("The contact's phone number is not accepted: correct it in the console"),
  ),
  // Nothing was done, so a change may be retried too.
  'InvalidStatus.UpdateProtection': means('throttled', () =>
    l10n.t('The certificate is being processed: try again soon'),
  ),
  'OperationDenied.SystemUpgrading': means('throttled', () =>
    l10n.t('Alibaba Cloud is being upgraded and accepts no changes: try again after the upgrade'),
  ),
  DeductQuotaFailed: means('unavailable'),
  CreateCsrFailed: means('unavailable'),
};
