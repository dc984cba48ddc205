import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ossService } from '../../sandbox/oss/service.js';
import type { ApiResponse } from '../../sandbox/state/state.js';
import type { ObjectHeaders } from '../../src/core/ports/oss.js';
import { systemClock } from '../../src/disk/clock.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
const site = { name: 'site-hangzhou', region: 'cn-hangzhou' };
const bytes = new TextEncoder().encode('content');
const at = (key: string) => ({ bucket, key });
const { handle } = ossService;
let opened: SandboxCloud;
/** What becomes of an answer of OSS on its way here. */
let change: (answer: ApiResponse) => ApiResponse;

beforeAll(async () => {
  // Pauses between attempts take no time.
  opened = await openSandboxCloud({}, { clock: { ...systemClock, sleep: async () => undefined } });
  vi.spyOn(ossService, 'handle').mockImplementation(async (request, state) => change(await handle(request, state)));
});
beforeEach(() => {
  change = (answer) => answer;
});
afterEach(() => opened.sandbox.state.buckets.get(bucket.name)?.objects.clear());
afterAll(async () => {
  vi.restoreAllMocks();
  await opened.stop();
});

const without =
  (...names: string[]) =>
  (answer: ApiResponse): ApiResponse => ({
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !names.includes(name))),
  });
const withEtag =
  (etag: string) =>
  (answer: ApiResponse): ApiResponse => ({ ...answer, headers: { ...answer.headers, ETag: etag } });
const edit =
  (pattern: RegExp, text: string) =>
  (answer: ApiResponse): ApiResponse => ({ ...answer, body: String(answer.body).replace(pattern, text) });
const sumHeader = 'x-oss-hash-crc64ecma';
const otherEtag = '"00000000000000000000000000000000"';
const calls = (action: string) => opened.sandbox.state.calls.filter((call) => call.action === action).length;

describe('an unconfirmed upload', () => {
  const put = () => opened.cloud.oss.putObject(bucket, 'a.txt', { body: bytes, headers: {} }, signal);

  test('fails if the ETag is not the MD5 that was sent and there is no CRC-64', async () => {
    change = (answer) => without(sumHeader)(withEtag(otherEtag)(answer));
    await expect(put()).rejects.toMatchObject({ kind: 'corruptUpload' });
  });

  test('is a bad answer without an ETag', async () => {
    change = without('ETag');
    await expect(put()).rejects.toMatchObject({ kind: 'badAnswer' });
  });

  test('succeeds with its MD5 alone, or its CRC-64 alone', async () => {
    change = without(sumHeader);
    await expect(put()).resolves.toMatchObject({ etag: expect.stringMatching(/^[0-9A-F]{32}$/) });
    change = withEtag(otherEtag);
    await expect(put()).resolves.toMatchObject({ crc64: expect.stringMatching(/^\d+$/) });
  });

  const putPart = async () => {
    const uploadId = await opened.cloud.oss.createMultipart(bucket, 'parts.bin', {}, signal);
    return opened.cloud.oss.putPart(bucket, 'parts.bin', { uploadId, number: 1, body: bytes }, signal);
  };

  test('is a bad answer for a part without an ETag, with or without a CRC-64', async () => {
    change = without('ETag');
    await expect(putPart()).rejects.toMatchObject({ kind: 'badAnswer' });
    change = without('ETag', sumHeader);
    await expect(putPart()).rejects.toMatchObject({ kind: 'badAnswer' });
  });

  test('fails for a part if the ETag is not its MD5 and there is no CRC-64', async () => {
    change = (answer) => without(sumHeader)(withEtag(otherEtag)(answer));
    await expect(putPart()).rejects.toMatchObject({ kind: 'corruptUpload' });
    change = without(sumHeader);
    await expect(putPart()).resolves.toMatchObject({ number: 1, size: bytes.length });
  });

  test('fails for combined parts without any CRC-64', async () => {
    const part = await putPart();
    const uploadId = [...opened.sandbox.state.buckets.get(bucket.name)!.uploads.keys()].at(-1)!;
    change = without(sumHeader);
    const complete = opened.cloud.oss.completeMultipart(bucket, 'parts.bin', { uploadId, parts: [part] }, signal);
    await expect(complete).rejects.toMatchObject({ kind: 'corruptUpload' });
  });
});

describe('an empty key', () => {
  const { name } = bucket;
  const refused = { kind: 'invalidInput', details: { code: 'InvalidObjectName' } };
  const part = { uploadId: 'id', number: 1, body: bytes };
  const parts = { uploadId: 'id', parts: [{ number: 1, size: 7, etag: 'A' }] };
  const source = { size: 1, etag: 'A', headers: {} };
  const sink = { restart: async () => undefined, write: async () => undefined };

  test.each([
    ['deleteObjects, alone', () => opened.cloud.oss.deleteObjects(bucket, [''], signal)],
    ['deleteObjects, among others', () => opened.cloud.oss.deleteObjects(bucket, ['a', ''], signal)],
    ['deleteObject', () => opened.cloud.oss.deleteObject(bucket, '', signal)],
    ['putObject', () => opened.cloud.oss.putObject(bucket, '', { body: bytes, headers: {} }, signal)],
    ['readObject', () => opened.cloud.oss.readObject(bucket, '', 100, signal)],
    ['readObjectHead', () => opened.cloud.oss.readObjectHead(bucket, '', signal)],
    ['readObjectAcl', () => opened.cloud.oss.readObjectAcl(bucket, '', signal)],
    ['copyObject, from', () => opened.cloud.oss.copyObject(at(''), at('a'), { source }, signal)],
    ['copyObject, to', () => opened.cloud.oss.copyObject(at('a'), at(''), { source }, signal)],
    ['deleteVersion', () => opened.cloud.oss.deleteVersion(bucket, '', 'null', signal)],
    ['readTags', () => opened.cloud.oss.readTags(bucket, '', signal)],
    ['setObjectAcl', () => opened.cloud.oss.setObjectAcl(bucket, '', 'private', signal)],
    ['restoreObject', () => opened.cloud.oss.restoreObject(bucket, '', { days: 1 }, signal)],
    ['downloadObject', () => opened.cloud.oss.downloadObject(bucket, '', sink, signal)],
    ['presignObject', () => opened.cloud.oss.presignObject(bucket, '', 60)],
    ['createMultipart', () => opened.cloud.oss.createMultipart(bucket, '', {}, signal)],
    ['putPart', () => opened.cloud.oss.putPart(bucket, '', part, signal)],
    ['listParts', () => opened.cloud.oss.listParts(bucket, '', 'id', signal)],
    ['completeMultipart', () => opened.cloud.oss.completeMultipart(bucket, '', parts, signal)],
    ['abortMultipart', () => opened.cloud.oss.abortMultipart(bucket, '', 'id', signal)],
  ])('is never sent by %s', async (_title, call) => {
    const { buckets, calls } = opened.sandbox.state;
    const before = calls.length;
    await expect(call()).rejects.toMatchObject(refused);
    expect(calls.slice(before)).toEqual([]);
    expect(buckets.has(name)).toBe(true);
  });
});

test('an archived object is listed with its storage class and cannot be read', async () => {
  const { objects } = opened.sandbox.state.buckets.get(bucket.name)!;
  const { cloud } = opened;
  for (const key of ['cold.txt', 'warm.txt'])
    await cloud.oss.putObject(bucket, key, { body: bytes, headers: {} }, signal);
  objects.set('cold.txt', { ...objects.get('cold.txt')!, storageClass: 'ColdArchive' });
  const { objects: listed } = await cloud.oss.listObjects(bucket, { prefix: '', limit: 10 }, signal);
  expect(listed.map(({ storageClass }) => storageClass)).toEqual(['ColdArchive', 'Standard']);
  await expect(cloud.oss.readObject(bucket, 'cold.txt', 100, signal)).rejects.toMatchObject({ kind: 'objectArchived' });
  expect((await cloud.oss.readObjectHead(bucket, 'cold.txt', signal))?.size).toBe(bytes.length);
});

describe('an incomplete list', () => {
  const list = (limit: number) => opened.cloud.oss.listObjects(site, { prefix: '', limit, flat: true }, signal);

  test('is a bad answer for a row without a key', async () => {
    change = edit(/<Key>.*?<\/Key>/, '');
    await expect(list(10)).rejects.toMatchObject({ kind: 'badAnswer' });
    change = edit(/<Key>.*?<\/Key>/, '<Key></Key>');
    await expect(list(10)).rejects.toMatchObject({ kind: 'badAnswer' });
  });

  test('is a bad answer if it is truncated without a marker', async () => {
    change = edit(/<NextMarker>.*?<\/NextMarker>/, '');
    await expect(list(1)).rejects.toMatchObject({ kind: 'badAnswer' });
  });

  test('is a bad answer for truncated buckets without a marker', async () => {
    change = edit(/<Owner>/, '<IsTruncated>true</IsTruncated><Owner>');
    await expect(opened.cloud.oss.listBuckets(signal)).rejects.toMatchObject({ kind: 'badAnswer' });
  });

  test('is a bad answer for a deleted key without a name', async () => {
    await opened.cloud.oss.putObject(bucket, 'undefined', { body: bytes, headers: {} }, signal);
    change = edit(/<Key>.*?<\/Key>/, '<DeleteMarker>true</DeleteMarker>');
    const deleted = opened.cloud.oss.deleteObjects(bucket, ['undefined', 'b'], signal);
    await expect(deleted).rejects.toMatchObject({ kind: 'badAnswer' });
  });

  test.each([
    ['neither region nor location', /<(Location|Region)>.*?<\/\1>/g],
    ['no name', /<Name>.*?<\/Name>/],
  ])('a bucket with %s is a bad answer', async (_title, pattern) => {
    change = edit(pattern, '');
    await expect(opened.cloud.oss.listBuckets(signal)).rejects.toMatchObject({ kind: 'badAnswer' });
  });
});

test('an operation that OSS does not implement is refused and not repeated', async () => {
  opened.fail('HeadObject', 'error', { code: 'NotImplemented', status: 501, count: 9 });
  const before = calls('HeadObject');
  const head = opened.cloud.oss.readObjectHead(bucket, 'a.txt', signal);
  await expect(head).rejects.toMatchObject({ kind: 'refused', details: { code: 'NotImplemented', httpStatus: 501 } });
  expect(calls('HeadObject') - before).toBe(1);
  opened.sandbox.state.faults.length = 0;
});

describe('changed headers', () => {
  const key = 'page.html';
  const put = (text: string) =>
    opened.cloud.oss.putObject(bucket, key, { body: new TextEncoder().encode(text), headers: {} }, signal);
  const change = (etag: string, headers: ObjectHeaders) =>
    opened.cloud.oss.copyObject(at(key), at(key), { source: { size: 4, etag, headers: {} }, headers }, signal);

  test('are written if the object is unchanged since the comparison', async () => {
    const { etag } = await put('ours');
    const headers = { 'cache-control': 'no-cache' };
    expect(await change(etag, headers)).toMatchObject({ etag });
    expect((await opened.cloud.oss.readObjectHead(bucket, key, signal))?.headers).toMatchObject(headers);
  });

  test('are not written if another author has replaced the object', async () => {
    const { etag } = await put('ours');
    await put('theirs');
    const headers = { 'cache-control': 'no-cache' };
    expect(await change(etag, headers)).toBeUndefined();
    expect((await opened.cloud.oss.readObjectHead(bucket, key, signal))?.headers).not.toHaveProperty('cache-control');
  });
});
