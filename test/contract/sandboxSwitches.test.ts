import { beforeEach, describe, expect, it } from 'vitest';
import { createUncertain } from '../../sandbox/state/uncertain.js';
import { ask } from '../support/ask.js';
import { codeOf, createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;

const name = 'static.shop-demo.com';
const bucket = 'assets-singapore';
/** Where the edge fetches what it serves under this name. */
const origin = `${bucket}.oss-ap-southeast-1.aliyuncs.com`;

beforeEach(() => {
  Object.assign(sandbox.state.uncertain, createUncertain());
  sandbox.state.edgeCache.clear();
});

function set(switchName: string, value: string | boolean) {
  return control.act('setUncertain', { name: switchName, value });
}

async function readEdge(path: string) {
  return ask(name, path, { agent: false });
}

describe('a switch of the table of uncertain behaviour', () => {
  it('lets OSS force downloads or not, at the origin and so at the edge', async () => {
    const attachment = { 'content-disposition': 'attachment' };
    expect((await ask(origin, '/css/site.css')).headers).toMatchObject(attachment);
    expect((await readEdge('/css/site.css')).headers).toMatchObject(attachment);
    await set('forcedDownload', false);
    expect((await ask(origin, '/css/site.css')).headers).not.toHaveProperty('content-disposition');
    sandbox.state.edgeCache.clear();
    expect((await readEdge('/css/site.css')).headers).not.toHaveProperty('content-disposition');
  });

  it('closes the public endpoint for objects of mainland buckets, and for nothing else', async () => {
    await set('publicEndpointForbidden', true);
    const client = createOssClient({ key: sandbox.accessKey, bucket: 'site-hangzhou', region: 'cn-hangzhou' });
    await expect(client.put('x.txt', Buffer.from('x'))).rejects.toMatchObject({
      status: 400,
      code: 'PublicEndpointForbidden',
    });
    await expect(client.getBucketInfo('site-hangzhou')).resolves.toHaveProperty('bucket');
    const abroad = createOssClient({ key: sandbox.accessKey, bucket, region: 'ap-southeast-1' });
    await expect(abroad.head('index.html')).resolves.toMatchObject({ status: 200 });
  });

  it('refreshes a changed object at the edge where Auto CDN Cache Update is on', async () => {
    const change = (text: string) => control.act('putObject', { bucket, key: 'auto.txt', text });
    await control.act('setPurge', { bucket, domain: name, on: true });
    await change('one');
    await readEdge('/auto.txt');
    await change('two');
    expect((await readEdge('/auto.txt')).body.toString()).toBe('one');
    await set('autoRefresh', true);
    await change('three');
    expect((await readEdge('/auto.txt')).body.toString()).toBe('three');
  });

  it('includes the query in the cache key, or not', async () => {
    const cacheOf = async (path: string) => String((await readEdge(path)).headers['x-cache']).split(' ')[0];
    expect(await cacheOf('/index.html')).toBe('MISS');
    expect(await cacheOf('/index.html?v=1')).toBe('MISS');
    await set('edgeKeepsQuery', false);
    expect(await cacheOf('/index.html?v=2')).toBe('HIT');
  });

  it('closes the connection at an edge that has no certificate for the name', async () => {
    await control.act('setHttps', { domain: name, on: false });
    try {
      await expect(readEdge('/index.html')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
      await set('edgeDefaultCertificate', false);
      await expect(readEdge('/index.html')).rejects.toThrow('unrecognized name');
    } finally {
      await control.act('setHttps', { domain: name, on: true });
    }
    expect((await readEdge('/index.html')).status).toBe(200);
  });

  it('is refused if it is unknown', async () => {
    await expect(set('noSuchSwitch', true)).rejects.toThrow('no such switch');
  });
});

describe('how long the edge keeps an answer', () => {
  const lifetimeOf = async (path: string) => {
    const { headers } = await readEdge(path);
    return headers['x-swift-cachetime'];
  };

  it.each([
    ['max-age=86400', '86400'],
    ['max-age=60, s-maxage=5', '5'],
    ['no-cache', '0'],
    ['private', '0'],
  ])('follows Cache-Control: %s', async (value, seconds) => {
    const client = createOssClient({ key: sandbox.accessKey, bucket, region: 'ap-southeast-1' });
    await client.put('kept.txt', Buffer.from('x'), { headers: { 'Cache-Control': value } });
    expect(await lifetimeOf('/kept.txt')).toBe(seconds);
  });

  it("is a tenth of the object's age, from 10 s to one hour, and one second for a refusal", async () => {
    await control.act('putObject', { bucket, key: 'new.txt', text: 'new' });
    expect(await lifetimeOf('/new.txt')).toBe('10');
    expect(await lifetimeOf('/css/site.css')).toBe('3600');
    const missing = await readEdge('/missing.txt');
    expect(missing).toMatchObject({ status: 404, headers: { 'x-swift-cachetime': '1' } });
    expect(codeOf(missing)).toBe('NoSuchKey');
  });
});
