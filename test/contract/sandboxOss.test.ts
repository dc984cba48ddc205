import type OSS from 'ali-oss';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import { codeOf, createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();

function clientOf(bucket: string, region: string, key = sandbox.accessKey): OSS {
  return createOssClient({ bucket, region, key });
}

const hangzhou = 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com';

const empty = { name: 'empty-singapore', region: 'ap-southeast-1' };

afterEach(() => sandbox.state.buckets.get(empty.name)?.objects.clear());

const hardKeys = [
  'a b.css',
  ' leading and trailing ',
  'a+b.css',
  'a%20b.css',
  '100%.css',
  '%',
  'a#b.css',
  'a?b.css',
  'x?acl',
  'x?partNumber=1&uploadId=2',
  'a&b=c;d.css',
  'a"b\'c.css',
  '<tag>&amp;.css',
  '中文/样式.css',
  'é.css',
  '😀/🎉.css',
  'a\\b.css',
  'a//b///c.css',
  'a(b)!*~$,@:[]{}|^`.css',
  'tab\tand\nnewline.css',
  'folder/',
];

describe('the OSS client of the vendor', () => {
  it.each(hardKeys)('puts, heads, gets, lists and deletes %j', async (key) => {
    const client = clientOf(empty.name, empty.region);
    const body = Buffer.from(`body of ${key}`);
    const put = await client.put(key, body, {
      mime: 'text/css',
      headers: { 'Cache-Control': 'max-age=60' },
      meta: { by: 'test' },
    });
    expect(put.res.status).toBe(200);
    expect([...(sandbox.state.buckets.get(empty.name)?.objects.keys() ?? [])]).toEqual([key]);

    const head = await client.head(key);
    expect(head.res.headers).toMatchObject({
      'content-type': 'text/css',
      'cache-control': 'max-age=60',
      'x-oss-meta-by': 'test',
      'content-length': String(body.length),
      etag: put.res.headers.etag,
      'x-oss-hash-crc64ecma': put.res.headers['x-oss-hash-crc64ecma'],
    });
    expect((await client.get(key)).content).toEqual(body);
    expect((await client.list({ 'max-keys': 10 })).objects?.map(({ name }) => name)).toEqual([key]);
    expect((await client.listV2({ 'max-keys': '10' })).objects?.map(({ name }) => name)).toEqual([key]);

    expect((await client.delete(key)).res.status).toBe(204);
    await expect(client.head(key)).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
  });

  it('lists buckets with their owner and region, page by page', async () => {
    const client = clientOf('site-hangzhou', 'cn-hangzhou');
    const all = await client.listBuckets({ 'max-keys': 1000 });
    expect(all.owner.id).toBe(sandbox.state.ownerId);
    expect(all.buckets?.map(({ name, region }) => `${name} ${region}`)).toEqual([
      'assets-singapore oss-ap-southeast-1',
      'empty-singapore oss-ap-southeast-1',
      'private-california oss-us-west-1',
      'site-hangzhou oss-cn-hangzhou',
    ]);
    const first = await client.listBuckets({ 'max-keys': 3 });
    expect(first.nextMarker).toBe('private-california');
    const second = await client.listBuckets({ 'max-keys': 3, marker: first.nextMarker });
    expect(second.buckets?.map(({ name }) => name)).toEqual(['site-hangzhou']);
  });

  it('lists a folder page by page in both versions without loss or repetition', async () => {
    const client = clientOf('site-hangzhou', 'cn-hangzhou');
    const top = await client.list({ delimiter: '/', 'max-keys': 100 });
    expect(top.prefixes).toEqual(['archive/', 'css/', 'img/', 'js/']);
    expect(top.objects?.map(({ name }) => name)).toEqual(['index.html']);

    const names: string[] = [];
    let marker: string | null | undefined;
    do {
      const page = await client.list({ prefix: 'archive/', 'max-keys': 25, ...(marker ? { marker } : {}) });
      names.push(...(page.objects ?? []).map(({ name }) => name));
      marker = page.nextMarker;
    } while (marker);
    expect(names).toHaveLength(130);
    expect(names).toEqual([...new Set(names)].sort());

    const again: string[] = [];
    let token: string | null | undefined;
    do {
      const next = token ? { 'continuation-token': token } : {};
      const page = await client.listV2({ prefix: 'archive/', 'max-keys': '40', ...next });
      again.push(...(page.objects ?? []).map(({ name }) => name));
      token = page.nextContinuationToken;
    } while (token);
    expect(again).toEqual(names);
  });

  it('reads the access settings of GetBucketInfo', async () => {
    const { bucket } = await clientOf('private-california', 'us-west-1').getBucketInfo('private-california');
    expect(bucket).toMatchObject({
      BlockPublicAccess: 'true',
      AccessControlList: { Grant: 'private' },
      Location: 'oss-us-west-1',
    });
  });

  it('reads a private object by a presigned URL, but not by a changed one', async () => {
    const client = clientOf('private-california', 'us-west-1');
    const url = new URL(await client.signatureUrlV4('GET', 60, {}, 'backup/orders.json'));
    expect(await ask(url.hostname, url.pathname + url.search)).toMatchObject({
      status: 200,
      body: Buffer.from('[]\n'),
    });
    const changed = await ask(url.hostname, `/backup/orders.jso${url.search}`);
    expect({ status: changed.status, code: codeOf(changed) }).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  it('lists in the order of UTF-8 bytes', async () => {
    const client = clientOf(empty.name, empty.region);
    const keys = ['a', 'z', '～', '😀'];
    for (const key of [...keys].reverse()) await client.put(key, Buffer.from(key));
    expect((await client.list({ 'max-keys': 10 })).objects?.map(({ name }) => name)).toEqual(keys);
  });

  it('is told the right endpoint when it uses the wrong region', async () => {
    await expect(clientOf('site-hangzhou', 'cn-beijing').get('index.html')).rejects.toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
    const raw = await ask('site-hangzhou.oss-cn-beijing.aliyuncs.com', '/index.html');
    expect(raw.body.toString()).toContain('<Endpoint>oss-cn-hangzhou.aliyuncs.com</Endpoint>');
  });
});

describe('an anonymous read', () => {
  it('receives the headers of OSS, a range, and status 304', async () => {
    const whole = await ask(hangzhou, '/css/site.css');
    expect(whole.headers).toMatchObject({
      server: 'AliyunOSS',
      'content-type': 'text/css',
      'x-oss-force-download': 'true',
    });
    expect(whole.headers['x-oss-request-id']).toMatch(/^[0-9A-F]{24}$/);
    const part = await ask(hangzhou, '/css/site.css', { headers: { range: 'bytes=0-3' } });
    expect({ status: part.status, body: part.body.toString() }).toEqual({ status: 206, body: 'body' });
    const same = await ask(hangzhou, '/css/site.css', { headers: { 'if-none-match': String(whole.headers.etag) } });
    expect({ status: same.status, bytes: same.body.length }).toEqual({ status: 304, bytes: 0 });
  });
});
