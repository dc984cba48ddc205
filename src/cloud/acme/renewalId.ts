import { X509Certificate } from 'node:crypto';

/** An element of DER (X.690): its tag, its content, and the bytes after it. */
interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly rest: Buffer;
}

const tags = { version: 0xa0, extensions: 0xa3, keyIdentifier: 0x80 };
/** The object identifier of `authorityKeyIdentifier`, encoded (RFC 5280, 4.2.1.1). */
const authorityKey = Buffer.from('551d23', 'hex');

/**
 * The identifier of the first certificate of a PEM for renewal information: the key identifier of its issuer and its
 * serial number, encoded. `undefined` if the PEM holds no certificate with that identifier. Source: RFC 9773, 4.1.
 */
export function renewalIdOf(pem: string): string | undefined {
  try {
    const [whole] = elementsOf(new X509Certificate(pem).raw);
    const fields = elementsOf(elementsOf(whole?.content)[0]?.content).filter(({ tag }) => tag !== tags.version);
    const extensions = elementsOf(fields.find(({ tag }) => tag === tags.extensions)?.content)[0]?.content;
    const parts = elementsOf(extensions).map(({ content }) => elementsOf(content));
    const value = parts.find(([name]) => name?.content.equals(authorityKey))?.at(-1)?.content;
    const key = elementsOf(elementsOf(value)[0]?.content).find(({ tag }) => tag === tags.keyIdentifier)?.content;
    const serial = fields[0]?.content;
    return key && serial && `${key.toString('base64url')}.${serial.toString('base64url')}`;
  } catch {
    return undefined;
  }
}

/** Parses consecutive elements. Throws if a length exceeds the available bytes. */
function elementsOf(bytes: Buffer | undefined): readonly Element[] {
  const found: Element[] = [];
  for (let left = bytes; left && left.length > 0; left = found.at(-1)?.rest) found.push(readElement(left));
  return found;
}

function readElement(bytes: Buffer): Element {
  const first = bytes.readUInt8(1);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const start = 2 + lengthBytes;
  return {
    tag: bytes.readUInt8(0),
    content: bytes.subarray(start, start + length),
    rest: bytes.subarray(start + length),
  };
}
