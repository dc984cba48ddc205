import { expect, test } from 'vitest';
import { Quota, readQuota } from '../../../../src/core/cdn/quota.js';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import type { CdnPort } from '../../../../src/core/ports/cdn.js';

const { signal } = new AbortController();
const failing = (kind: ErrorKind) => ({ readRefreshQuota: () => Promise.reject(new AppError(kind)) });

test('what CDN says is left', async () => {
  expect(await readQuota({ readRefreshQuota: async () => ({ urls: 3 }) }, signal)).toEqual({ urls: 3 });
});

test.each(['forbidden', 'refused'] as const)('keys that may not ask (%s) know nothing', async (kind) => {
  expect(await readQuota(failing(kind), signal)).toEqual({});
  const quota = new Quota();
  await quota.read(failing(kind) as unknown as CdnPort, 0, signal);
  expect(quota.left('urls')).toBe(Number.POSITIVE_INFINITY);
});

test('any other trouble is one', async () => {
  await expect(readQuota(failing('offline'), signal)).rejects.toMatchObject({ kind: 'offline' });
});
