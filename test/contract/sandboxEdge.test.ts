import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, ask } from '../support/ask.js';
import { createControl } from '../support/control.js';
import { codeOf, createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;

describe('the edge', () => {
  const name = 'static.shop-demo.com';
  const target = `${name}.w.kunlunsl.com`;
  const at = (path: string, options = {}) =>
    ask(target, path, { servername: name, headers: { host: name }, ...options });

  /** A refresh counts only if it is later than the copy. */
  const nextMillisecond = async () => {
    const saved = Date.now();
    while (Date.now() === saved) await new Promise(setImmediate);
  };

  const cacheStatus = ({ headers }: Answer) => String(headers['x-cache']).split(' ')[0];

  beforeEach(() => {
    sandbox.state.edgeCache.clear();
    sandbox.state.refreshTasks.splice(0);
  });

  it('serves the bytes of the bucket at its CNAME target and at the name', async () => {
    const first = await at('/css/site.css');
    const origin = await ask('assets-singapore.oss-ap-southeast-1.aliyuncs.com', '/css/site.css');
    expect(first.body).toEqual(origin.body);
    expect(first.headers).toMatchObject({ server: 'Tengine', etag: origin.headers.etag });
    expect(first.headers['x-cache']).toMatch(/^MISS /);
    const second = await ask(name, '/css/site.css');
    expect(second.headers['x-cache']).toMatch(/^HIT /);
    expect(second.headers).toMatchObject({ age: '0', 'x-oss-request-id': first.headers['x-oss-request-id'] });
    const head = await ask(name, '/css/site.css', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(origin.body.length) } });
    expect(head.body).toHaveLength(0);
  });

  it('continues serving the old bytes until a refresh takes effect', async () => {
    const old = await at('/css/site.css');
    const change = {
      action: 'putObject',
      bucket: 'assets-singapore',
      key: 'css/site.css',
      text: 'body{}',
      type: 'text/css',
    };
    await control.act('putObject', change);
    expect((await at('/css/site.css')).headers.etag).toBe(old.headers.etag);
    const task = {
      id: '1',
      url: `https://${name}/css/site.css`,
      type: 'file' as const,
      createdAt: Date.now(),
      done: false,
    };
    const later = { ...task, effectiveAt: Date.now() + 60_000 };
    sandbox.state.refreshTasks.push(later);
    expect((await at('/css/site.css')).headers.etag).toBe(old.headers.etag);
    sandbox.state.refreshTasks.splice(0, 1, { ...task, effectiveAt: Date.now() });
    const renewed = await at('/css/site.css');
    expect(renewed.body.toString()).toBe('body{}');
    expect(cacheStatus(renewed)).toBe('MISS');
    expect(cacheStatus(await at('/css/site.css'))).toBe('HIT');
  });

  it('revalidates the objects below a refreshed directory, and no others', async () => {
    await at('/css/site.css');
    await at('/js/app.js');
    await nextMillisecond();
    const url = `http://${name}/css/`;
    const times = { createdAt: Date.now(), effectiveAt: Date.now() };
    sandbox.state.refreshTasks.push({ id: '2', url, type: 'directory', done: false, ...times });
    expect((await at('/css/site.css')).headers['x-cache']).toMatch(/REFRESH/);
    expect((await at('/js/app.js')).headers['x-cache']).toMatch(/^HIT TCP_MEM_HIT/);
  });

  it('drops the copies below a directory that is refreshed by force, with their headers', async () => {
    await at('/css/site.css');
    await nextMillisecond();
    const times = { createdAt: Date.now(), effectiveAt: Date.now() };
    const url = `http://${name}/css/`;
    sandbox.state.refreshTasks.push({ id: '3', url, type: 'directory', drops: true, done: false, ...times });
    expect(cacheStatus(await at('/css/site.css'))).toBe('MISS');
  });

  it('revalidates the URLs that match a refreshed pattern as a whole, and no others', async () => {
    const paths = ['/css/site.css', '/css/site.css?v=2', '/js/app.js'];
    for (const path of paths) await at(path);
    await nextMillisecond();
    const times = { createdAt: Date.now(), effectiveAt: Date.now() };
    const url = `http://${name}/[a-z][^/]*/[^/]*.css`;
    sandbox.state.refreshTasks.push({ id: '4', url, type: 'regex', done: false, ...times });
    expect((await at('/css/site.css')).headers['x-cache']).toMatch(/REFRESH/);
    for (const path of ['/css/site.css?v=2', '/js/app.js'])
      expect((await at(path)).headers['x-cache']).toMatch(/^HIT TCP_MEM_HIT/);
  });

  it('refuses a name that is not online, and shows no certificate for a name without HTTPS', async () => {
    const unknownDomain = { status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } };
    const other = await ask(target, '/', { servername: name, headers: { host: 'other.shop-demo.com' } });
    expect(other).toMatchObject(unknownDomain);
    try {
      await control.act('setDomainStatus', { domain: name, status: 'offline' });
      const byAddress = await ask('203.0.113.1', '/css/site.css', { servername: name, headers: { host: name } });
      expect(byAddress).toMatchObject(unknownDomain);
      expect((await ask(name, '/css/site.css', { agent: false })).status).toBe(502);
    } finally {
      await control.act('setDomainStatus', { domain: name, status: 'online' });
    }
    try {
      await control.act('setHttps', { domain: name, on: false });
      await expect(at('/css/site.css', { agent: false })).rejects.toMatchObject({
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
    } finally {
      await control.act('setHttps', { domain: name, on: true });
    }
    const bare = await at('/');
    expect(bare.status).toBe(403);
    expect(codeOf(bare)).toBe('AccessDenied');
    expect(bare.headers).not.toHaveProperty('x-tengine-error');
  });
});

describe('the proxy and the control port', () => {
  const empty = { bucket: 'empty-singapore', region: 'ap-southeast-1' };

  afterEach(async () => {
    await control.clearFaults();
  });

  it('refuse hosts outside the cloud', async () => {
    const answer = await ask('example.org', '/').catch((error: Error) => error);
    expect(answer).toMatchObject({ status: 502 });
    expect(await ask('media.shop-demo.com.w.kunlunsl.com', '/')).toMatchObject({ status: 502 });
  });

  it('the proxy and the control port require the token', async () => {
    const guess = createControl({ ...sandbox, controlToken: 'guess' });
    await expect(guess.state()).rejects.toThrow('token needed');
    expect(await control.state()).toHaveProperty('buckets');
  });

  it('break a call before or after it takes effect, and log it', async () => {
    const client = createOssClient({ ...empty, key: sandbox.accessKey });
    const objects = sandbox.state.buckets.get('empty-singapore')?.objects;
    await control.fault({ action: 'PutObject', kind: 'resetBefore' });
    await expect(client.put('reset.txt', Buffer.from('x'))).rejects.toThrow();
    expect(objects?.has('reset.txt')).toBe(false);
    await control.fault({ action: 'PutObject', kind: 'resetAfter' });
    await expect(client.put('reset.txt', Buffer.from('x'))).rejects.toThrow();
    expect(objects?.has('reset.txt')).toBe(true);
    await control.fault({ action: 'DeleteObject', kind: 'error', code: 'InternalError', status: 500 });
    await expect(client.delete('reset.txt')).rejects.toMatchObject({ code: 'InternalError', status: 500 });
    await client.delete('reset.txt');

    const calls = (await control.calls()).filter(({ service }) => service === 'oss');
    const faults = calls.flatMap(({ action, fault }) => (fault ? [`${action} ${fault}`] : []));
    expect(faults).toEqual(['PutObject resetBefore', 'PutObject resetAfter', 'DeleteObject error']);
    expect(calls.at(-1)).toMatchObject({ accessKeyId: sandbox.accessKey.id, params: { key: 'reset.txt' } });
  });

  it('let a given number of calls pass before they break one', async () => {
    const client = createOssClient({ ...empty, key: sandbox.accessKey });
    await control.fault({ action: 'PutObject', kind: 'error', code: 'AccessDenied', status: 403, after: 2 });
    for (const key of ['first.txt', 'second.txt']) await client.put(key, Buffer.from('x'));
    await expect(client.put('third.txt', Buffer.from('x'))).rejects.toMatchObject({ status: 403 });
    await client.put('third.txt', Buffer.from('x'));
    for (const key of ['first.txt', 'second.txt', 'third.txt']) await client.delete(key);
  });

  it('show no secret, whatever the signature and the key are', async () => {
    const temporary = sandbox.state.accessKeys.find(({ securityToken }) => securityToken !== undefined);
    const client = createOssClient({ ...empty, key: temporary ?? sandbox.accessKey });
    await client.put('secret.txt', Buffer.from('x'));
    const url = new URL(await client.signatureUrlV4('GET', 60, {}, 'secret.txt'));
    expect((await ask(url.hostname, url.pathname + url.search)).status).toBe(200);
    await client.delete('secret.txt');
    const text = JSON.stringify([await control.calls(), await control.state()]);
    expect(text).toContain('secret.txt');
    expect(text).toContain(temporary?.id);
    for (const { secret, securityToken = secret } of sandbox.state.accessKeys) {
      for (const word of [secret, securityToken, encodeURIComponent(securityToken)]) expect(text).not.toContain(word);
    }
    expect(text).not.toContain(url.searchParams.get('x-oss-signature'));
  });

  it('answer plain HTTP requests in absolute form', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const path = 'http://assets-singapore.oss-ap-southeast-1.aliyuncs.com/js/app.js';
      const sent = request({ host: '127.0.0.1', port: sandbox.proxyPort, path }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).end();
    });
    expect(status).toBe(200);
  });
});
