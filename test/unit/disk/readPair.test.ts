import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../../../sandbox/proxy/ca.js';
import { readPair, readPairFiles } from '../../../src/disk/readPair.js';

const authority = createAuthority();
authority.dispose();
const { certificate, key } = authority.issue(['img.example.com', '*.example.com'], 90);
const other = authority.issue(['other.com'], 90);
const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString();

describe('a pair of PEM texts', () => {
  it('is read with names, dates and whether the key matches', () => {
    const { facts } = readPair(certificate, key, false);
    expect(facts).toMatchObject({
      chain: [{ names: ['img.example.com', '*.example.com'], selfIssued: false }],
      key: 'rsa',
      keyOf: 0,
      keyInCertificate: false,
    });
    expect(facts.chain[0]!.until - Date.now()).toBeGreaterThan(89 * 86_400_000);
  });

  it('is converted to a PKCS#1 key, whatever form the file has, and certificates without text between them', () => {
    const read = readPair(`subject=x\n\n${certificate}\n\n${other.certificate}`, `Bag Attributes\n${pkcs8}`, false);
    expect(read.key).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    expect(createPrivateKey(read.key!).equals(createPrivateKey(key))).toBe(true);
    expect(read.chain.match(/-----(BEGIN|END) CERTIFICATE-----/g)).toHaveLength(4);
    expect(read.chain).not.toMatch(/\n\n|subject/);
  });

  it('reports certificates in the wrong order, or not of one chain', () => {
    const swapped = readPair(`${other.certificate}${certificate}`, key, false).facts;
    expect({ keyOf: swapped.keyOf, issuedByNext: swapped.chain[0]?.issuedByNext }).toEqual({
      keyOf: 1,
      issuedByNext: false,
    });
    expect(readPair(other.certificate, key, false).facts.keyOf).toBe(-1);
  });

  it.each([
    ['none', ''],
    ['none', certificate],
    ['unreadable', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    [
      'encrypted',
      createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
    ],
    [
      'encrypted',
      createPrivateKey(key).export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
    ],
    ['ec', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' })],
    ['other', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ] as const)('has a key of kind %s', (kind, text) => {
    expect(readPair(certificate, text.toString(), false).facts).toMatchObject({ key: kind, keyOf: -1 });
  });

  it('reports a key in the certificate file, and passes it on nowhere', () => {
    const read = readPair(`${key}${certificate}`, '', false);
    expect(read.facts.keyInCertificate).toBe(true);
    expect(JSON.stringify(read)).not.toContain('PRIVATE');
  });

  it('has no certificate where none can be read', () => {
    expect(readPair('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', key, false)).toMatchObject({
      facts: { chain: [] },
      chain: '',
    });
  });
});

it.skipIf(process.platform === 'win32')(
  'is read from files with whether others may read the key, and without the content of a file that is no key',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'oss-cdn-pair-'));
    const [chainFile, keyFile] = [path.join(folder, 'chain.pem'), path.join(folder, 'key.pem')];
    try {
      writeFileSync(chainFile, certificate);
      writeFileSync(keyFile, key, { mode: 0o600 });
      expect((await readPairFiles(chainFile, keyFile)).facts.keyIsOpen).toBe(false);
      chmodSync(keyFile, 0o644);
      expect((await readPairFiles(chainFile, keyFile)).facts.keyIsOpen).toBe(true);
      writeFileSync(keyFile, Buffer.alloc(300_000));
      expect((await readPairFiles(chainFile, keyFile)).facts.key).toBe('none');
      rmSync(keyFile);
      execFileSync('mkfifo', [keyFile]);
      expect((await readPairFiles(chainFile, keyFile)).facts.key).toBe('none');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
