import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';

/** Says whether a PEM is a certificate that can be read. */
export function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}

/** Says whether a private key in PEM, without a password, belongs to the first certificate of a PEM. */
export function isKeyOf(key: string, certificate: string): boolean {
  try {
    const own = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });
    return new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }).equals(own);
  } catch {
    return false;
  }
}
