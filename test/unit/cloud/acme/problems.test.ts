import { describe, expect, it } from 'vitest';
import { retryTime, toAcmeError, toProblem, toRefusal } from '../../../../src/cloud/acme/problems.js';
import { readUrl } from '../../../../src/cloud/acme/session.js';
import { AppError } from '../../../../src/core/errors.js';

const now = Date.UTC(2026, 0, 1);
const spec = { action: 'newOrder', subject: 'example.com', signal: new AbortController().signal };
const answer = (status: number, body: unknown, headers = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const problem = (code: string) => ({ type: `urn:ietf:params:acme:error:${code}`, detail: `It is ${code}` });

describe('an answer that is no success', () => {
  it.each([
    ['acmeRefused', 403, problem('caa'), 'caa'],
    ['acmeRefused', 400, problem('rejectedIdentifier'), 'rejectedIdentifier'],
    ['acmeRefused', 400, problem('accountDoesNotExist'), 'accountDoesNotExist'],
    ['acmeRefused', 404, '', undefined],
    ['acmeLimited', 429, problem('rateLimited'), 'rateLimited'],
    ['unavailable', 500, problem('serverInternal'), 'serverInternal'],
    ['unavailable', 503, 'Down for maintenance', undefined],
    ['proxyRefused', 403, '<html>Blocked</html>', undefined],
    ['proxyRefused', 407, '', undefined],
  ] as const)('is %s with status %s and %j', (kind, status, body, code) => {
    const { kind: found, details } = toRefusal(answer(status, body), spec, now);
    expect({ kind: found, code: details.code }).toEqual({ kind, code });
  });

  it('keeps the sentence of the server and when a limit ends', () => {
    const limited = answer(429, problem('rateLimited'), { 'retry-after': '3600' });
    expect(toRefusal(limited, spec, now).details).toMatchObject({
      message: 'It is rateLimited',
      retryAt: now + 3_600_000,
    });
    const dated = { headers: { 'retry-after': 'Thu, 01 Jan 2026 02:00:00 GMT' } };
    expect(retryTime(dated, now)).toBe(now + 2 * 3_600_000);
    expect(retryTime({ headers: {} }, now)).toBeUndefined();
  });

  it.each(['-5', '0', '9'.repeat(400), 'Thu, 01 Jan 2009 02:00:00 GMT', 'Thu, 01 Jan 9009 02:00:00 GMT', 'soon'])(
    'tells no time where it asks to wait until %s',
    (wait) => {
      expect(retryTime({ headers: { 'retry-after': wait } }, now)).toBeUndefined();
    },
  );

  it.each([undefined, 'text', { type: 'about:blank', detail: 'no' }, { detail: 'no' }])('%j is no reason', (value) => {
    expect(toProblem(value)).toBeUndefined();
  });
});

describe('an error of the way to the server', () => {
  it.each(['offline', 'unavailable', 'timeout', 'unexpected', 'proxyRefused'] as const)(
    'an error of kind %s on the way to the server names the server',
    (kind) => {
      expect(toAcmeError(new AppError(kind, { action: 'order', subject: 'proxy.corp:8080' }))).toMatchObject({
        kind: 'acmeUnavailable',
        details: { action: 'order', code: kind, subject: 'acme-v02.api.letsencrypt.org' },
      });
    },
  );

  it('refuses an unreadable answer without quoting it', () => {
    const { kind, details } = toAcmeError(
      new AppError('badAnswer', { action: 'order', message: 'too long' }),
    ) as AppError;
    expect({ kind, details }).toEqual({ kind: 'acmeRefused', details: { action: 'order', code: 'badAnswer' } });
  });

  it.each(['cancelled', 'acmeRefused'] as const)('an error of kind %s on the way to the server stays', (kind) => {
    expect(toAcmeError(new AppError(kind))).toMatchObject({ kind });
  });

  it('a proxy that wants a password is named itself', () => {
    const asked = new AppError('proxyRefused', { httpStatus: 407, subject: 'proxy.corp:8080' });
    expect(toAcmeError(asked)).toBe(asked);
  });
});

describe('a URL of the server', () => {
  it('is one on its own host, over HTTPS', () => {
    expect(readUrl('https://acme-v02.api.letsencrypt.org/order/1')).toContain('/order/1');
  });

  it.each([
    'http://acme-v02.api.letsencrypt.org/order/1',
    'https://acme-v02.api.letsencrypt.org:8443/order/1',
    'https://acme-v02.api.letsencrypt.org.example.com/order/1',
    'https://user@acme-v02.api.letsencrypt.org/order/1',
    'https://acme-staging-v02.api.letsencrypt.org/order/1',
    '/order/1',
    `https://acme-v02.api.letsencrypt.org/${'x'.repeat(2_000)}`,
    undefined,
  ])('a URL that is not of the server is refused: %s', (url) => {
    expect(() => readUrl(url)).toThrow(url === undefined ? 'badAnswer' : 'foreignUrl');
  });
});
