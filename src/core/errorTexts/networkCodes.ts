import { l10n } from '../l10n.js';
import { type CodeTable, means } from './codeRow.js';

const connectionClosed = means('unavailable', () =>
  l10n.t('The connection was closed before Alibaba Cloud answered: check the network and try again'),
);

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
  ...Object.fromEntries(distrustCodes.map((code) => [code, means('untrustedCertificate')])),
  CERT_HAS_EXPIRED: means('untrustedCertificate'),
  CERT_NOT_YET_VALID: means('untrustedCertificate'),
  // The other end aborts the handshake, as without a certificate for the name.
  EPROTO: means('untrustedCertificate'),
  ENOTFOUND: means('offline'),
  EAI_AGAIN: means('offline'),
  ENETUNREACH: means('offline'),
  EHOSTUNREACH: means('offline'),
  ENETDOWN: means('offline'),
  ECONNREFUSED: means('offline'),
  ECONNRESET: connectionClosed,
  ECONNABORTED: connectionClosed,
  EPIPE: connectionClosed,
  ETIMEDOUT: means('timeout'),
  ESOCKETTIMEDOUT: means('timeout'),
};
