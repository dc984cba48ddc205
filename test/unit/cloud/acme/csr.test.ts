import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCsr } from '../../../../src/cloud/acme/client.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What OpenSSL says of a request after it has verified its signature. */
function read(names: readonly string[]): string {
  const args = ['req', '-inform', 'DER', '-verify', '-noout', '-text', '-nameopt', 'RFC2253'];
  const { status, stdout, stderr } = spawnSync('openssl', args, { input: createCsr(names, privateKey) });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  expect(`${stdout}${stderr}`).toContain('verify OK');
  return stdout.toString();
}

const namesOf = (text: string) => [...text.matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name);

test('a signing request has its names, the first one as the common name, and is signed with its key', () => {
  const text = read(['*.example.com', 'example.com']);
  expect(namesOf(text)).toEqual(['*.example.com', 'example.com']);
  expect(text).toContain('Subject: CN=*.example.com');
  expect(text).toContain('Public-Key: (2048 bit)');
  expect(text).toContain('sha256WithRSAEncryption');
});

test('a name that is too long for a common name is an alternative name alone', () => {
  const name = `${'a'.repeat(63)}.example.com`;
  const text = read([name]);
  expect(namesOf(text)).toEqual([name]);
  expect(text).toMatch(/Subject:\s*\n/);
});

test('OpenSSL verifies the signing request of any names', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
  const name = fc.tuple(fc.constantFrom('', '*.'), fc.array(label, { minLength: 2, maxLength: 5 }));
  const names = fc.uniqueArray(
    name.map(([wild, labels]) => wild + labels.join('.')),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(names, (given) => {
      expect(namesOf(read(given))).toEqual(given);
    }),
    { numRuns: 25 },
  );
});
