import { l10n } from '../l10n.js';
import { type CodeTable, each, means } from './codeRow.js';

/**
 * Codes of the API gateway that the services share, and of signing. Not on the pages of the vendor: `FlowControlError` and
 * `Rejected.Throttling` are in its Terraform provider; `InvalidSecurityToken.Expired` and `SecurityTokenExpired` in its client for uploads to
 * VOD; `InvalidAccessKeySecret` and `InvalidCredentials` come from its clients for Python and JavaScript; `Throttling.User`,
 * `InvalidSecurityToken.Malformed`, and `InvalidSecurityToken.MismatchWithAccessKey` are in a public client; `FlowLimitException` and
 * `UnknownError` nowhere.
 */
export const gatewayCodes: CodeTable = {
  ...each(
    ['InvalidAccessKeyId', 'InvalidAccessKeyId.NotFound', 'InvalidAccessKeySecret', 'InvalidCredentials'],
    means('badCredentials'),
  ),
  'InvalidAccessKeyId.Inactive': means('badCredentials', () =>
    l10n.t('This AccessKey is disabled: enable it in the RAM console, or sign in with another AccessKey'),
  ),
  SignatureDoesNotMatch: means('badCredentials', () =>
    l10n.t('The AccessKey secret does not match the AccessKey ID: check both and sign in again'),
  ),
  ...each(['IncompleteSignature', 'MissingSecurityToken'], means('badCredentials')),
  ...each(
    ['InvalidSecurityToken', 'InvalidSecurityToken.Expired', 'SecurityTokenExpired'],
    means('expiredCredentials'),
  ),
  ...each(['InvalidSecurityToken.Malformed', 'InvalidSecurityToken.MismatchWithAccessKey'], means('badCredentials')),
  ...each(['RequestTimeTooSkewed', 'InvalidTimeStamp.Expired'], means('clockSkewed')),
  // Denials by RAM. Other codes that begin with `Forbidden` are not about permissions.
  ...each(['Forbidden', 'Forbidden.RAM', 'NoPermission', 'NoPermission.SLR', 'AccessDenied'], means('forbidden')),
  ServiceUnavailable: means('unavailable', () =>
    l10n.t('Alibaba Cloud is temporarily unavailable: try again in a few minutes'),
  ),
  ...each(['InternalError', 'UnknownError'], means('unavailable')),
  ...each(['TooManyRequests', 'FlowLimitException', 'FlowControlError', 'Rejected.Throttling'], means('throttled')),
  MissingParameter: means('invalidInput', () => l10n.t('A required value is missing: enter it and try again')),
  InvalidParameter: means('invalidInput'),
  'Throttling.User': means('throttled', () =>
    l10n.t('This account is sending too many requests, possibly from other tools too: wait a minute and try again'),
  ),
};
