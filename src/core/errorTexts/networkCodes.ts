import { l10n } from '../l10n.js';
import { type CodeTable, each, means } from './codeRow.js';

/** Node's codes for an untrusted certificate, without those about its dates, since this computer's clock may be wrong. */
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

/** Codes of Node for a connection that fails. */
export const networkCodes: CodeTable = {
  ...each(distrustCodes, means('untrustedCertificate')),
  ...each(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'], means('untrustedCertificate')),
  // The other end aborts the handshake, as without a certificate for the name.
  EPROTO: means('untrustedCertificate'),
  ...each(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'ECONNREFUSED'], means('offline')),
  ...each(
    ['ECONNRESET', 'ECONNABORTED', 'EPIPE'],
    means('unavailable', () =>
      l10n.t('The connection was closed before Alibaba Cloud answered: check the network and try again'),
    ),
  ),
  ...each(['ETIMEDOUT', 'ESOCKETTIMEDOUT'], means('timeout')),
};
