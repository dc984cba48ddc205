import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { challengeValue, createAccountKey, readAccountKey, signJws } from '../../../../src/cloud/acme/jws.js';

const key = readAccountKey(createAccountKey())!;
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());

describe('a signed request', () => {
  it('is verified by the public key over the parts as they are sent (RFC 7515, 5.1)', () => {
    const sent = JSON.parse(signJws(key, { kid: 'k', nonce: 'n', url: 'u' }, { a: 1 }));
    expect(decode(sent.protected)).toEqual({ alg: 'ES256', kid: 'k', nonce: 'n', url: 'u' });
    expect(decode(sent.payload)).toEqual({ a: 1 });
    const publicKey = createPublicKey(key.privateKey);
    const input = Buffer.from(`${sent.protected}.${sent.payload}`);
    const signature = Buffer.from(sent.signature, 'base64url');
    expect(signature).toHaveLength(64);
    expect(verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  it('a signed request that only reads has an empty payload (RFC 8555, 6.3)', () => {
    expect(JSON.parse(signJws(key, {}, undefined)).payload).toBe('');
  });
});

describe('the key of an account', () => {
  it('exports nothing of its private part, and has the thumbprint of RFC 7638', () => {
    expect(Object.keys(key.jwk)).toEqual(['crv', 'kty', 'x', 'y']);
    const { crv, kty, x, y } = key.jwk;
    const text = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`;
    expect(key.thumbprint).toBe(createHash('sha256').update(text).digest('base64url'));
    const authorization = `token.${key.thumbprint}`;
    expect(challengeValue('token', key)).toBe(createHash('sha256').update(authorization).digest('base64url'));
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  it.each([
    ['damaged', 'MIGH'],
    ['empty', ''],
    ['of another kind', rsa.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
  ])('the key of an account reads as none when it is %s', (_what, text) => {
    expect(readAccountKey(text)).toBeUndefined();
  });
});
