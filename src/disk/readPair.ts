import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { PemCertificate, PemFacts, PemPair } from '../core/https/pemPair.js';
import { readAtOnce } from './openedPlace.js';

/** More than any certificate file has, in bytes. */
const mostBytes = 256 * 1024;

/** Reads a certificate and a key from files. A file that is too large or not regular counts as empty. */
export async function readPairFiles(certificatePath: string, keyPath: string): Promise<PemPair> {
  const [certificate, key] = await Promise.all([read(certificatePath), read(keyPath)]);
  const isOpen = process.platform !== 'win32' && (key.mode & 0o077) !== 0;
  return readPair(certificate.text, key.text, isOpen);
}

/** Reads everything from the opened file, even if its name is reused meanwhile. */
async function read(path: string): Promise<{ readonly text: string; readonly mode: number }> {
  const handle = await open(path, readAtOnce);
  try {
    const state = await handle.stat();
    const isRead = state.isFile() && state.size <= mostBytes;
    return { text: isRead ? await handle.readFile('utf8') : '', mode: state.mode };
  } finally {
    await handle.close();
  }
}

/** Parses a pair from the texts of its files. `keyIsOpen` means that others may read the key file. */
export function readPair(certificateText: string, keyText: string, keyIsOpen: boolean): PemPair {
  const blocks = blocksOf(certificateText, /^(?:X509 |TRUSTED )?CERTIFICATE$/);
  const certificates = blocks.flatMap((pem) => toCertificate(pem) ?? []);
  const key = toKey(keyText);
  const facts: PemFacts = {
    chain: certificates.map(toFacts),
    keyInCertificate: blocksOf(certificateText, /PRIVATE KEY$/).length > 0,
    key: key.kind,
    keyOf: certificates.findIndex((each) => key.object !== undefined && belongs(each, key.object)),
    keyIsOpen,
  };
  const chain = certificates.map((each) => each.toString().trim()).join('\n');
  const pem = key.object && formatKey(key.object, keyText);
  return { facts, chain, ...(pem && { key: pem }) };
}

function blocksOf(text: string, label: RegExp): readonly string[] {
  const found = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g);
  return [...found].filter(([, name = '']) => label.test(name)).map(([block]) => block);
}

function toCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function toFacts(certificate: X509Certificate, index: number, all: readonly X509Certificate[]): PemCertificate {
  const next = all[index + 1];
  return {
    names: namesOf(certificate),
    from: Date.parse(certificate.validFrom),
    until: Date.parse(certificate.validTo),
    selfIssued: certificate.checkIssued(certificate),
    ...(next && { issuedByNext: certificate.checkIssued(next) && certificate.verify(next.publicKey) }),
  };
}

/** The common name counts only if there is no other name. */
function namesOf({ subject, subjectAltName = '' }: X509Certificate): readonly string[] {
  const names = subjectAltName.split(', ').flatMap((each) => each.match(/^DNS:(.+)$/)?.[1] ?? []);
  return names.length > 0 ? names : [...subject.matchAll(/^CN=(.+)$/gm)].map(([, name = '']) => name);
}

function toKey(text: string): { readonly kind: PemFacts['key']; readonly object?: KeyObject } {
  const [block] = blocksOf(text, /PRIVATE KEY$/);
  if (block === undefined) return { kind: 'none' };
  if (/^-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/m.test(block)) return { kind: 'encrypted' };
  try {
    const object = createPrivateKey(block);
    const type = object.asymmetricKeyType;
    return type === 'rsa' || type === 'ec' ? { kind: type, object } : { kind: 'other' };
  } catch {
    return { kind: 'unreadable' };
  }
}

function belongs(certificate: X509Certificate, key: KeyObject): boolean {
  const [own, other] = [certificate.publicKey, createPublicKey(key)].map((each) =>
    each.export({ type: 'spki', format: 'der' }),
  );
  return own !== undefined && other !== undefined && own.equals(other);
}

/** CDN takes RSA keys as PKCS#1 only. The format for other keys is not documented. */
function formatKey(key: KeyObject, text: string): string {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
  return blocksOf(text, /PRIVATE KEY$/)[0] ?? '';
}
