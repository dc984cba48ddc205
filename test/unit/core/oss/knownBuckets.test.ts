import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import {
  listBucketsToChoose,
  listKnownBuckets,
  locateBucket,
  parseBucketName,
} from '../../../../src/core/oss/knownBuckets.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const { signal } = new AbortController();
const added = [
  { name: 'site', region: 'cn-hangzhou' },
  { name: 'partner', region: 'cn-shanghai' },
];

function cloudWith(...names: string[]) {
  const cloud = createMemoryCloud();
  for (const name of names) cloud.addBucket(name);
  return cloud;
}

describe('the known buckets', () => {
  test("are the account's buckets, then further ones added by name", async () => {
    const { buckets, denied } = await listKnownBuckets(cloudWith('site').oss, added, signal);
    expect(buckets.map(({ name, pinned }) => ({ name, pinned }))).toEqual([
      { name: 'site', pinned: undefined },
      { name: 'partner', pinned: true },
    ]);
    expect(denied).toBeUndefined();
  });

  test('are those added by name where the account may not list its own', async () => {
    const cloud = cloudWith('site');
    cloud.failNext('oss.listBuckets', 'before', 'forbidden');
    const { buckets, denied } = await listKnownBuckets(cloud.oss, added, signal);
    expect(buckets.map(({ name }) => name)).toEqual(['site', 'partner']);
    expect(denied?.kind).toBe('forbidden');
  });

  test('are not known while the account cannot be reached', async () => {
    const cloud = cloudWith('site');
    cloud.failNext('oss.listBuckets', 'before', 'offline');
    await expect(listKnownBuckets(cloud.oss, added, signal)).rejects.toMatchObject({ kind: 'offline' });
  });

  test('the known buckets to choose from are refused with the denial rather than shown as none', async () => {
    const cloud = cloudWith('site');
    cloud.failNext('oss.listBuckets', 'before', 'forbidden');
    await expect(listBucketsToChoose(cloud.oss, [], signal)).rejects.toMatchObject({ kind: 'forbidden' });
    cloud.failNext('oss.listBuckets', 'before', 'forbidden');
    expect(await listBucketsToChoose(cloud.oss, added, signal)).toHaveLength(2);
  });
});

test.each([
  [' Site-1 ', { name: 'site-1' }],
  ['site.oss-cn-hangzhou.aliyuncs.com', { name: 'site', region: 'cn-hangzhou' }],
  ['https://site.oss-us-west-1.aliyuncs.com/a/b.css', { name: 'site', region: 'us-west-1' }],
  ['oss://site/a', { name: 'site' }],
  ['ab', undefined],
  ['-site', undefined],
  ['site_1', undefined],
  ['www.example.com', undefined],
])('%j names the bucket %o', (text, parsed) => {
  expect(parseBucketName(text)).toEqual(parsed);
});

describe('the region of a bucket', () => {
  const answering = (error: AppError | undefined) => ({
    readBucketInfo: async ({ name }: { name: string }) => {
      if (error) throw error;
      return { name, region: 'cn-hangzhou', acl: 'private' as const, publicAccessBlocked: false };
    },
  });

  test.each([
    ['is what its settings say', undefined, 'cn-hangzhou'],
    ['is the one that OSS names', new AppError('wrongRegion', { subject: 'us-west-1' }), 'us-west-1'],
    ['is where its settings may not be read', new AppError('forbidden'), 'cn-hangzhou'],
  ])('the region of a bucket %s', async (_title, error, region) => {
    expect(await locateBucket(answering(error), { name: 'site' }, signal)).toEqual({ name: 'site', region });
  });

  test('is not guessed where there is no such bucket', async () => {
    const gone = answering(new AppError('noSuchBucket'));
    await expect(locateBucket(gone, { name: 'site' }, signal)).rejects.toMatchObject({ kind: 'noSuchBucket' });
  });
});
