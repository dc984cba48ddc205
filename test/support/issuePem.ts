import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { withPublicKey } from '../../sandbox/proxy/otherKey.js';

/** A certificate in PEM, with its key as an object. */
export interface PemIssue {
  readonly certificate: string;
  readonly key: KeyObject;
}

/** The wanted certificate; days from now, negative ones have passed. */
interface Wanted {
  readonly names: readonly string[];
  readonly from?: number;
  readonly until?: number;
  readonly type?: 'rsa' | 'ec';
  /** Its key, possibly public only; by default a new one. */
  readonly key?: KeyObject;
  /** The issuer with an RSA key; itself by default. */
  readonly by?: PemIssue;
}

const dayMs = 86_400_000;

/** Issues a certificate with these flaws and a new key. All are signed with RSA. */
export function issuePem({ names, from = -1, until = 90, type = 'rsa', by, key = createKey(type) }: Wanted): PemIssue {
  const signer = by?.key ?? key;
  const certificate = forge.pki.createCertificate();
  // The library supports RSA only. The actual key replaces this one below.
  const signing = forge.pki.privateKeyFromPem(signer.export({ type: 'pkcs1', format: 'pem' }).toString());
  certificate.publicKey = forge.pki.setRsaPublicKey(signing.n, signing.e);
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() + from * dayMs);
  certificate.validity.notAfter = new Date(Date.now() + until * dayMs);
  const subject = [{ name: 'commonName', value: names[0] ?? '' }];
  certificate.setSubject(subject);
  certificate.setIssuer(by ? forge.pki.certificateFromPem(by.certificate).subject.attributes : subject);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) }]);
  certificate.sign(signing, forge.md.sha256.create());
  return { certificate: withPublicKey(forge.pki.certificateToPem(certificate), key, signer), key };
}

function createKey(type: 'rsa' | 'ec'): KeyObject {
  if (type === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}
