import { l10n } from '../l10n.js';
import { type CodeTable, each, means } from './codeRow.js';

/** Codes of the certificate service, all with the status 400. Source: Certificate Management Service, "Error codes". */
export const certificateCodes: CodeTable = {
  ...each(['PermissionDenied', 'AccessDenied.NoAuth'], means('forbidden')),
  NotFound: means('certificateGone'),
  ...each(
    ['NameRepeat', 'ParamRepeat', 'CertificatePrivateKey.Existed'],
    means('certificateRefused', () => l10n.t('The account has this certificate or its key already: choose it')),
  ),
  ParseCertificateFailed: means('certificateRefused'),
  CertificateFormatException: means('certificateRefused'),
  CertificateChainNotMatch: means('certificateRefused'),
  CertificateExpired: means('certificateRefused'),
  DataTooLongException: means('certificateRefused'),
  ...each(
    ['DomainRepeat', 'InsufficientQuota', 'OperationDenied.StatusNotSupport'],
    means('certificateRefused', () =>
      l10n.t('This certificate cannot be requested: check the console or choose another'),
    ),
  ),
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
  ...each(['DeductQuotaFailed', 'CreateCsrFailed'], means('unavailable')),
};
