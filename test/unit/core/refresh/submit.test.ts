import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { RefreshQuota } from '../../../../src/core/ports/cdn.js';
import { submit } from '../../../../src/core/refresh/submit.js';

const { signal } = new AbortController();
const urls = Array.from({ length: 1_500 }, (_, at) => `https://img.example.com/${at}`);

/** A CDN with that much left, which lets through so many calls. */
function open(quota: RefreshQuota, calls = Number.POSITIVE_INFINITY) {
  const sent: (readonly string[])[] = [];
  const take = async (call: readonly string[]) => {
    if (sent.length >= calls) throw new AppError('quotaExceeded');
    sent.push(call);
    return { taskIds: [`task ${sent.length}`] };
  };
  return { sent, cdn: { readRefreshQuota: async () => quota, refresh: take, prefetch: take } };
}

describe('what a request by hand comes to', () => {
  test.each([
    ['all of it while it fits', { urls: 1_500 }, 1_500, ['task 1', 'task 2']],
    ['all of it when nobody knows', {}, 1_500, ['task 1', 'task 2']],
    ['what fits', { urls: 1_001 }, 1_001, ['task 1', 'task 2']],
    ['nothing when nothing is left', { urls: 0 }, 0, []],
  ])('is %s', async (_name, quota, fits, taskIds) => {
    const { cdn } = open(quota);
    const end = await submit(cdn, 'urls', urls, signal);
    expect(end).toEqual({ taskIds, sent: urls.slice(0, fits), waiting: urls.slice(fits) });
  });

  test('is what the vendor took before it said that the quota is used up', async () => {
    const { cdn } = open({ urls: 10_000 }, 1);
    const end = await submit(cdn, 'urls', urls, signal);
    expect(end).toEqual({ taskIds: ['task 1'], sent: urls.slice(0, 1_000), waiting: urls.slice(1_000) });
  });

  test('is counted by what it is: folders and prefetches have quotas of their own', async () => {
    const { cdn } = open({ urls: 0, directories: 1, prefetches: 2 });
    const [folders, prefetches] = [
      await submit(cdn, 'directories', urls, signal),
      await submit(cdn, 'prefetches', urls, signal),
    ];
    expect([folders.sent.length, prefetches.sent.length]).toEqual([1, 2]);
  });

  test('any other refusal is an error', async () => {
    const refresh = () => Promise.reject(new AppError('forbidden'));
    const sending = submit({ ...open({}).cdn, refresh }, 'urls', urls, signal);
    await expect(sending).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
