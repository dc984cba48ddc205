import type OSS from 'ali-oss';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import { codeOf, createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
let client: OSS;
const host = 'empty-singapore.oss-ap-southeast-1.aliyuncs.com';
const partSize = 100 * 1024;
const key = 'large/a b+中.bin';
const whole = Buffer.alloc(2 * partSize + 17, 'pattern of some length');

beforeAll(async () => {
  client = createOssClient({ bucket: 'empty-singapore', region: 'ap-southeast-1', key: sandbox.accessKey });
});

function bucket() {
  const found = sandbox.state.buckets.get('empty-singapore');
  if (!found) throw new Error('the seed has changed');
  return found;
}

async function uploadParts(name = key) {
  const { uploadId } = await client.initMultipartUpload(name, { mime: 'text/plain', meta: { by: 'test' } });
  const ends = [0, partSize, 2 * partSize, whole.length];
  const parts: { number: number; etag: string }[] = [];
  for (let number = 1; number < ends.length; number++) {
    const [start = 0, end = 0] = ends.slice(number - 1, number + 1);
    const { etag } = await client.uploadPart(name, uploadId, number, whole, start, end);
    parts.push({ number, etag });
  }
  return { uploadId, parts };
}

describe('a multipart upload by an independent client', () => {
  it('a multipart upload creates one object of type Multipart', async () => {
    const { res } = await client.multipartUpload(key, whole, { partSize, parallel: 3, meta: { by: 'test' } });
    expect(res.status).toBe(200);
    const { content, res: got } = await client.get(key);
    expect(content.equals(whole)).toBe(true);
    expect(got.headers).toMatchObject({ 'x-oss-object-type': 'Multipart', 'x-oss-meta-by': 'test' });
    expect(got.headers.etag).toMatch(/^"[0-9A-F]{32}-3"$/);
    expect(got.headers).not.toHaveProperty('content-md5');
    expect(bucket().uploads.size).toBe(0);
    await client.delete(key);
  });

  it('lists its parts page by page, and itself among the pending uploads', async () => {
    const { uploadId, parts } = await uploadParts();
    const first = await client.listParts(key, uploadId, { 'max-parts': 2 });
    expect(first.parts.map(({ PartNumber, Size, ETag }) => ({ PartNumber, Size, ETag }))).toEqual([
      { PartNumber: '1', Size: String(partSize), ETag: parts[0]?.etag },
      { PartNumber: '2', Size: String(partSize), ETag: parts[1]?.etag },
    ]);
    expect(first.isTruncated).toBe('true');
    const rest = await client.listParts(key, uploadId, { 'part-number-marker': first.nextPartNumberMarker });
    // Of a single part this client makes no list.
    expect([rest.parts].flat().map(({ PartNumber, Size }) => ({ PartNumber, Size }))).toEqual([
      { PartNumber: '3', Size: '17' },
    ]);
    expect((await client.listUploads({ 'max-uploads': 10 })).uploads).toEqual([
      expect.objectContaining({ name: key, uploadId }),
    ]);
    await client.abortMultipartUpload(key, uploadId);
    await expect(client.listParts(key, uploadId)).rejects.toMatchObject({ status: 404, code: 'NoSuchUpload' });
    await expect(client.abortMultipartUpload(key, uploadId)).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  it('is refused with a wrong ETag, a wrong order, a part that is too small, or another key', async () => {
    const { uploadId, parts } = await uploadParts();
    const refusal = (named: typeof parts) => expect(client.completeMultipartUpload(key, uploadId, named)).rejects;
    await refusal([{ number: 1, etag: '"00"' }]).toMatchObject({ status: 400, code: 'InvalidPart' });
    await refusal([{ number: 7, etag: '"00"' }]).toMatchObject({ status: 400, code: 'InvalidPart' });
    const { etag } = await client.uploadPart(key, uploadId, 4, whole, 0, 9);
    const more = [...parts, { number: 4, etag }];
    await refusal(more).toMatchObject({ status: 400, code: 'EntityTooSmall' });
    await expect(client.completeMultipartUpload('other', uploadId, parts)).rejects.toMatchObject({
      code: 'NoSuchUpload',
    });
    await expect(client.uploadPart(key, uploadId, 10_001, whole, 0, 9)).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
    expect(bucket().objects.has(key)).toBe(false);
    await client.completeMultipartUpload(key, uploadId, parts);
    expect(bucket().objects.get(key)?.headers).toMatchObject({ 'content-type': 'text/plain', 'x-oss-meta-by': 'test' });
    await client.delete(key);
  });

  it('does not overwrite an object when that is forbidden', async () => {
    await client.put(key, Buffer.from('there'));
    const headers = { 'x-oss-forbid-overwrite': 'true' };
    const exists = { status: 409, code: 'FileAlreadyExists' };
    await expect(client.put(key, Buffer.from('x'), { headers })).rejects.toMatchObject(exists);
    await expect(client.initMultipartUpload(key, { headers })).rejects.toMatchObject(exists);
    const { uploadId, parts } = await uploadParts();
    await expect(client.completeMultipartUpload(key, uploadId, parts, { headers })).rejects.toMatchObject(exists);
    expect((await client.get(key)).content.toString()).toBe('there');
    await client.abortMultipartUpload(key, uploadId);
    await client.delete(key);
  });
});

describe('headers and ACL', () => {
  it('are kept in a copy under another key, and replaced by a copy onto the same key', async () => {
    const headers = { 'Cache-Control': 'no-cache' };
    await client.put(key, Buffer.from('copied'), { mime: 'text/css', headers, meta: { by: 'test' } });
    await client.copy('copy.css', key);
    expect((await client.head('copy.css')).res.headers).toMatchObject({
      'content-type': 'text/css',
      'cache-control': 'no-cache',
      'x-oss-meta-by': 'test',
    });
    await client.copy(key, key, { headers: { 'Cache-Control': 'max-age=9' } });
    const after = (await client.head(key)).res.headers;
    expect(after).toMatchObject({ 'cache-control': 'max-age=9', 'content-length': '6' });
    expect(after).not.toHaveProperty('x-oss-meta-by');
    await expect(client.copy('copy.css', 'absent')).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
    await expect(
      client.copy('copy.css', key, { headers: { 'x-oss-copy-source-if-match': '"0"' } }),
    ).rejects.toMatchObject({ status: 412, code: 'PreconditionFailed' });
    await client.delete('copy.css');
    await client.delete(key);
  });

  it('the ACL of an object overrides that of its bucket, unless public access is blocked', async () => {
    bucket().blockPublicAccess = false;
    await client.put('open.txt', Buffer.from('open'));
    expect(await client.getACL('open.txt')).toMatchObject({ acl: 'default' });
    expect(await client.getBucketACL('empty-singapore')).toMatchObject({ acl: 'private' });
    expect((await ask(host, '/open.txt')).status).toBe(403);
    await client.putACL('open.txt', 'public-read');
    expect(await client.getACL('open.txt')).toMatchObject({ acl: 'public-read' });
    expect((await ask(host, '/open.txt')).status).toBe(200);
    bucket().blockPublicAccess = true;
    expect((await ask(host, '/open.txt')).status).toBe(403);
    await expect(client.putACL('open.txt', 'public-read')).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
    await expect(client.putACL('open.txt', 'everyone')).rejects.toMatchObject({ code: 'InvalidArgument' });
    await client.delete('open.txt');
  });

  it('the ACL of a private object in a public bucket refuses visitors', async () => {
    const site = createOssClient({ bucket: 'site-hangzhou', region: 'cn-hangzhou', key: sandbox.accessKey });
    await site.putACL('css/site.css', 'private');
    const refused = await ask('site-hangzhou.oss-cn-hangzhou.aliyuncs.com', '/css/site.css');
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 403, code: 'AccessDenied' });
    await site.putACL('css/site.css', 'default');
    expect((await ask('site-hangzhou.oss-cn-hangzhou.aliyuncs.com', '/css/site.css')).status).toBe(200);
  });

  it('are refused above 8 KB of metadata', async () => {
    const meta = { large: 'x'.repeat(8 * 1024) };
    await expect(client.put(key, Buffer.from('x'), { meta })).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});

describe('listings and deletion of a bucket', () => {
  it('a listing has times in whole seconds, and the type Multipart for combined parts', async () => {
    await client.put('whole.txt', Buffer.from('whole'));
    await client.multipartUpload('parts.bin', whole, { partSize });
    const { objects = [] } = await client.list({ 'max-keys': 100 });
    expect(objects.map(({ name, type }) => [name, type])).toEqual([
      ['parts.bin', 'Multipart'],
      ['whole.txt', 'Normal'],
    ]);
    for (const { lastModified } of objects) expect(lastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    const { data } = await client.copy('whole.txt', 'whole.txt');
    expect(data).toMatchObject({ lastModified: expect.stringMatching(/\.000Z$/) });
  });

  it('a bucket is deleted once it is empty', async () => {
    const name = 'empty-singapore';
    const full = { status: 409, code: 'BucketNotEmpty' };
    await expect(client.deleteBucket(name)).rejects.toMatchObject(full);
    for (const { name: key } of (await client.list({})).objects ?? []) await client.delete(key);
    const { uploadId } = await client.initMultipartUpload(key);
    await expect(client.deleteBucket(name)).rejects.toMatchObject(full);
    await client.abortMultipartUpload(key, uploadId);
    expect((await client.deleteBucket(name)).res.status).toBe(204);
    expect(sandbox.state.buckets.has(name)).toBe(false);
  });
});
