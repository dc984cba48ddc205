import { l10n } from '../l10n.js';
import { type CodeTable, forAll, ofKind } from './codeRow.js';

/** Node's codes for a certificate that is not trusted. Those about its dates are left out, since the clock of this computer may be wrong. */
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

/** The meanings of Node's codes for a connection that fails. */
export const networkCodes: CodeTable = {
  ...forAll(distrustCodes, ofKind('untrustedCertificate')),
  ...forAll(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'], ofKind('untrustedCertificate')),
  // The other end aborts the handshake, as without a certificate for the name.
  EPROTO: ofKind('untrustedCertificate'),
  ...forAll(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'ECONNREFUSED'], ofKind('offline')),
  ...forAll(
    ['ECONNRESET', 'ECONNABORTED', 'EPIPE'],
    ofKind('unavailable', () =>
      l10n.t('The connection was closed before Alibaba Cloud answered: check the network and try again'),
    ),
  ),
  ...forAll(['ETIMEDOUT', 'ESOCKETTIMEDOUT'], ofKind('timeout')),
};
