import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { crc64 } from '../../src/core/crc64.js';
import { readEditable } from '../../src/core/objects/editableObject.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { type ObjectEdit, saveObject } from '../../src/core/publishing/byHand/saveObject.js';
import { createFiles } from '../../src/disk/files.js';
import { createRandom } from '../support/schedule/makeSchedule.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
const key = 'pages/a b%.html';
const files = createFiles();
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock });
  opened.sandbox.state.uncertain.forcedDownload = false;
});
afterAll(() => opened.stop());
afterEach(() => {
  opened.sandbox.state.uncertain.forcedDownload = false;
  opened.sandbox.state.faults.length = 0;
  inBucket().objects.clear();
});

const inBucket = () => opened.sandbox.state.buckets.get(bucket.name)!;
const bodyOf = () => inBucket().objects.get(key)?.body.toString();
const put = (text: string | Uint8Array, headers = {}) =>
  opened.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers }, signal);
const save = (text: string | Uint8Array, edit: Partial<ObjectEdit>) => {
  const whole = { bucket, key, bytes: Buffer.from(text), isPacked: false, sent: [], ...edit };
  return saveObject({ cloud: opened.cloud, files, clock, onReplaced: () => expect.unreachable() }, whole, signal);
};
const sumsOf = (text: string) => {
  const bytes = Buffer.from(text);
  return { size: bytes.length, md5: createHash('md5').update(bytes).digest('hex').toUpperCase(), crc64: crc64(bytes) };
};

test.each(['KMS', undefined])(
  'a save that reached OSS without an answer is no change of another author, encrypted by %s',
  async (algorithm) => {
    const { etag = '' } = await put('old', algorithm ? { 'x-oss-server-side-encryption': algorithm } : {});
    await put('first', algorithm ? { 'x-oss-server-side-encryption': algorithm } : {});
    expect(await save('second', { etag, sent: [sumsOf('first')] })).toMatchObject({ kind: 'saved', isSent: true });
    expect(bodyOf()).toBe('second');
  },
);

test('an edit keeps the headers, the metadata, the encryption, the ACL and the tags of its object', async () => {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'max-age=60',
    'content-language': 'de',
    expires: 'Thu, 01 Jan 2032 00:00:00 GMT',
    'x-oss-meta-by': Buffer.from('安娜').toString('latin1'),
    'x-oss-server-side-encryption': 'KMS',
    'x-oss-storage-class': 'IA',
  };
  await put('old', { ...headers, 'x-oss-object-acl': 'private', 'x-oss-tagging': 'team=web&stage=live%20now' });
  const content = await readEditable(opened.cloud.oss, { bucket, key }, signal);
  expect(content).toMatchObject({ isPacked: false });
  const { etag } = content as { etag: string };
  expect(await save('new', { etag })).toMatchObject({ kind: 'saved', isSent: true });
  expect(bodyOf()).toBe('new');
  const head = await opened.cloud.oss.readObjectHead(bucket, key, signal);
  expect(head?.headers).toMatchObject(headers);
  expect(await opened.cloud.oss.readObjectAcl(bucket, key, signal)).toBe('private');
  expect(await opened.cloud.oss.readTags(bucket, key, signal)).toEqual({ team: 'web', stage: 'live now' });
});

test('a Content-Disposition that OSS hides at its default domain is given up only by the user', async () => {
  const attached = { 'content-disposition': 'attachment; filename="a.html"' };
  const { etag } = await put('old', attached);
  opened.sandbox.state.uncertain.forcedDownload = true;
  expect(await save('new', { etag })).toEqual({ kind: 'hidden' });
  expect(bodyOf()).toBe('old');
  // A change by another author comes first.
  expect(await save('new', { etag: 'X' })).toMatchObject({ kind: 'changed' });
  expect(await save('new', { etag, dropsHidden: true })).toMatchObject({ kind: 'saved' });
  opened.sandbox.state.uncertain.forcedDownload = false;
  const head = await opened.cloud.oss.readObjectHead(bucket, key, signal);
  expect(head?.headers).not.toHaveProperty('content-disposition');
});

test('a Content-Disposition that OSS tells is kept', async () => {
  const attached = { 'content-disposition': 'attachment; filename="a.html"' };
  const { etag } = await put('old', attached);
  expect(await save('new', { etag })).toMatchObject({ kind: 'saved' });
  const head = await opened.cloud.oss.readObjectHead(bucket, key, signal);
  expect(head?.headers).toMatchObject(attached);
});

test('the tags go in the request that replaces the object', async () => {
  const { etag } = await put('old', { 'x-oss-tagging': 'a=1' });
  const before = opened.sandbox.state.calls.length;
  await save('new', { etag });
  const actions = opened.sandbox.state.calls.slice(before).map(({ action }) => action);
  expect(actions.filter((action) => action.startsWith('Put'))).toEqual(['PutObject']);
});

test('an object that has changed or is gone stays as it is', async () => {
  const { etag } = await put('old');
  await put('of a colleague');
  expect(await save('new', { etag })).toMatchObject({ kind: 'changed', etag: sumsOf('of a colleague').md5 });
  expect(bodyOf()).toBe('of a colleague');
  await opened.cloud.oss.deleteObject(bucket, key, signal);
  expect(await save('new', { etag })).toEqual({ kind: 'changed' });
  expect(bodyOf()).toBeUndefined();
  expect(await save('new', {})).toMatchObject({ kind: 'saved' });
});

test('an object that another author creates again meanwhile is not replaced', async () => {
  await put('of a colleague');
  expect(await save('new', {})).toMatchObject({ kind: 'changed', etag: sumsOf('of a colleague').md5 });
  expect(bodyOf()).toBe('of a colleague');
});

test('a save whose answer is lost is found in the bucket, and is ours at the next save', async () => {
  const { etag } = await put('old');
  opened.fail('PutObject', 'resetAfter', { count: 20 });
  expect(await save('first', { etag })).toMatchObject({ kind: 'saved', isSent: true });
  opened.sandbox.state.faults.length = 0;
  expect(bodyOf()).toBe('first');
  expect(await save('second', { etag, sent: [sumsOf('first')] })).toMatchObject({ kind: 'saved' });
  expect(bodyOf()).toBe('second');
});

test('tags that may not be read stop the save, unless the user gives them up', async () => {
  const { etag } = await put('old', { 'x-oss-tagging': 'a=1' });
  opened.fail('GetObjectTagging', 'error', { code: 'AccessDenied', status: 403, count: 5 });
  expect(await save('new', { etag })).toEqual({ kind: 'untagged' });
  expect(bodyOf()).toBe('old');
  expect(await save('new', { etag, dropsTags: true })).toMatchObject({ kind: 'saved' });
});

test('an object that a save without an answer has created again is replaced by the next save', async () => {
  await put('of that save');
  expect(await save('newer', { sent: [sumsOf('of that save')] })).toMatchObject({ kind: 'saved', isSent: true });
  expect(bodyOf()).toBe('newer');
});

test('gzip is read unpacked', async () => {
  await put(gzipSync('packed'), { 'content-encoding': 'gzip' });
  const content = await readEditable(opened.cloud.oss, { bucket, key }, signal);
  expect(content).toMatchObject({ isPacked: true, bytes: new Uint8Array(Buffer.from('packed')) });
});

test('of 200 edits beside another client none replaces a change that was visible when it looked', async () => {
  const random = createRandom(11);
  const counts = { saved: 0, changed: 0, lost: 0 };
  let { etag } = await put('old');
  for (let index = 0; index < 200; index++) {
    const isChanged = random() < 0.4;
    if (isChanged) await put(`of a colleague ${index}`);
    const visible = bodyOf();
    const result = await save(`mine ${index}`, { etag });
    if (result.kind === 'saved') {
      counts.saved += 1;
      if (isChanged) counts.lost += 1;
      etag = result.etag;
    } else if (result.kind === 'changed') {
      counts.changed += 1;
      expect(bodyOf()).toBe(visible);
      etag = result.etag ?? '';
    }
  }
  expect(counts).toEqual({ saved: 200 - counts.changed, changed: counts.changed, lost: 0 });
  expect(counts.changed).toBeGreaterThan(50);
});
