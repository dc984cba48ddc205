import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredCdnDomain, StoredSource } from '../../sandbox/state/state.js';
import { createUncertain } from '../../sandbox/state/uncertain.js';
import { type Answer, ask } from '../support/ask.js';
import { codeOf } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;
let domain: StoredCdnDomain;

const name = 'static.shop-demo.com';
const target = `${name}.w.kunlunsl.com`;

const seedDomain = () => sandbox.state.cdnDomains.get(name);
let original: StoredCdnDomain | undefined;

beforeEach(() => {
  original ??= structuredClone(seedDomain());
  domain = structuredClone(original!);
  sandbox.state.cdnDomains.set(name, domain);
  sandbox.state.edgeCache.clear();
  sandbox.state.origins?.clear();
  sandbox.state.account = {};
  Object.assign(sandbox.state.uncertain, createUncertain());
});

/** Sets a function as if long ago. */
function set(functionName: string, args: Record<string, string>): void {
  domain.configs = (domain.configs ?? []).filter((config) => config.functionName !== functionName);
  domain.configs.push({ id: functionName, functionName, args, readyAt: 0, failed: false });
}

function useOrigins(...sources: Partial<StoredSource>[]): void {
  domain.configs = [];
  domain.sources = sources.map((source) => {
    return { type: 'domain', content: '', port: 80, priority: '20', weight: '10', ...source };
  });
}

const at = (path: string) => ask(target, path, { servername: name, headers: { host: name } });
const originOf = ({ headers }: Answer) => headers['x-origin'];

async function fetchTimes(count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let time = 0; time < count; time++) {
    sandbox.state.edgeCache.clear();
    seen.push(originOf(await at('/')));
  }
  return seen;
}

describe('the Host that a bucket sees', () => {
  it("is the bucket's own at first, which forces downloads; the accelerated domain shows pages while it is bound", async () => {
    expect((await at('/css/site.css')).headers).toHaveProperty('content-disposition', 'attachment');
    sandbox.state.edgeCache.clear();
    set('set_req_host_header', { domain_name: name });
    const shown = await at('/css/site.css');
    expect({ status: shown.status, disposition: shown.headers['content-disposition'] }).toEqual({
      status: 200,
      disposition: undefined,
    });
    sandbox.state.edgeCache.clear();
    await control.act('unbindCname', { bucket: 'assets-singapore', domain: name });
    const unbound = await at('/css/site.css');
    expect({ status: unbound.status, code: codeOf(unbound) }).toEqual({ status: 404, code: 'NoSuchBucket' });
    await control.act('bindCname', { bucket: 'assets-singapore', domain: name });
  });
});

describe('a private bucket', () => {
  const usePrivate = () => {
    const content = 'private-california.oss-us-west-1.aliyuncs.com';
    useOrigins({ type: 'oss', content });
    set('set_req_host_header', { domain_name: content });
  };

  it('is served once CDN signs its requests, which needs the role of the account', async () => {
    usePrivate();
    expect(codeOf(await at('/backup/orders.json'))).toBe('AccessDenied');
    sandbox.state.edgeCache.clear();
    set('l2_oss_key', { private_oss_auth: 'on' });
    await control.act('setAccount', { cdnRole: false });
    expect(codeOf(await at('/backup/orders.json'))).toBe('AccessDenied');
    sandbox.state.edgeCache.clear();
    await control.act('setAccount', { cdnRole: true });
    const served = await at('/backup/orders.json');
    expect({ status: served.status, body: served.body.toString(), auth: served.headers['x-oss-cdn-auth'] }).toEqual({
      status: 200,
      body: '[]\n',
      auth: 'success',
    });
  });

  it('refuses a second signature, and the URL / even with a static website', async () => {
    usePrivate();
    set('l2_oss_key', { private_oss_auth: 'on' });
    await control.act('setWebsite', { bucket: 'private-california', index: 'backup/orders.json' });
    const bare = await at('/');
    expect({ status: bare.status, code: codeOf(bare) }).toEqual({ status: 403, code: 'AccessDenied' });
    expect(bare.body.toString()).toContain('You are forbidden to list buckets');
    expect((await at('/backup/orders.json?x-oss-signature=abc')).status).toBe(403);
    set('host_redirect', { regex: '^/$', replacement: '/backup/orders.json' });
    sandbox.state.edgeCache.clear();
    expect((await at('/')).body.toString()).toBe('[]\n');
    await control.act('setWebsite', { bucket: 'private-california' });
  });
});

describe('the page at /', () => {
  it('comes from the static website of a public bucket', async () => {
    expect((await at('/')).status).toBe(403);
    await control.act('setWebsite', { bucket: 'assets-singapore', index: 'index.html' });
    sandbox.state.edgeCache.clear();
    expect((await at('/')).body.toString()).toContain('<title>Assets</title>');
    await control.act('setWebsite', { bucket: 'assets-singapore' });
  });

  it('comes from a rewrite at the edge, or from a redirect', async () => {
    set('host_redirect', { regex: '^/$', replacement: '/index.html', flag: 'break' });
    expect((await at('/?from=mail')).body.toString()).toContain('<title>Assets</title>');
    const args = { regex: '^/$', replacement: '/index.html', flag: 'redirect' };
    await control.act('setFunction', { domain: name, functionName: 'host_redirect', args });
    const sent = await at('/');
    expect({ status: sent.status, location: sent.headers.location }).toEqual({ status: 302, location: '/index.html' });
    expect((await at('/css/site.css')).status).toBe(200);
    await control.act('setFunction', { domain: name, functionName: 'host_redirect' });
    expect((await at('/')).status).toBe(403);
  });
});

describe('origins outside the cloud', () => {
  it('are requested at their port with the accelerated domain as Host, and a function with its own Host', async () => {
    const pages = { text: 'from the site', path: '/' };
    await control.act('putOrigin', { host: 'origin.shop-demo.com', port: 8080, servedHost: name, ...pages });
    useOrigins({ content: 'origin.shop-demo.com', port: 8080 });
    const site = await at('/');
    expect({ status: site.status, body: site.body.toString(), origin: originOf(site) }).toEqual({
      status: 200,
      body: 'from the site',
      origin: 'origin.shop-demo.com:8080',
    });
    useOrigins({ content: 'origin.shop-demo.com', port: 80 });
    sandbox.state.edgeCache.clear();
    expect((await at('/')).status).toBe(502);
    const fc = 'demo.ap-southeast-1.fcapp.run';
    await control.act('putOrigin', { host: fc, servedHost: fc, text: 'from the function' });
    useOrigins({ type: 'fc_domain', content: fc });
    expect((await at('/')).body.toString()).toBe('from the function');
  });

  it('are resolved by their DNS name', async () => {
    await control.act('putOrigin', { host: '203.0.114.10', text: 'by address' });
    useOrigins({ content: 'www.shop-demo.com' });
    expect((await at('/')).body.toString()).toBe('by address');
    useOrigins({ type: 'ipaddr', content: '203.0.114.10' });
    sandbox.state.edgeCache.clear();
    expect(originOf(await at('/'))).toBe('203.0.114.10:80');
  });

  it('are chosen by weight, and the backup is used when no primary one answers', async () => {
    for (const host of ['a.example', 'b.example', 'c.example']) await control.act('putOrigin', { host, text: host });
    useOrigins(
      { content: 'a.example', weight: '30' },
      { content: 'b.example', weight: '10' },
      { content: 'c.example', priority: '30' },
    );
    const seen = await fetchTimes(80);
    const count = (host: string) => seen.filter((origin) => origin === `${host}:80`).length;
    expect({ a: count('a.example'), b: count('b.example'), c: count('c.example') }).toEqual({ a: 60, b: 20, c: 0 });
    await control.act('putOrigin', { host: 'a.example', text: 'a', up: false });
    expect(new Set(await fetchTimes(80))).toEqual(new Set(['b.example:80']));
    await control.act('putOrigin', { host: 'b.example', text: 'b', up: false });
    expect(new Set(await fetchTimes(4))).toEqual(new Set(['c.example:80']));
  });
});

describe('a bucket origin that is set by hand', () => {
  it('is requested under its own name, the default of CDN for a bucket', async () => {
    const content = 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com';
    await control.act('setSources', { domain: name, sources: [{ type: 'oss', content }] });
    expect((await at('/index.html')).body.toString()).toContain('<title>Shop demo</title>');
  });
});

describe('a domain whose status changes', () => {
  it('serves while it is configured, not once it is disabled, and is unknown once deleted', async () => {
    domain.servesMeanwhile = true;
    domain.status = 'configuring';
    expect((await at('/css/site.css')).status).toBe(200);
    domain.servesMeanwhile = false;
    expect((await ask(target, '/css/site.css', { agent: false })).status).toBe(502);
    domain.status = 'online';
    await control.act('deleteDomain', { domain: name });
    const options = { servername: name, headers: { host: name }, agent: false as const };
    await expect(ask(target, '/css/site.css', options)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    const gone = await ask(target, '/css/site.css', { ...options, rejectUnauthorized: false });
    expect({ status: gone.status, error: gone.headers['x-tengine-bf-error'] }).toEqual({
      status: 403,
      error: 'non-existent domain',
    });
  });

  it('has prefetched files before the first request', async () => {
    const task = { id: '9', url: `https://${name}/js/app.js`, type: 'preload' as const, createdAt: 0, done: false };
    sandbox.state.refreshTasks.push({ ...task, effectiveAt: Date.now() });
    expect((await at('/js/app.js')).headers['x-cache']).toMatch(/^HIT/);
    const missing = { ...task, id: '10', url: `https://${name}/none.js`, effectiveAt: Date.now() };
    sandbox.state.refreshTasks.push(missing);
    expect((await at('/none.js')).headers['x-cache']).toMatch(/^MISS/);
    expect(missing).toMatchObject({ failed: 'Origin Return StatusCode 404' });
  });
});
