import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import forge from 'node-forge';

/**
 * Replaces the public key of a PEM certificate by that of `key` and signs it with `signer`, an RSA key. The certificate
 * library supports RSA keys only.
 */
export function withPublicKey(pem: string, key: KeyObject, signer: KeyObject): string {
  const spki = (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'der' });
  const whole = forge.pki.certificateToAsn1(forge.pki.certificateFromPem(pem));
  const [content, algorithm] = whole.value as forge.asn1.Asn1[];
  const parts = content?.value as forge.asn1.Asn1[];
  // Version, serial number, algorithm, issuer, validity, subject, then the key (RFC 5280, 4.1).
  parts[6] = forge.asn1.fromDer(forge.util.createBuffer(spki.toString('binary')));
  const signed = Buffer.from(forge.asn1.toDer(content!).getBytes(), 'binary');
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', signed, signer)]);
  const { Class, Type, create } = forge.asn1;
  const bits = create(Class.UNIVERSAL, Type.BITSTRING, false, signature.toString('binary'));
  const der = forge.asn1.toDer(create(Class.UNIVERSAL, Type.SEQUENCE, true, [content!, algorithm!, bits])).getBytes();
  return forge.pem.encode({ type: 'CERTIFICATE', body: der });
}
