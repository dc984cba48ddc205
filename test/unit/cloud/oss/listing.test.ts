import { expect, test } from 'vitest';
import type { OssControl } from '../../../../src/cloud/oss/control.js';
import { listObjects } from '../../../../src/cloud/oss/listing.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();

/** Lists with this answer of OSS. */
async function keysOf(body: object): Promise<readonly string[]> {
  const control = { read: async () => ({ body }) } as unknown as OssControl;
  const { objects, prefixes } = await listObjects(control, bucket, { prefix: '', limit: 10 }, signal);
  return [...prefixes, ...objects.map(({ key }) => key)];
}

test('keys of a listing are decoded where its answer says that they are encoded', async () => {
  const body = { EncodingType: 'url', Contents: [{ Key: 'a+b%20c%25' }], CommonPrefixes: { Prefix: 'd%2Fe/' } };
  expect(await keysOf(body)).toEqual(['d/e/', 'a b c%']);
});

test('keys of a listing are taken as they are where its answer does not say that they are encoded', async () => {
  const body = { Contents: [{ Key: '100%+1.css' }], CommonPrefixes: { Prefix: '50%/' } };
  expect(await keysOf(body)).toEqual(['50%/', '100%+1.css']);
});
