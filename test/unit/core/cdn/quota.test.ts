import { expect, test } from 'vitest';
import { readQuota } from '../../../../src/core/cdn/quota.js';
import { AppError } from '../../../../src/core/errors.js';

const { signal } = new AbortController();
const failing = (kind: 'forbidden' | 'offline') => ({ readRefreshQuota: () => Promise.reject(new AppError(kind)) });

test('what CDN says is left', async () => {
  expect(await readQuota({ readRefreshQuota: async () => ({ urls: 3 }) }, signal)).toEqual({ urls: 3 });
});

test('keys that may not ask know nothing; any other trouble is one', async () => {
  expect(await readQuota(failing('forbidden'), signal)).toEqual({});
  await expect(readQuota(failing('offline'), signal)).rejects.toMatchObject({ kind: 'offline' });
});
