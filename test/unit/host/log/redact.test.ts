import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../../src/host/log/redact.js';

/** 31 bytes with all that encodings change: its base64 has padding, `/` and `+`. */
const secret = 'q8~Zx?Wm2=Kp/4vT9nB1>D5fG7hJ3k+';

function redact(text: string, ...secrets: string[]): string {
  const redactor = createRedactor();
  for (const each of secrets) redactor.hide(each);
  return redactor.redact(text);
}

/** The runs of 16 characters that 12 bytes of the secret decide, in base64 behind so many other bytes. */
function base64Runs(encoded: string, before = 0): readonly string[] {
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor(((before + secret.length) * 8) / 6);
  return Array.from({ length: to - from - 15 }, (_, at) => encoded.slice(from + at, from + at + 16));
}

describe('redact', () => {
  const forms: readonly [string, string][] = [
    ['raw', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['in JSON with escaped slashes', secret.replaceAll('/', '\\/')],
  ];
  it.each(forms)('hides a secret %s', (_name, form) => {
    expect(redact(`before ${form} after`, secret)).toBe('before [hidden] after');
  });

  it.each([
    ['http://me:pass.word-1@proxy.example.com:8080', 'http://me:[hidden]@proxy.example.com:8080'],
    ['Invalid URL: me:pass.word-1@10.0.0.1:3128', 'Invalid URL: me:[hidden]@10.0.0.1:3128'],
    ['at 12:30 by me@example.com', 'at 12:30 by me@example.com'],
  ])('hides the password of a proxy, with and without a scheme: %s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  const plain = Buffer.from(secret).toString('base64');
  const encodings = {
    base64: plain,
    'base64 without padding': plain.replace(/=+$/, ''),
    base64url: Buffer.from(secret).toString('base64url'),
  };
  it('the encodings of the secret in these tests differ', () => {
    expect(new Set(Object.values(encodings)).size).toBe(3);
    expect(plain).toMatch(/(?=.*\+)(?=.*\/).*=$/);
  });

  it.each(Object.entries(encodings))('hides a secret in %s', (_name, encoded) => {
    const clean = redact(`before ${encoded} after`, secret);
    // The last digits and the padding depend on what follows.
    expect(clean).toMatch(/^before \[hidden\].{0,3} after$/);
  });

  it.each([1, 2, 3, 4])('hides a secret in base64 behind %s other bytes', (length) => {
    const encoded = Buffer.from(`${'u'.repeat(length)}${secret}:tail`).toString('base64');
    const runs = base64Runs(encoded, length);
    expect(runs.length).toBeGreaterThan(20);
    const clean = redact(encoded, secret);
    expect(clean).toContain('[hidden]');
    expect(runs.filter((run) => clean.includes(run))).toEqual([]);
  });

  it.each([
    ['of blanks', '', '      '],
    ['behind the beginning of an escape', '%4', '1bcdefgh'],
    ['behind a backslash', '\\u004', '1bcdefgh'],
  ])('hides a secret %s', (_name, before, hidden) => {
    expect(redact(before + hidden, hidden)).not.toContain(hidden);
  });

  it('hides the longer of two secrets whole', () => {
    expect(redact('abcdefgh-secret', 'abcdefgh', 'abcdefgh-secret')).toBe('[hidden]');
  });

  it('leaves ordinary words alone when a secret is too short to be one', () => {
    expect(redact('an ordinary text', 'an')).toBe('an ordinary text');
  });

  const named: readonly string[] = [
    'AccessKeySecret=abc123',
    '"access_key_secret": "abc123"',
    'x-oss-security-token: abc123',
    'SecurityToken=abc123',
    'Signature=abc123',
    'Authorization: OSS4-HMAC-SHA256 Credential=abc123',
  ];
  it.each(named)('hides an unknown value behind its name: %s', (text) => {
    expect(redact(text)).not.toContain('abc123');
  });

  it('keeps what helps: RequestId, code, names', () => {
    const line = 'AddCdnDomain img.example.com failed=DomainAlreadyExist RequestId=1A2B';
    expect(redact(line, secret)).toBe(line);
  });

  it('a hidden secret is never let through, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (hidden, before, after) => {
        fc.pre(!'[hidden]'.includes(hidden) && !hidden.includes('[hidden]'));
        return !redact(`${before}${hidden}${after}`, hidden).includes(hidden);
      }),
    );
  });
});
