import { describe, expect, test } from 'vitest';
import type { ResultGroups } from '../../../../src/core/cdn/submitUrls.js';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import type { RefreshQuota } from '../../../../src/core/ports/cdn.js';
import { submitByHand } from '../../../support/submitByHand.js';

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

describe('the outcome of a manual request', () => {
  test.each([
    ['all of it while it fits', { urls: 1_500 }, 1_500, ['task 1', 'task 2']],
    ['all of it when the quota is unknown', {}, 1_500, ['task 1', 'task 2']],
    ['what fits', { urls: 1_001 }, 1_001, ['task 1', 'task 2']],
    ['nothing when nothing is left', { urls: 0 }, 0, []],
  ])('a request by hand comes to %s', async (_name, quota, fits, taskIds) => {
    const { cdn } = open(quota);
    const end = await submitByHand(cdn, 'urls', urls);
    expect(end).toEqual({ taskIds, sent: urls.slice(0, fits), waiting: urls.slice(fits), refused: [] });
  });

  test('is what the vendor took before it said that the quota is used up', async () => {
    const { cdn } = open({ urls: 10_000 }, 1);
    const end = await submitByHand(cdn, 'urls', urls);
    const [sent, waiting] = [urls.slice(0, 1_000), urls.slice(1_000)];
    expect(end).toEqual({ taskIds: ['task 1'], sent, waiting, refused: [] });
  });

  test('is counted by its kind: folders and prefetches have their own quotas', async () => {
    const { cdn } = open({ urls: 0, directories: 1, prefetches: 2 });
    const [folders, prefetches] = [
      await submitByHand(cdn, 'directories', urls),
      await submitByHand(cdn, 'prefetches', urls),
    ];
    expect({ folders: folders.sent.length, prefetches: prefetches.sent.length }).toEqual({ folders: 1, prefetches: 2 });
  });

  test('is each URL once, however often it is asked for', async () => {
    const { cdn, sent } = open({ urls: 1 });
    const same = Array.from({ length: 1_500 }, () => 'https://a.example.com/same');
    const end = await submitByHand(cdn, 'urls', same);
    expect({ sent, end }).toEqual({
      sent: [['https://a.example.com/same']],
      end: { taskIds: ['task 1'], sent: ['https://a.example.com/same'], waiting: [], refused: [] },
    });
  });

  test('is an error when not even the quota can be read', async () => {
    const cdn = { ...open({}).cdn, readRefreshQuota: () => Promise.reject(new AppError('offline')) };
    await expect(submitByHand(cdn, 'urls', urls)).rejects.toMatchObject({ kind: 'offline' });
  });
});

/** A CDN that refuses the calls that this says. */
function openRefusing(refuse: (call: readonly string[], at: number) => ErrorKind | undefined, quota = {}) {
  const { sent, cdn } = open(quota);
  let calls = 0;
  const refresh = async (call: readonly string[]) => {
    const kind = refuse(call, calls++);
    if (kind) throw new AppError(kind);
    return cdn.refresh(call);
  };
  return { sent, cdn: { ...cdn, refresh }, calls: () => calls };
}

const kindsOf = ({ refused }: ResultGroups) => refused.map(({ urls, error }) => ({ kind: error.kind, urls }));

describe('what CDN refuses of a request by hand', () => {
  const two = ['https://a.example.com/1', 'https://b.example.com/1', 'https://a.example.com/2'];

  test.each([
    'domainOffline',
    'domainNotFound',
    'domainBusy',
    'domainConfigFailed',
    'domainBarred',
    'forbidden',
    'refused',
  ] as const)('a refusal of one domain keeps no other from being refreshed (%s)', async (kind) => {
    const { cdn, sent } = openRefusing((call) => (call.some((url) => url.includes('//b.')) ? kind : undefined));
    const end = await submitByHand(cdn, 'urls', two);
    expect({ sent: end.sent, waiting: end.waiting, refused: kindsOf(end) }).toEqual({
      sent: [two[0], two[2]],
      waiting: [],
      refused: [{ kind, urls: [two[1]] }],
    });
    expect(sent).toEqual([[two[0], two[2]]]);
  });

  test('a refusal of one URL keeps no other from being refreshed', async () => {
    const bad = urls[700] ?? '';
    const { cdn, sent } = openRefusing((call) => (call.includes(bad) ? 'invalidInput' : undefined));
    const end = await submitByHand(cdn, 'urls', urls);
    const rest = urls.filter((url) => url !== bad);
    expect({ sent: end.sent, refused: kindsOf(end) }).toEqual({
      sent: rest,
      refused: [{ kind: 'invalidInput', urls: [bad] }],
    });
    expect(sent.flat().sort()).toEqual([...rest].sort());
  });

  test('leaves its place in the quota to the others', async () => {
    const { cdn } = openRefusing((call) => (call.some((url) => url.includes('//a.')) ? 'domainOffline' : undefined), {
      urls: 2,
    });
    const end = await submitByHand(cdn, 'urls', two);
    expect({ sent: end.sent, waiting: end.waiting, refused: kindsOf(end) }).toEqual({
      sent: [two[1]],
      waiting: [],
      refused: [{ kind: 'domainOffline', urls: [two[0], two[2]] }],
    });
  });

  test.each(['throttled', 'offline', 'timeout'] as const)(
    'URLs that CDN refuses after a first call are reported beside what that sent (%s)',
    async (kind) => {
      const { cdn, calls } = openRefusing((_call, at) => (at > 0 ? kind : undefined), { urls: 1_200 });
      const end = await submitByHand(cdn, 'urls', urls);
      expect(end).toMatchObject({ taskIds: ['task 1'], sent: urls.slice(0, 1_000), waiting: [] });
      expect({ refused: kindsOf(end), calls: calls() }).toEqual({
        refused: [{ kind, urls: urls.slice(1_000) }],
        calls: 2,
      });
    },
  );

  test('a refusal for no domain and no URL ends a request by hand: no further call is made in vain', async () => {
    const hosts = Array.from({ length: 30 }, (_, at) => `https://d${at}.example.com/`);
    const { cdn, calls } = openRefusing((call) => (call.length > 1 ? 'domainOffline' : 'offline'));
    const end = await submitByHand(cdn, 'urls', hosts);
    expect({ sent: end.sent, calls: calls(), refused: kindsOf(end) }).toEqual({
      sent: [],
      calls: 2,
      refused: [{ kind: 'offline', urls: hosts }],
    });
  });

  test('is looked for with a limit, when it seems to be all of them', async () => {
    const { cdn, calls } = openRefusing(() => 'invalidInput');
    const end = await submitByHand(cdn, 'urls', urls);
    expect(kindsOf(end)).toEqual([{ kind: 'invalidInput', urls }]);
    expect(calls()).toBeLessThan(110);
  });
});
