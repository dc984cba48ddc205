import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { listForProof, proveSite } from '../../src/core/delivery/proveSite.js';
import { routeRules } from '../../src/core/delivery/siteRoutes.js';
import type { SitePlan } from '../../src/core/delivery/siteType.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';

const { signal } = new AbortController();
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';
const mark = 'm1';
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
beforeEach(() => {
  stored().httpsOn = false;
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());

const stored = () => runs.sandbox.state.cdnDomains.get(domain)!;
const rewrite = (regex: string, replacement: string, flag = 'break') => {
  const id = String(runs.sandbox.state.nextId++);
  const args = { regex, replacement, flag };
  stored().configs = [
    ...(stored().configs ?? []),
    { id, functionName: 'host_redirect', args, readyAt: 0, failed: false },
  ];
};
const put = (key: string, text: string, headers = { 'content-type': 'text/html' }) =>
  runs.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers }, signal);

/** What the edge is found to do wrong for a site of this type. */
async function failing(site: SitePlan) {
  const read = (await runs.cloud.cdn.readDomain(domain, signal))!;
  const objects = (await listForProof(runs.cloud.oss, bucket, signal)) ?? [];
  const checks = await proveSite({ cloud: runs.cloud, domain: read, site, objects, mark, now: Date.now(), signal });
  return checks.filter(({ holds }) => !holds).map(({ kind, path, status }) => ({ kind, path, status }));
}

describe('the proof of a site at the edge', () => {
  test('the proof of a site finds nothing where all promises are kept', async () => {
    rewrite('^/$', '/index.html');
    expect(await failing({ type: 'website' })).toEqual([]);
  });

  test('the proof of a site finds an index page that is not served', async () => {
    expect(await failing({ type: 'website' })).toEqual([{ kind: 'root', path: '/', status: 403 }]);
  });

  test('the proof of a site finds a route of a single-page app that is missing', async () => {
    rewrite('^/$', '/index.html');
    expect(await failing({ type: 'spa' })).toEqual([{ kind: 'route', path: '', status: 404 }]);
  });

  test('the proof of a site finds a route that is served as another page than the first one', async () => {
    await put('other.html', '<h1>Other</h1>');
    rewrite('^/$', '/index.html');
    rewrite('^/[^.]*$', '/other.html');
    const routes = { pages: ['other'] };
    expect(await failing({ type: 'spa', routes })).toEqual([{ kind: 'route', path: '', status: 200 }]);
  });

  test('the proof of a site finds a folder of documentation that is served only with its trailing slash', async () => {
    await put('guide/index.html', '<h1>Guide</h1>');
    rewrite('^/$', '/index.html');
    rewrite('^/(.+)/$', '/$1/index.html');
    expect(await failing({ type: 'docs' })).toEqual([{ kind: 'route', path: '/guide', status: 404 }]);
  });

  test('the proof of a site takes a cached copy of a former content, which expires', async () => {
    await put('about.html', '<h1>About</h1>');
    setByHand(runs.sandbox.state, stored(), 'filetype_based_ttl_set', { file_type: 'html', ttl: '86400' });
    for (const { args } of routeRules('website')) rewrite(args.regex ?? '', args.replacement ?? '', args.flag);
    const pages = async () => (await failing({ type: 'website' })).filter(({ kind }) => kind === 'route');
    expect(await pages()).toEqual([]);
    await put('about.html', '<h1>About us</h1>');
    expect(await pages()).toEqual([]);
  });

  test('the proof of a site finds a page that is served in place of a missing script', async () => {
    const pages =
      '<IndexDocument><Suffix>index.html</Suffix></IndexDocument><ErrorDocument><Key>index.html</Key><HttpStatus>200</HttpStatus></ErrorDocument>';
    const xml = `<WebsiteConfiguration>${pages}</WebsiteConfiguration>`;
    await runs.cloud.oss.updateBucketSetting(bucket, 'website', xml, signal);
    expect(await failing({ type: 'website' })).toContainEqual({ kind: 'missing', path: '/missing-m1.js', status: 200 });
  });

  test('the proof of a site finds a missing file that leads to another page than the one of the site', async () => {
    rewrite('^/$', '/index.html');
    setByHand(runs.sandbox.state, stored(), 'error_page', { error_code: '404', rewrite_page: 'http://example.com/' });
    const site = { type: 'website', notFoundPage: `http://${domain}/404.html` } as const;
    expect(await failing(site)).toEqual([
      { kind: 'missing', path: '/missing-m1.js', status: 302 },
      { kind: 'missing', path: '/missing-m1', status: 302 },
    ]);
    setByHand(runs.sandbox.state, stored(), 'error_page', { error_code: '404', rewrite_page: site.notFoundPage });
    expect(await failing(site)).toEqual([]);
  });

  test('the proof of a site finds a file that the edge does not cache, unless its own headers forbid that', async () => {
    rewrite('^/$', '/index.html');
    await put('a.css', 'p{}', { 'content-type': 'text/css' });
    setByHand(runs.sandbox.state, stored(), 'filetype_based_ttl_set', { file_type: 'css', ttl: '0' });
    expect(await failing({ type: 'website' })).toEqual([{ kind: 'asset', path: '/a.css', status: 200 }]);
    const forbidding = { 'content-type': 'text/css', 'cache-control': 'no-cache' };
    await put('a.css', 'p{}', forbidding);
    expect(await failing({ type: 'website' })).toEqual([]);
  });
});
