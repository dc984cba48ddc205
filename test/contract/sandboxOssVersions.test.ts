import type OSS from 'ali-oss';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyBucket } from '../../sandbox/oss/newBucket.js';
import { createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const region = 'ap-southeast-1';
const name = 'versions-singapore';
let client: OSS;

beforeAll(() => {
  client = createOssClient({ bucket: name, region, key: sandbox.accessKey });
});
beforeEach(() => {
  const bucket = { name, region, createdAt: new Date(), acl: 'private', blockPublicAccess: false } as const;
  sandbox.state.buckets.set(name, emptyBucket(bucket));
});

const bucketOf = () => sandbox.state.buckets.get(name)!;
const put = async (key: string, text: string, headers = {}) =>
  (await client.put(key, Buffer.from(text), { headers })).res.headers;
const idOf = (headers: Readonly<Record<string, string>>) => headers['x-oss-version-id'] ?? '';

describe('versions, by an independent client', () => {
  it('have ids only once versioning was turned on', async () => {
    expect(await put('a', '1')).not.toHaveProperty('x-oss-version-id');
    expect((await client.getBucketVersions({})).objects).toMatchObject([{ name: 'a', versionId: '', isLatest: true }]);
    await client.putBucketVersioning(name, 'Enabled');
    expect((await client.getBucketVersioning(name)).versionStatus).toBe('Enabled');
    expect(idOf((await client.head('a')).res.headers)).toBe('null');
    const second = idOf(await put('a', '2'));
    expect(second.length).toBeGreaterThan(10);
    expect((await client.get('a', { subres: { versionId: 'null' } })).content.toString()).toBe('1');
    expect(idOf((await client.get('a')).res.headers)).toBe(second);
  });

  it('a delete marker is told in the answers to a deletion, a GET and a GET by its id', async () => {
    await client.putBucketVersioning(name, 'Enabled');
    await put('a', '1');
    const deleted = (await client.delete('a')).res.headers;
    expect(deleted).toMatchObject({
      'x-oss-delete-marker': 'true',
      'x-oss-version-id': expect.stringMatching(/.{20}/),
    });
    await expect(client.get('a')).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
    const byId = client.get('a', { subres: { versionId: idOf(deleted) } });
    await expect(byId).rejects.toMatchObject({ status: 405, code: 'MethodNotAllowed' });
    await expect(client.copy('b', 'a')).rejects.toMatchObject({ status: 404 });
    await expect(client.getObjectTagging('a')).rejects.toMatchObject({ status: 404 });
    const again = (await client.delete('a', { versionId: idOf(deleted) })).res.headers;
    expect(again).toMatchObject({ 'x-oss-delete-marker': 'true', 'x-oss-version-id': idOf(deleted) });
    expect((await client.get('a')).content.toString()).toBe('1');
    await client.delete('never-there');
    expect((await client.getBucketVersions({})).deleteMarker).toMatchObject([{ name: 'never-there' }]);
  });

  it('are listed from the newest, in pages by key and id, and an unknown id is no place', async () => {
    await client.putBucketVersioning(name, 'Enabled');
    const ids: string[] = [];
    for (const text of ['1', '2', '3']) ids.unshift(idOf(await put('a', text)));
    ids.push(idOf(await put('b', '4')));
    const found: string[] = [];
    let query: object = { maxKeys: 1 };
    for (let page = 0; page < 4; page++) {
      const { objects, nextKeyMarker, nextVersionIdMarker } = await client.getBucketVersions(query);
      found.push(...objects.map(({ versionId }) => versionId));
      query = { maxKeys: 1, keyMarker: nextKeyMarker, versionIdMarker: nextVersionIdMarker };
    }
    expect(found).toEqual(ids);
    const afterKey = await client.getBucketVersions({ keyMarker: 'a' });
    expect(afterKey.objects.map((each) => each.name)).toEqual(['b']);
    const unknown = client.getBucketVersions({ keyMarker: 'a', versionIdMarker: 'unknown' });
    await expect(unknown).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  it('a copy onto itself keeps the metadata if there is versioning, and takes the ACL, class and encryption of the request', async () => {
    await client.putBucketVersioning(name, 'Enabled');
    const sent = { 'x-oss-storage-class': 'IA', 'x-oss-server-side-encryption': 'KMS', 'x-oss-meta-a': 'b' };
    const first = await put('a', '1', sent);
    expect((await client.head('a')).res.headers).toMatchObject(sent);
    const copied = await client.copy('a', 'a', { versionId: idOf(first) });
    const { headers } = (await client.head('a')).res;
    expect(headers).toMatchObject({ 'x-oss-meta-a': 'b', 'x-oss-storage-class': 'Standard' });
    expect(headers).not.toHaveProperty('x-oss-server-side-encryption');
    expect(idOf(copied.res.headers)).not.toBe(idOf(first));
  });

  it('an appendable object is copied only without versioning', async () => {
    const act = { action: 'putObject', bucket: name, key: 'log', text: 'line', appendable: true };
    await sandbox.control.act('putObject', act);
    expect((await client.head('log')).res.headers).toMatchObject({
      'x-oss-object-type': 'Appendable',
      'x-oss-next-append-position': '4',
    });
    await client.copy('log2', 'log');
    await client.putBucketVersioning(name, 'Suspended');
    await expect(client.copy('log3', 'log')).rejects.toMatchObject({ status: 400, code: 'OperationNotSupported' });
  });
});

describe('tags', () => {
  it.each([
    ['more than ten', Array.from({ length: 11 }, (_, at) => `k${at}=v`).join('&')],
    ['one key twice', 'a=1&a=2'],
    ['a key that is too long', `${'k'.repeat(129)}=v`],
    ['a value that is too long', `k=${'v'.repeat(257)}`],
    ['a sign that is not allowed', 'a=%3F'],
    ['two equals signs', 'aa=bb=cc'],
  ])('with %s are refused, and nothing is stored', async (_what, tagging) => {
    await expect(put('a', '1', { 'x-oss-tagging': tagging })).rejects.toMatchObject({
      status: 400,
      code: 'InvalidTag',
    });
    expect(bucketOf().objects.size).toBe(0);
  });

  it('are replaced and removed as a whole, and the object is not modified by it', async () => {
    await put('a', '1', { 'x-oss-tagging': 'a=1&b' });
    expect((await client.getObjectTagging('a')).tag).toEqual({ a: '1', b: '' });
    const { lastModified } = bucketOf().objects.get('a')!;
    await client.putObjectTagging('a', { c: '3' });
    expect((await client.getObjectTagging('a')).tag).toEqual({ c: '3' });
    await client.deleteObjectTagging('a');
    expect((await client.getObjectTagging('a')).tag).toEqual({});
    expect(bucketOf().objects.get('a')!.lastModified).toBe(lastModified);
  });

  it('in a header need a permission of their own', async () => {
    const [id] = sandbox.state.accessKeys.filter(({ user }) => user?.name === 'developer');
    const developer = createOssClient({ bucket: name, region, key: id! });
    await sandbox.control.act('setDenied', { id: id!.id, permission: 'oss:PutObjectTagging', denied: true });
    await developer.put('a', Buffer.from('1'));
    const tagged = developer.put('a', Buffer.from('1'), { headers: { 'x-oss-tagging': 'a=1' } });
    await expect(tagged).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});

describe('a symbolic link', () => {
  it('answers with bytes and ETag of its target, and metadata of its own', async () => {
    await put('target', 'bytes', { 'x-oss-meta-a': 'target' });
    await client.putSymlink('link', 'target', { headers: { 'x-oss-meta-a': 'link' } });
    const { res, content } = await client.get('link');
    expect(content.toString()).toBe('bytes');
    expect(res.headers).toMatchObject({ 'x-oss-object-type': 'Symlink', 'x-oss-meta-a': 'link' });
    expect(res.headers.etag).toBe((await client.head('target')).res.headers.etag);
    expect((await client.getSymlink('link')).targetName).toBe('target');
    await client.copy('copied', 'link');
    expect((await client.getSymlink('copied')).targetName).toBe('target');
  });

  it('to nothing or to a link is refused, and can be deleted', async () => {
    await client.putSymlink('dangling', 'absent');
    await expect(client.get('dangling')).rejects.toMatchObject({ status: 404, code: 'SymlinkTargetNotExist' });
    await client.putSymlink('twice', 'dangling');
    await expect(client.get('twice')).rejects.toMatchObject({ status: 400, code: 'InvalidTargetType' });
    await client.delete('dangling');
    await client.delete('twice');
    expect(bucketOf().objects.size).toBe(0);
  });
});

describe('the restoration of an archived object', () => {
  it.each([
    ['Archive', { Days: 8 }],
    ['ColdArchive', { Days: 366, type: 'ColdArchive' }],
    ['ColdArchive', { Days: 1, type: 'ColdArchive', JobParameters: 'Fast' }],
    ['DeepColdArchive', { Days: 1, type: 'DeepColdArchive', JobParameters: 'Bulk' }],
  ])('of class %s with %j is refused', async (storageClass, options) => {
    await put('cold', '1', { 'x-oss-storage-class': storageClass });
    await expect(client.restore('cold', options)).rejects.toMatchObject({ status: 400, code: 'InvalidArgument' });
  });

  it('takes as long as its priority says, can be hurried but not slowed, and ends', async () => {
    await put('cold', '1', { 'x-oss-storage-class': 'ColdArchive' });
    const restore = (tier: string) => client.restore('cold', { type: 'ColdArchive', Days: 1, JobParameters: tier });
    const told = async () => (await client.head('cold')).res.headers['x-oss-restore'];
    const move = (part: { readyAt?: number; endsAt?: number }) => {
      const { objects } = bucketOf();
      const object = objects.get('cold')!;
      objects.set('cold', { ...object, restored: { ...object.restored!, ...part } });
    };
    const takes = () => Math.round((bucketOf().objects.get('cold')!.restored!.readyAt - Date.now()) / 3_600_000);
    await restore('Standard');
    expect([takes(), await told()]).toEqual([5, 'ongoing-request="true"']);
    await expect(restore('Bulk')).rejects.toMatchObject({ status: 409, code: 'RestoreAlreadyInProgress' });
    await restore('Expedited');
    expect(takes()).toBe(1);
    move({ readyAt: Date.now() });
    expect(await told()).toMatch(/^ongoing-request="false", expiry-date=".* GMT"$/);
    expect((await client.get('cold')).content.toString()).toBe('1');
    move({ endsAt: Date.now() });
    expect(await told()).toBeUndefined();
    await expect(client.get('cold')).rejects.toMatchObject({ status: 403, code: 'InvalidObjectState' });
  });
});

describe('a bucket with a retention policy', () => {
  it('refuses to overwrite, copy and delete objects, and takes new ones', async () => {
    await put('kept', '1');
    await sandbox.control.act('setRetention', { bucket: name, on: true });
    const immutable = { status: 409, code: 'FileImmutable' };
    await expect(put('kept', '2')).rejects.toMatchObject(immutable);
    await expect(client.delete('kept')).rejects.toMatchObject(immutable);
    await expect(client.copy('other', 'kept')).rejects.toMatchObject(immutable);
    await put('new', '1');
    expect((await client.get('kept')).content.toString()).toBe('1');
  });
});

describe('a part that is copied', () => {
  it('has the bytes of the range, or of the whole object for a range that is none', async () => {
    await put('source', 'abcdefghij');
    const { uploadId } = await client.initMultipartUpload('made');
    const source = { sourceKey: 'source', sourceBucketName: name };
    await client.uploadPartCopy('made', uploadId, 1, '2-4', source);
    await client.uploadPartCopy('made', uploadId, 2, '9-3', source);
    const parts = [...bucketOf().uploads.values()][0]!.parts;
    expect([...parts.values()].map(({ body }) => body.toString())).toEqual(['cde', 'abcdefghij']);
    const stale = { headers: { 'x-oss-copy-source-if-match': '"0"' } };
    const refused = client.uploadPartCopy('made', uploadId, 3, '0-1', source, stale);
    await expect(refused).rejects.toMatchObject({ status: 412, code: 'PreconditionFailed' });
    await expect(client.uploadPartCopy('made', 'none', 1, '0-1', source)).rejects.toMatchObject({
      code: 'NoSuchUpload',
    });
  });
});
