import { expect, test } from 'vitest';
import { findExisting } from '../../../../src/core/oss/findExisting.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();
const name = (at: number) => `a/${String(at).padStart(6, '0')}`;

async function withObjects(keys: readonly string[]) {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  for (const key of keys) await cloud.oss.putObject(bucket, key, { body: new Uint8Array(1), headers: {} }, signal);
  cloud.calls.length = 0;
  return cloud;
}

test('keys deep in a large folder are found by one page that begins shortly before them, with their times', async () => {
  const { oss, calls } = await withObjects(Array.from({ length: 5_000 }, (_, at) => name(at)));
  const keys = Array.from({ length: 900 }, (_, at) => name(4_000 + at));
  const found = await findExisting(oss, bucket, keys, signal);
  expect([...found.keys()]).toEqual(keys);
  expect(found.get(name(4_000))).toMatchObject({ size: 1, modifiedAt: Date.UTC(2020, 0, 1) });
  expect(calls.every((call) => call === 'oss.listObjects')).toBe(true);
  expect(calls.length).toBeLessThanOrEqual(2);
});

test('few keys, missing ones and keys that UTF-8 sorts elsewhere are found too', async () => {
  const keys = ['𐀀', '\uffee', 'z', ...Array.from({ length: 17 }, (_, at) => `k${at}`)];
  const { oss } = await withObjects(keys);
  expect([...(await findExisting(oss, bucket, ['z', 'no'], signal)).keys()]).toEqual(['z']);
  expect([...(await findExisting(oss, bucket, [...keys, 'no'], signal)).keys()].sort()).toEqual([...keys].sort());
});
