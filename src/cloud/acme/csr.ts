import { createPublicKey, type KeyObject, sign } from 'node:crypto';

const tags = { sequence: 0x30, set: 0x31, octets: 0x04, bits: 0x03, text: 0x0c, attributes: 0xa0, dnsName: 0x82 };

/**
 * Encoded object identifiers: RFC 5280 (`commonName`, `subjectAltName`), PKCS #9 (`extensionRequest`), PKCS #1
 * (`sha256WithRSAEncryption`).
 */
const ids = {
  commonName: Buffer.from('0603550403', 'hex'),
  subjectAltName: Buffer.from('0603551d11', 'hex'),
  extensionRequest: Buffer.from('06092a864886f70d01090e', 'hex'),
  sha256WithRsa: Buffer.from('06092a864886f70d01010b0500', 'hex'),
};
const version = Buffer.from('020100', 'hex');

/** A common name has at most so many characters (RFC 5280, appendix A). */
const longestCommonName = 64;

/**
 * A signing request for these names with an RSA key, as DER (PKCS #10, RFC 2986). The first name is the common one,
 * where that is not too long.
 */
export function createCsr(names: readonly string[], privateKey: KeyObject): Buffer {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const info = der(tags.sequence, version, toSubject(names[0] ?? ''), publicKey, toAttributes(names));
  const signature = der(tags.bits, Buffer.from([0]), sign('sha256', info, privateKey));
  return der(tags.sequence, info, der(tags.sequence, ids.sha256WithRsa), signature);
}

function toSubject(name: string): Buffer {
  if (name.length > longestCommonName) return der(tags.sequence);
  const attribute = der(tags.sequence, ids.commonName, der(tags.text, Buffer.from(name)));
  return der(tags.sequence, der(tags.set, attribute));
}

function toAttributes(names: readonly string[]): Buffer {
  const list = der(tags.sequence, ...names.map((name) => der(tags.dnsName, Buffer.from(name))));
  const extension = der(tags.sequence, ids.subjectAltName, der(tags.octets, list));
  const values = der(tags.set, der(tags.sequence, extension));
  return der(tags.attributes, der(tags.sequence, ids.extensionRequest, values));
}

/** One element: tag, length, content (X.690). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), toLength(content.length), content]);
}

function toLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
