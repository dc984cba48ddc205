import { describe, expect, it } from 'vitest';
import { hasAnyObject } from '../../../../src/core/oss/hasAnyObject.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const site = { name: 'site', region: 'cn-hangzhou' };

/** What is found of the keys among these objects, and how many requests that takes. */
async function find(objects: readonly string[], keys: readonly string[]) {
  const cloud = createMemoryCloud();
  cloud.addBucket(site.name);
  const stored = { body: Buffer.alloc(0), size: 0, etag: '"1"', headers: {}, lastModified: '2026-01-01T00:00:00.000Z' };
  for (const key of objects) cloud.state.buckets.get(site.name)?.objects.set(key, stored);
  const found = await hasAnyObject(cloud.oss, site, keys, new AbortController().signal);
  return { found, requests: cloud.calls.length };
}

const logs = Array.from({ length: 12_000 }, (_, at) => `logs/${at}.txt`);
const letters = Array.from({ length: 50 }, (_, at) => `img/${at}.png`);

describe('hasAnyObject', () => {
  it.each([
    ['nothing in an empty bucket', [], letters, { found: false, requests: 1 }],
    ['nothing without a key', ['a'], [], { found: false, requests: 0 }],
    ['no key that others only begin with', ['a.html.bak', 'a'], ['a.html'], { found: false, requests: 1 }],
    ['one key of many', ['img/9.png'], letters, { found: true, requests: 1 }],
    ['no key beside thousands of objects', logs, ['index.html', 'zoo.html'], { found: false, requests: 2 }],
    [
      'a key behind thousands of objects',
      [...logs, 'zoo.html'],
      ['index.html', 'zoo.html'],
      { found: true, requests: 2 },
    ],
    ['a key of one character behind thousands of objects', [...logs, 'z'], ['z'], { found: true, requests: 13 }],
    ['no key among thousands of objects', logs, logs.map((key) => `${key}.gz`), { found: false, requests: 12 }],
    ['a key that UTF-16 sorts before what OSS lists first', ['\uff5e', '😀'], ['😀'], { found: true, requests: 1 }],
  ])('finds %s', async (_what, objects, keys, expected) => {
    expect(await find(objects, keys)).toEqual(expected);
  });

  it('passes over what OSS lists between keys in the order of UTF-8 bytes', async () => {
    const tildes = Array.from({ length: 1_500 }, (_, at) => `\uff5e${at}`);
    expect(await find([...tildes, '😀'], ['\uff5e', '😀'])).toEqual({ found: true, requests: 2 });
  });

  it('ends with the signal', async () => {
    const cloud = createMemoryCloud();
    cloud.addBucket(site.name);
    await expect(hasAnyObject(cloud.oss, site, ['a'], AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});
