import { l10n } from '../l10n.js';
import { type CodeTable, forAll, ofKind } from './codeRow.js';

/**
 * Codes of the API gateway that the services share, and of signing. Not on the pages of the vendor: `FlowControlError` and
 * `Rejected.Throttling` are in its Terraform provider; `InvalidSecurityToken.Expired` and `SecurityTokenExpired` in its client for uploads to
 * VOD; `InvalidAccessKeySecret` and `InvalidCredentials` come from its clients for Python and JavaScript; `Throttling.User`,
 * `InvalidSecurityToken.Malformed`, and `InvalidSecurityToken.MismatchWithAccessKey` are in a public client; `FlowLimitException` and
 * `UnknownError` nowhere.
 */
export const gatewayCodes: CodeTable = {
  ...forAll(
    ['InvalidAccessKeyId', 'InvalidAccessKeyId.NotFound', 'InvalidAccessKeySecret', 'InvalidCredentials'],
    ofKind('badCredentials'),
  ),
  'InvalidAccessKeyId.Inactive': ofKind('badCredentials', () =>
    l10n.t('This AccessKey is disabled: enable it in the RAM console, or sign in with another AccessKey'),
  ),
  SignatureDoesNotMatch: ofKind('badCredentials', () =>
    l10n.t('The AccessKey secret does not match the AccessKey ID: check both and sign in again'),
  ),
  ...forAll(['IncompleteSignature', 'MissingSecurityToken'], ofKind('badCredentials')),
  ...forAll(
    ['InvalidSecurityToken', 'InvalidSecurityToken.Expired', 'SecurityTokenExpired'],
    ofKind('expiredCredentials'),
  ),
  ...forAll(['InvalidSecurityToken.Malformed', 'InvalidSecurityToken.MismatchWithAccessKey'], ofKind('badCredentials')),
  ...forAll(['RequestTimeTooSkewed', 'InvalidTimeStamp.Expired'], ofKind('clockSkewed')),
  // Denials by RAM. Other codes that begin with `Forbidden` are not about permissions.
  ...forAll(['Forbidden', 'Forbidden.RAM', 'NoPermission', 'NoPermission.SLR', 'AccessDenied'], ofKind('forbidden')),
  ServiceUnavailable: ofKind('unavailable', () =>
    l10n.t('Alibaba Cloud is temporarily unavailable: try again in a few minutes'),
  ),
  ...forAll(['InternalError', 'UnknownError'], ofKind('unavailable')),
  ...forAll(['TooManyRequests', 'FlowLimitException', 'FlowControlError', 'Rejected.Throttling'], ofKind('throttled')),
  MissingParameter: ofKind('invalidInput', () => l10n.t('A required value is missing: enter it and try again')),
  InvalidParameter: ofKind('invalidInput'),
  'Throttling.User': ofKind('throttled', () =>
    l10n.t('This account is sending too many requests, possibly from other tools too: wait a minute and try again'),
  ),
};
