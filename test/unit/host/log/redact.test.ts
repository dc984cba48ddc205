import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../../src/host/log/redact.js';

const secret = 'q8/Zx+Wm2=Kp~4vT9nB1cD5fG7hJ3k';

function redact(text: string, ...secrets: string[]): string {
  const redactor = createRedactor();
  for (const each of secrets) redactor.hide(each);
  return redactor.redact(text);
}

describe('redact', () => {
  const forms: readonly [string, string][] = [
    ['raw', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 without padding', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['inside a JSON text', JSON.stringify({ text: `"${secret}"` })],
  ];
  it.each(forms)('hides a secret %s', (_name, form) => {
    const clean = redact(`before ${form} after`, secret);
    expect(clean).toContain('[hidden]');
    expect(clean).toMatch(/^before .* after$/);
    expect(clean).not.toContain(form);
  });

  it.each([1, 2, 3, 4])('hides a secret in base64 behind %s other bytes', (length) => {
    const encoded = Buffer.from(`${'u'.repeat(length)}${secret}:tail`).toString('base64');
    const clean = redact(encoded, secret);
    expect(clean).toContain('[hidden]');
    const left = clean.split('[hidden]').map((part) => Buffer.from(part, 'base64').toString());
    expect(left.join('')).not.toContain(secret.slice(2, -2));
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

  it('never lets a hidden secret through, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (hidden, before, after) => {
        fc.pre(!'[hidden]'.includes(hidden) && !hidden.includes('[hidden]'));
        return !redact(`${before}${hidden}${after}`, hidden).includes(hidden);
      }),
    );
  });
});
