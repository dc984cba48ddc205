import { expect, it } from 'vitest';
import { isBucketUnserved, listLeading } from '../../../../src/core/oss/bucketUse.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const { signal } = new AbortController();

it('domains bound to a bucket and CDN domains with it as origin lead to the bucket, and each counts once', async () => {
  const cloud = createMemoryCloud();
  cloud.addBucket('site');
  cloud.addBucket('other');
  cloud.addDomain('a.example.com', 'site');
  cloud.addDomain('b.example.com', 'other');
  expect(await listLeading(cloud, bucket, signal)).toEqual(['a.example.com']);
  for (const name of ['a.example.com', 'c.example.com'])
    cloud.state.buckets.get('site')?.cnames.set(name, { domain: name, enabled: true });
  expect((await listLeading(cloud, bucket, signal)).toSorted()).toEqual(['a.example.com', 'c.example.com']);
});

it.each([
  ['a private bucket', { isPrivate: true }, true],
  ['an empty one', { isEmpty: true }, true],
  ['a public one with objects', {}, false],
  ['a private one with a domain', { isPrivate: true, leading: ['a.example.com'] }, false],
  ['an empty one with a domain', { isEmpty: true, leading: ['a.example.com'] }, false],
])('whether a bucket has no visitors: %s', (_what, use, expected) => {
  expect(isBucketUnserved({ leading: [], isPrivate: false, isEmpty: false, ...use })).toBe(expected);
});
