import { expect, test } from 'vitest';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import { deleteObjects } from '../../../../src/core/objects/deleteObjects.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const keysOf = (count: number, name = 'k') => Array.from({ length: count }, (_, at) => `${name}${at}`);

/** Deletes with an answer for each call. */
function run(
  keys: readonly string[],
  answer: (call: number) => readonly string[] = () => [],
  work = new AbortController(),
) {
  const batches: (readonly string[])[] = [];
  const oss = {
    deleteObjects: async (_bucket: unknown, batch: readonly string[]) => {
      batches.push(batch);
      return { failed: answer(batches.length) };
    },
  };
  const progress: number[] = [];
  const onProgress = (done: number) => {
    progress.push(done);
    if (done >= 1_000 && keys.length === 3_000) work.abort();
  };
  return deleteObjects(oss, bucket, keys, { signal: work.signal, onProgress }).then((end) => ({
    ...end,
    batches,
    progress,
  }));
}

test('keys go out in batches of 1,000, in their order', async () => {
  const end = await run(keysOf(2_300));
  expect({ sizes: end.batches.map(({ length }) => length), progress: end.progress }).toEqual({
    sizes: [1_000, 1_000, 300],
    progress: [1_000, 2_000, 2_300],
  });
  expect(end.batches.flat()).toEqual(keysOf(2_300));
  expect(end.deleted).toEqual(keysOf(2_300));
});

test('a batch of long keys stays below what OSS takes at once', async () => {
  const end = await run(keysOf(1_000, '&'.repeat(1_000)));
  const sizes = end.batches.map((batch) => batch.reduce((sum, key) => sum + key.replaceAll('&', '&amp;').length, 0));
  expect(end.batches.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
  expect(end.batches.flat().length).toBe(1_000);
});

test('keys that OSS does not confirm are listed apart', async () => {
  expect(await run(['a', 'b', 'c'], () => ['b'])).toMatchObject({ deleted: ['a', 'c'], failed: ['b'] });
});

test('the first failure ends it with its reason', async () => {
  const end = await run(keysOf(2_500), (call) => {
    if (call === 2) throw new AppError('forbidden');
    return [];
  });
  expect({
    deleted: end.deleted.length,
    failed: end.failed.length,
    kind: end.error?.kind,
    calls: end.batches.length,
  }).toEqual({
    deleted: 1_000,
    failed: 1_000,
    kind: 'forbidden',
    calls: 2,
  });
});

test('a cancelled deletion ends after the batch under way', async () => {
  const end = await run(keysOf(3_000));
  expect({ deleted: end.deleted.length, calls: end.batches.length, error: end.error }).toEqual({
    deleted: 1_000,
    calls: 1,
  });
});

test('keys that do not come through XML unchanged go out one by one behind the others', async () => {
  const end = await run(['a\n', 'b', ' c', 'd e', 'f ', 'g']);
  expect(end.batches).toEqual([['b', 'd e', 'g'], ['a\n'], [' c'], ['f ']]);
});

test('a refused single key leaves the earlier ones deleted and the later ones not requested', async () => {
  const end = await run(['a', 'b\n', 'c\n', 'd\n'], (call) => {
    if (call === 3) throw new AppError('forbidden');
    return [];
  });
  expect(end).toMatchObject({ deleted: ['a', 'b\n'], failed: ['c\n'], uncertain: [], error: { kind: 'forbidden' } });
  expect(end.batches).toHaveLength(3);
});

/** Deletes two keys by a call that fails. */
const failWith = (kind: ErrorKind) =>
  run(keysOf(2), () => {
    throw new AppError(kind);
  });

test.each(['unavailable', 'timeout', 'badAnswer', 'offline', 'proxyRefused', 'unexpected', 'cancelled'] as const)(
  'keys whose answer was lost (%s) may have been deleted',
  async (kind) => {
    expect(await failWith(kind)).toMatchObject({ deleted: [], failed: [], uncertain: keysOf(2), error: { kind } });
  },
);

test.each([
  'forbidden',
  'refused',
  'noSuchBucket',
  'badCredentials',
  'expiredCredentials',
  'clockSkewed',
  'overdue',
  'throttled',
  'objectLocked',
] as const)('keys that OSS refuses to delete (%s) are not deleted', async (kind) => {
  expect(await failWith(kind)).toMatchObject({ deleted: [], failed: keysOf(2), uncertain: [], error: { kind } });
});
