import { Resolver } from 'node:dns/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createUncertain } from '../../sandbox/state/uncertain.js';
import { ask } from '../support/ask.js';
import { codeOf, createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;
let resolver: Resolver;

const domain = 'upload.shop-demo.com';
const [bucket, region] = ['site-hangzhou', 'cn-hangzhou'];
const endpoint = `${bucket}.oss-${region}.aliyuncs.com`;

beforeAll(async () => {
  resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${sandbox.dnsPort}`]);
  await control.act('addRecord', { zone: 'shop-demo.com', rr: 'upload', type: 'CNAME', value: endpoint });
});

beforeEach(async () => {
  Object.assign(sandbox.state.uncertain, createUncertain());
  sandbox.state.buckets.get(bucket)?.cnames.clear();
});

async function bind(on = true): Promise<void> {
  await control.act('bindCname', { bucket, domain });
  await control.act('setCnameCertificate', { bucket, domain, on });
}

const clientOf = (key = sandbox.accessKey) => createOssClient({ key, bucket, region, endpoint: domain, cname: true });

describe('DNS', () => {
  it('resolves the endpoint of OSS, so that a CNAME to it can be followed', async () => {
    expect(await resolver.resolveCname(domain)).toEqual([endpoint]);
    const [address] = await resolver.resolve4(endpoint);
    expect(address).toMatch(/^198\.51\.100\.\d+$/);
    expect(await resolver.resolve4(domain)).toEqual([address]);
    expect(await resolver.resolve4(`${bucket}.${region}.taihangcda.cn`)).toEqual([address]);
    expect(await resolver.resolve4('assets-singapore.oss-ap-southeast-1.aliyuncs.com')).not.toEqual([address]);
  });

  it('answers for no other name of the vendor', async () => {
    await expect(resolver.resolve4('x.oss-cn-nowhere.aliyuncs.com')).rejects.toMatchObject({ code: 'EREFUSED' });
  });
});

describe('a domain that is bound to a bucket and leads straight to OSS', () => {
  it('is served by OSS and not by an edge, with pages instead of downloads', async () => {
    await bind();
    const { status, headers } = await ask(domain, '/css/site.css', { agent: false });
    expect({ status, server: headers.server, cache: headers['x-cache'] }).toEqual({
      status: 200,
      server: 'AliyunOSS',
      cache: undefined,
    });
    expect(headers).not.toHaveProperty('content-disposition');
    expect((await ask(endpoint, '/css/site.css')).headers).toHaveProperty('content-disposition', 'attachment');
  });

  it('accepts signed calls, also while the public endpoint is closed', async () => {
    await bind();
    await control.act('setUncertain', { name: 'publicEndpointForbidden', value: true });
    await expect(createOssClient({ key: sandbox.accessKey, bucket, region }).head('index.html')).rejects.toMatchObject({
      status: 400,
    });
    const client = clientOf();
    await client.put('up/中 +.txt', Buffer.from('bytes'));
    expect((await client.get('up/中 +.txt')).content.toString()).toBe('bytes');
    await client.delete('up/中 +.txt');
    await expect(client.head('up/中 +.txt')).rejects.toMatchObject({ status: 404 });
    const forger = clientOf({ ...sandbox.accessKey, secret: 'guess' });
    await expect(forger.get('index.html')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('has no certificate of its own until one is set', async () => {
    await bind(false);
    await expect(ask(domain, '/index.html', { agent: false })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('leads to no bucket while it is not bound', async () => {
    const answer = await ask(domain, '/index.html', { agent: false, rejectUnauthorized: false });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 404, code: 'NoSuchBucket' });
  });
});

describe('a static website', () => {
  it('serves its default page to visitors and returns its settings to the owner', async () => {
    const client = createOssClient({ key: sandbox.accessKey, bucket, region });
    await expect(client.getBucketWebsite(bucket)).rejects.toMatchObject({ code: 'NoSuchWebsiteConfiguration' });
    expect((await ask(endpoint, '/')).status).toBe(403);
    await control.act('setWebsite', { bucket, index: 'index.html' });
    expect(await client.getBucketWebsite(bucket)).toMatchObject({ index: 'index.html' });
    expect((await ask(endpoint, '/')).body.toString()).toContain('<title>Shop demo</title>');
    expect((await ask(endpoint, '/?prefix=css')).status).toBe(403);
    expect((await client.list({ 'max-keys': 1 })).objects).toHaveLength(1);
    await control.act('setWebsite', { bucket, index: 'absent.html' });
    expect(codeOf(await ask(endpoint, '/'))).toBe('NoSuchKey');
  });
});
