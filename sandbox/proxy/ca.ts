import { createPrivateKey, generateKeyPairSync, privateEncrypt, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import forge from 'node-forge';
import type { IssuedPair, LeafFlaw } from '../state/storedCertificate.js';
import { withPublicKey } from './otherKey.js';

/** The remaining days of a certificate with a flaw. */
const flaws: Readonly<Record<LeafFlaw, number>> = { expired: -30, expiring: 5, untrusted: 365 };

/** Signs certificates for the vendor's names. `caPath` is the PEM file that clients must trust. */
export interface Authority {
  readonly caPath: string;
  contextFor(names: readonly [string, ...string[]], flaw?: LeafFlaw): SecureContext;
  /** Issues a certificate for these names with a new key, RSA by default, that ends in this many days; negative ones have expired. */
  issue(names: readonly [string, ...string[]], days: number, kind?: 'rsa' | 'ec'): IssuedPair;
  /** Removes the directory if it was created for this authority. */
  dispose(): void;
}

interface Keys {
  readonly pem: string;
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

const day = 86_400_000;
/** The usual validity. A certificate with fewer remaining days started earlier. */
const usualDays = 90;
/** Creates an authority and writes `ca.pem` (never its key) to the directory, by default a new temporary one. */
export function createAuthority(givenDir?: string, commonName = 'Cloud sandbox authority'): Authority {
  const caDir = givenDir ?? mkdtempSync(path.join(tmpdir(), 'cloud-sandbox-'));
  const keys = createKeys();
  const issuer = [{ name: 'commonName', value: commonName }];
  const certificate = createCertificate({ keys, subject: issuer }, { keys, subject: issuer }, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  mkdirSync(caDir, { recursive: true });
  const caPath = path.join(caDir, 'ca.pem');
  writeFileSync(caPath, certificate);
  const leafKeys = serviceKeysOf();
  const contexts = new Map<string, SecureContext>();
  const contextFor = (names: readonly [string, ...string[]], flaw?: LeafFlaw) => {
    const id = [flaw, ...names].join();
    const signer = flaw === 'untrusted' ? leafKeys : keys;
    const cert = () => leaf(leafKeys, names, { keys: signer, subject: issuer }, flaw ? flaws[flaw] : 365);
    const context = contexts.get(id) ?? createSecureContext({ key: leafKeys.pem, cert: cert() });
    contexts.set(id, context);
    return context;
  };
  const issue = (names: readonly [string, ...string[]], days: number, kind: 'rsa' | 'ec' = 'rsa') => {
    const own = createKeys();
    if (kind === 'ec') return withEcKey(leaf(own, names, { keys, subject: issuer }, days), keys);
    const key = createPrivateKey(own.pem).export({ type: 'pkcs1', format: 'pem' }).toString();
    return { certificate: leaf(own, names, { keys, subject: issuer }, days), key };
  };
  const dispose = () => {
    if (givenDir === undefined) rmSync(caDir, { recursive: true, force: true });
  };
  return { caPath, contextFor, issue, dispose };
}

let serviceKeys: Keys | undefined;

/** The shared keys of all services of this process: creating keys takes longer than the rest of a start. */
function serviceKeysOf(): Keys {
  serviceKeys ??= createKeys();
  return serviceKeys;
}

/** The DER prefix of a SHA-256 digest for signing (RFC 8017, 9.2). */
const sha256Prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');

function createKeys(): Keys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const key = forge.pki.privateKeyFromPem(pem);
  /** The library would sign in JavaScript, which takes 20 ms. */
  const sign = (given: forge.md.MessageDigest | string) => {
    const digest = typeof given === 'string' ? given : given.digest().getBytes();
    return privateEncrypt(privateKey, Buffer.concat([sha256Prefix, Buffer.from(digest, 'binary')])).toString('binary');
  };
  return { pem, privateKey: { ...key, sign }, publicKey: forge.pki.setRsaPublicKey(key.n, key.e) };
}

/** The subject or the issuer of a certificate. */
interface Party {
  readonly keys: Keys;
  readonly subject: forge.pki.CertificateField[];
}

function leaf(keys: Keys, names: readonly [string, ...string[]], issuer: Party, days: number): string {
  return createCertificate(
    { keys, subject: [{ name: 'commonName', value: names[0].slice(0, 64) }] },
    issuer,
    [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
    days,
  );
}

function createCertificate(owner: Party, issuer: Party, extensions: object[], days = 365): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = owner.keys.publicKey;
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - (days < 0 ? 365 : Math.max(1, usualDays - days)) * day);
  certificate.validity.notAfter = new Date(Date.now() + days * day);
  certificate.setSubject(owner.subject);
  certificate.setIssuer(issuer.subject);
  certificate.setExtensions(extensions);
  certificate.sign(issuer.keys.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

/** Converts the certificate to an EC key, which the certificate library does not support. */
function withEcKey(pem: string, { pem: signer }: Keys): IssuedPair {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    certificate: withPublicKey(pem, privateKey, createPrivateKey(signer)),
    key: privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
  };
}
