import { expect, test } from 'vitest';
import { saveObject } from '../../../../../src/core/publishing/byHand/saveObject.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';

const { signal } = new AbortController();
const bucket = { name: 'site', region: 'cn-hangzhou' };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A cloud with an object, whose tags are not read, and its ETag. */
async function openCloud(headers = {}) {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  const { etag } = await cloud.oss.putObject(bucket, 'a.css', { body: bytesOf('old'), headers }, signal);
  const files = createMemoryFiles({ now: () => 0 });
  const edit = { bucket, key: 'a.css', bytes: bytesOf('mine'), isPacked: false, sent: [], etag };
  const tools = { cloud, files, clock: { now: () => 0 }, onReplaced: () => expect.unreachable() };
  const save = () => saveObject(tools, { ...edit, dropsTags: true }, signal);
  return { cloud, save };
}

test('an object that is gone at the last look is not created again', async () => {
  const { cloud, save } = await openCloud();
  await cloud.oss.deleteObject(bucket, 'a.css', signal);
  expect(await save()).toEqual({ kind: 'changed' });
  expect(await cloud.oss.readObjectHead(bucket, 'a.css', signal)).toBeUndefined();
});

test('a symbolic link, which has the ETag of its target, is not replaced', async () => {
  const { cloud, save } = await openCloud({ 'x-oss-object-type': 'Symlink' });
  expect(await save()).toMatchObject({ kind: 'changed' });
  expect(new TextDecoder().decode(await cloud.oss.readObject(bucket, 'a.css', 9, signal))).toBe('old');
});
