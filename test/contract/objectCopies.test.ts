import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actByHand } from '../../sandbox/console.js';
import { emptyBucket } from '../../sandbox/oss/newBucket.js';
import { openOssApi } from '../../src/cloud/oss/api.js';
import { copyInParts } from '../../src/cloud/oss/copy.js';
import { createRequestLimits } from '../../src/core/concurrency/requestLimits.js';
import type { CopyOptions } from '../../src/core/ports/oss.js';
import { systemClock } from '../../src/disk/clock.js';
import { failureOf } from '../support/failureOf.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const region = 'ap-southeast-1';
const [bucket, other] = ['copies-from', 'copies-to'].map((name) => ({ name, region })) as [Place, Place];
const partBytes = 100 * 1024;
const body = Uint8Array.from({ length: 2 * partBytes + 17 }, (_, at) => (at * 31 + (at >> 8)) % 256);
const headers = {
  'content-type': 'video/mp4',
  'cache-control': 'no-cache',
  'x-oss-meta-author': 'someone',
  'x-oss-storage-class': 'IA',
  'x-oss-server-side-encryption': 'AES256',
};
let opened: SandboxCloud;

interface Place {
  readonly name: string;
  readonly region: string;
}

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock: { ...systemClock, sleep: async () => undefined } });
  opened.sandbox.state.uncertain.forcedDownload = false;
});
beforeEach(() => {
  for (const { name } of [bucket, other]) {
    const parts = { name, region, createdAt: new Date(), acl: 'private', blockPublicAccess: false } as const;
    opened.sandbox.state.buckets.set(name, emptyBucket(parts));
  }
});
afterEach(() => {
  opened.sandbox.state.faults.length = 0;
});
afterAll(() => opened.stop());

const bucketOf = ({ name }: Place) => opened.sandbox.state.buckets.get(name)!;
const oss = () => opened.cloud.oss;
const put = (key: string, bytes: Uint8Array, more = {}) =>
  oss().putObject(bucket, key, { body: bytes, headers: { ...headers, ...more } }, signal);
const headOf = (key: string, place: Place) => oss().readObjectHead(place, key, signal);

/** Copies in parts of 100 KB what the adapter copies in parts of 256 MB. */
async function copyParts(key: string, options: Partial<CopyOptions> & { readonly versionId?: string } = {}) {
  const { versionId, ...more } = options;
  const source = more.source ?? (await oss().readObjectHead(bucket, key, signal, versionId))!;
  const { accessKey } = opened.sandbox;
  const api = openOssApi({
    credentials: async () => ({ accessKeyId: accessKey.id, accessKeySecret: accessKey.secret }),
    onCall: () => undefined,
    clock: systemClock,
    timeoutMs: 60_000,
    limits: createRequestLimits(() => performance.now()),
  });
  const from = { bucket, key, ...(versionId !== undefined && { versionId }) };
  return copyInParts(api, [from, { bucket: other, key: 'made' }, { ...more, source }, signal], partBytes);
}

describe('a copy in parts', () => {
  test('has the bytes, headers, metadata, tags, class and encryption of the source, and the ACL that is sent', async () => {
    await put('a b+中.bin', body, { 'x-oss-tagging': 'a=1&b=2' });
    const result = await copyParts('a b+中.bin', { acl: 'public-read' });
    expect(Buffer.compare(Buffer.from((await oss().readObject(other, 'made', 1_000_000, signal))!), body)).toBe(0);
    const head = await headOf('made', other);
    expect(head).toMatchObject({ etag: result.etag, crc64: result.crc64, headers });
    expect(result.etag).toMatch(/-3$/);
    expect(head?.crc64).toBe((await headOf('a b+中.bin', bucket))?.crc64);
    expect(await oss().readTags(other, 'made', signal)).toEqual({ a: '1', b: '2' });
    expect(await oss().readObjectAcl(other, 'made', signal)).toBe('public-read');
  });

  test('is refused where OSS hides a header, which it would lose', async () => {
    await put('a', body);
    opened.sandbox.state.uncertain.forcedDownload = true;
    const failure = await failureOf(copyParts('a')).finally(() => {
      opened.sandbox.state.uncertain.forcedDownload = false;
    });
    expect([failure.details.code, bucketOf(other).uploads.size]).toEqual(['hiddenHeader', 0]);
  });

  test('has the headers and tags that are sent instead', async () => {
    await put('a', body, { 'x-oss-tagging': 'a=1' });
    await copyParts('a', { headers: { 'content-type': 'text/css', 'x-oss-tagging': 'c=3' } });
    const head = await headOf('made', other);
    expect(head?.headers).toMatchObject({ 'content-type': 'text/css', 'x-oss-storage-class': 'IA' });
    expect(head?.headers).not.toHaveProperty('x-oss-meta-author');
    expect(await oss().readTags(other, 'made', signal)).toEqual({ c: '3' });
  });

  test('is of the version that is named', async () => {
    await oss().setVersioning(bucket, 'enabled', signal);
    const { versionId } = await put('a', body, { 'x-oss-tagging': 'first=1' });
    await put('a', body.slice(1));
    await copyParts('a', { versionId: versionId! });
    expect((await headOf('made', other))?.size).toBe(body.length);
    expect(await oss().readTags(other, 'made', signal)).toEqual({ first: '1' });
  });

  test('stops where the source changed, leaves no parts, and makes nothing', async () => {
    await put('a', body);
    const source = (await headOf('a', bucket))!;
    await put('a', body.slice(1));
    const failure = await failureOf(copyParts('a', { source }));
    expect(failure.details).toMatchObject({ code: 'PreconditionFailed', httpStatus: 412 });
    expect([bucketOf(other).uploads.size, bucketOf(other).objects.size]).toEqual([0, 0]);
  });

  test.each(['error', 'html403'] as const)('that meets %s at a part leaves no parts', async (kind) => {
    await put('a', body);
    opened.fail('UploadPartCopy', kind, { count: 9, code: 'InternalError', status: 500 });
    await failureOf(copyParts('a'));
    expect([bucketOf(other).uploads.size, bucketOf(other).objects.size]).toEqual([0, 0]);
  });

  test('does not replace an object that must not be replaced', async () => {
    await put('a', body);
    await oss().putObject(other, 'made', { body: body.slice(5), headers: {} }, signal);
    expect((await failureOf(copyParts('a', { forbidOverwrite: true }))).kind).toBe('objectExists');
    expect((await headOf('made', other))?.size).toBe(body.length - 5);
  });
});

describe('a copy', () => {
  const actions = (from: number) => opened.sandbox.state.calls.slice(from).map(({ action }) => action);
  const copy = async (to: Place, options: Partial<CopyOptions>) => {
    const before = opened.sandbox.state.calls.length;
    const source = { ...(await headOf('a', bucket))!, size: 2_000_000_000 };
    const call = oss().copyObject({ bucket, key: 'a' }, { bucket: to, key: 'b' }, { source, ...options }, signal);
    const failed = await call.then(
      () => undefined,
      () => true,
    );
    return { failed, used: new Set(actions(before)) };
  };

  test.each([
    ['within its bucket', bucket, {}, 'CopyObject'],
    ['to another bucket', other, {}, 'UploadPartCopy'],
    ['with another class', bucket, { headers: { 'x-oss-storage-class': 'Standard' } }, 'UploadPartCopy'],
    ['with the same class', bucket, { headers: { 'x-oss-storage-class': 'IA' } }, 'CopyObject'],
  ] as const)('of 2 GB %s is made by %s', async (_how, to, options, action) => {
    await put('a', body);
    const { used } = await copy(to, options);
    expect(used.has(action)).toBe(true);
    expect(used.has(action === 'CopyObject' ? 'UploadPartCopy' : 'CopyObject')).toBe(false);
  });

  test('whose checksum is not that of its source is reported', async () => {
    await put('a', body);
    const source = { ...(await headOf('a', bucket))!, crc64: '1' };
    const call = oss().copyObject({ bucket, key: 'a' }, { bucket: other, key: 'b' }, { source }, signal);
    expect((await failureOf(call)).kind).toBe('corruptUpload');
  });

  test('is not sent again after a lost answer if it must not replace anything', async () => {
    await put('a', body);
    const source = (await headOf('a', bucket))!;
    opened.fail('CopyObject', 'resetAfter', { count: 9 });
    const before = opened.sandbox.state.calls.length;
    const options = { source, forbidOverwrite: true };
    await failureOf(oss().copyObject({ bucket, key: 'a' }, { bucket: other, key: 'b' }, options, signal));
    expect(actions(before)).toEqual(['CopyObject']);
    expect((await headOf('b', other))?.size).toBe(body.length);
  });

  test('needs the permissions to read the source and to write the copy', async () => {
    await put('a', body);
    const source = (await headOf('a', bucket))!;
    const { state, accessKey } = opened.sandbox;
    for (const permission of ['oss:GetObject', 'oss:PutObject']) {
      const deny = { action: 'setDenied', id: accessKey.id, permission };
      actByHand(state, { ...deny, denied: true });
      const call = oss().copyObject({ bucket, key: 'a' }, { bucket: other, key: 'b' }, { source }, signal);
      expect((await failureOf(call)).kind).toBe('forbidden');
      actByHand(state, { ...deny, denied: false });
    }
  });
});
