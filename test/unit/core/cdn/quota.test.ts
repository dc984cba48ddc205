import { expect, test } from 'vitest';
import { Quota, readQuota } from '../../../../src/core/cdn/quota.js';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import type { CdnPort } from '../../../../src/core/ports/cdn.js';

const { signal } = new AbortController();
const failing = (kind: ErrorKind) => ({ readRefreshQuota: () => Promise.reject(new AppError(kind)) });

test('the remaining quota is read from CDN', async () => {
  expect(await readQuota({ readRefreshQuota: async () => ({ urls: 3 }) }, signal)).toEqual({ urls: 3 });
});

test.each(['forbidden', 'refused'] as const)(
  'the quota is unknown without the permission to read it (%s)',
  async (kind) => {
    expect(await readQuota(failing(kind), signal)).toEqual({});
    const quota = new Quota();
    await quota.read(failing(kind) as unknown as CdnPort, 0, signal);
    expect(quota.left('urls')).toBe(Number.POSITIVE_INFINITY);
  },
);

test('any other failure is an error', async () => {
  await expect(readQuota(failing('offline'), signal)).rejects.toMatchObject({ kind: 'offline' });
});
