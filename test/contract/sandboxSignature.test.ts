import { createHmac } from 'node:crypto';
import https from 'node:https';
import type OSS from 'ali-oss';
import { describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import { codeOf, createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();

function clientOf(bucket: string, region: string, key = sandbox.accessKey): OSS {
  return createOssClient({ bucket, region, key });
}

function keyNamed(id: string) {
  const found = sandbox.state.accessKeys.find((key) => key.id.includes(id));
  if (!found) throw new Error(`no key ${id}`);
  return found;
}

const hangzhou = 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com';

describe('a temporary key', () => {
  it('signs requests, and is refused once it has expired or lacks the permission', async () => {
    await expect(
      clientOf('site-hangzhou', 'cn-hangzhou', keyNamed('Temporary')).head('index.html'),
    ).resolves.toMatchObject({ status: 200 });
    await expect(clientOf('site-hangzhou', 'cn-hangzhou', keyNamed('Expired')).get('index.html')).rejects.toMatchObject(
      {
        code: 'SecurityTokenExpired',
      },
    );
    const reader = clientOf('site-hangzhou', 'cn-hangzhou', keyNamed('Reader'));
    await expect(reader.put('no.txt', Buffer.from('no'))).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
    const wrong = { ...sandbox.accessKey, secret: 'another' };
    await expect(clientOf('site-hangzhou', 'cn-hangzhou', wrong).get('index.html')).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
    const unknown = { ...sandbox.accessKey, id: 'LTAI5tUnknown' };
    await expect(clientOf('site-hangzhou', 'cn-hangzhou', unknown).get('index.html')).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
  });
});

describe('requests that OSS refuses', () => {
  /** Changes what goes out after the client has signed it. */
  async function tamper(change: (options: https.RequestOptions & { headers: Record<string, string> }) => void) {
    const { request } = https;
    https.request = ((options: never, callback: never) => {
      change(options);
      return request(options, callback);
    }) as typeof https.request;
    try {
      const body = Buffer.from('x');
      return await clientOf('empty-singapore', 'ap-southeast-1').put('signed.txt', body, { mime: 'text/css' });
    } finally {
      https.request = request;
    }
  }

  it.each<[string, Parameters<typeof tamper>[0]]>([
    ['a key', (options) => Object.assign(options, { path: '/other.txt' })],
    ['a query', (options) => Object.assign(options, { path: '/signed.txt?versionId=1' })],
    ['a content type', ({ headers }) => Object.assign(headers, { 'Content-Type': 'text/html' })],
    ['a header of OSS', ({ headers }) => Object.assign(headers, { 'x-oss-object-acl': 'public-read' })],
    [
      'a bucket',
      (options) =>
        Object.assign(options, { host: hangzhou, hostname: hangzhou, headers: { ...options.headers, host: hangzhou } }),
    ],
  ])('OSS refuses %s changed after signing', async (_what, change) => {
    await expect(tamper(change)).rejects.toMatchObject({
      code: expect.stringMatching(/SignatureDoesNotMatch|InvalidArgument/),
    });
    expect(sandbox.state.buckets.get('empty-singapore')?.objects.size).toBe(0);
  });

  it('OSS refuses a signature for another region than the host', async () => {
    const client = createOssClient({
      key: sandbox.accessKey,
      bucket: 'site-hangzhou',
      region: 'cn-beijing',
      endpoint: 'oss-cn-hangzhou.aliyuncs.com',
    });
    await expect(client.get('index.html')).rejects.toMatchObject({ code: 'InvalidArgument', status: 400 });
  });

  it('OSS accepts a request that is unchanged after signing', async () => {
    expect((await tamper(() => {})).res.status).toBe(200);
    await clientOf('empty-singapore', 'ap-southeast-1').delete('signed.txt');
  });

  it('OSS refuses a signature of an old version', async () => {
    const date = new Date().toUTCString();
    const { id, secret } = sandbox.accessKey;
    const signature = createHmac('sha1', secret).update(`GET\n\n\n${date}\n/site-hangzhou/index.html`).digest('base64');
    const answer = await ask(hangzhou, '/index.html', { headers: { date, authorization: `OSS ${id}:${signature}` } });
    expect({ status: answer.status, code: answer.headers['x-oss-ec'] }).toEqual({ status: 403, code: '0002-00000080' });
    const second = await ask(hangzhou, '/index.html', {
      headers: { date, authorization: `OSS2 AccessKeyId:${id},Signature:${signature}` },
    });
    expect(second.status).toBe(403);
  });

  it('OSS refuses a clock that is more than 15 minutes off, and accepts one within', async () => {
    const client = clientOf('site-hangzhou', 'cn-hangzhou');
    sandbox.state.clockOffset = 14 * 60_000;
    await expect(client.head('index.html')).resolves.toMatchObject({ status: 200 });
    sandbox.state.clockOffset = 16 * 60_000;
    await expect(client.get('index.html')).rejects.toMatchObject({ code: 'RequestTimeTooSkewed' });
    sandbox.state.clockOffset = 0;
  });

  it('OSS refuses path-style URLs, unknown buckets, invalid keys, and anonymous listings', async () => {
    const cases = [
      await ask('oss-cn-hangzhou.aliyuncs.com', '/site-hangzhou/index.html'),
      await ask('no-such-bucket.oss-cn-hangzhou.aliyuncs.com', '/index.html'),
      await ask(hangzhou, '//index.html'),
      await ask(hangzhou, '/%ff.html'),
      await ask(hangzhou, '/'),
      await ask('private-california.oss-us-west-1.aliyuncs.com', '/backup/orders.json'),
      await ask('oss-cn-hangzhou.aliyuncs.com', '/'),
    ];
    expect(cases.map((answer) => `${answer.status} ${codeOf(answer)}`)).toEqual([
      '403 SecondLevelDomainForbidden',
      '404 NoSuchBucket',
      '400 InvalidObjectName',
      '400 InvalidObjectName',
      '403 AccessDenied',
      '403 AccessDenied',
      '403 AccessDenied',
    ]);
  });

  it('OSS refuses a body that does not match its MD5, and a forbidden overwrite', async () => {
    const client = clientOf('empty-singapore', 'ap-southeast-1');
    const wrong = { headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } };
    await expect(client.put('md5.txt', Buffer.from('x'), wrong)).rejects.toMatchObject({ code: 'InvalidDigest' });
    await client.put('once.txt', Buffer.from('1'));
    const careful = { headers: { 'x-oss-forbid-overwrite': 'true' } };
    await expect(client.put('once.txt', Buffer.from('2'), careful)).rejects.toMatchObject({
      code: 'FileAlreadyExists',
      status: 409,
    });
    expect((await client.get('once.txt')).content.toString()).toBe('1');
    await client.delete('once.txt');
  });
});
