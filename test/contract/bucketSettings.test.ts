import { afterEach, beforeEach, expect, test } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { actByHand } from '../../sandbox/console.js';
import { readCorsRules, withCorsOrigins, withElement, withErrorPage } from '../../src/core/delivery/bucketXml.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { visit } from '../support/visit.js';

const { signal } = new AbortController();
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';
let runs: SandboxRuns;

beforeEach(async () => {
  runs = await startSandboxRuns();
  runs.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
});
afterEach(() => runs.stop());

test('a website is stored, read unchanged, applied to visitors through the edge, and removed', async () => {
  const { oss } = runs.cloud;
  expect(await oss.readBucketSetting(bucket, 'website', signal)).toBeUndefined();
  const root = ['WebsiteConfiguration', 'IndexDocument', 'Suffix'] as const;
  const index = withElement('<WebsiteConfiguration></WebsiteConfiguration>', root, 'index.html');
  const error = withElement(index, ['WebsiteConfiguration', 'ErrorDocument', 'HttpStatus'], '200');
  const xml = withElement(error, ['WebsiteConfiguration', 'ErrorDocument', 'Key'], 'index.html');
  await oss.updateBucketSetting(bucket, 'website', xml, signal);
  expect(await oss.readBucketSetting(bucket, 'website', signal)).toBe(xml);
  const route = await visit(runs.sandbox, `http://${domain}/shop/cart`);
  expect(route).toMatchObject({ status: 200, text: expect.stringContaining('<title>Assets</title>') });
  await oss.deleteBucketSetting(bucket, 'website', signal);
  expect(await oss.readBucketSetting(bucket, 'website', signal)).toBeUndefined();
});

test.each([
  ['dir/', 'false', '0', 200, 'Assets'],
  ['dir/', 'true', '0', 200, 'Inside'],
  ['dir/', 'true', '1', 200, 'Inside'],
  ['dir/', 'true', '2', 200, 'Inside'],
  ['dir', 'false', '2', 404, 'Gone'],
  ['dir', 'true', '0', 302, undefined],
  ['dir', 'true', '1', 404, 'Gone'],
  ['dir', 'true', '2', 200, 'Inside'],
  ['none/', 'true', '0', 404, 'Gone'],
])('a website answers /%s with SupportSubDir %s and Type %s by %i', async (path, folders, type, status, title) => {
  const { oss } = runs.cloud;
  const { state } = runs.sandbox;
  const put = (key: string, text: string) =>
    oss.putObject(
      bucket,
      key,
      { body: Buffer.from(`<title>${text}</title>`), headers: { 'content-type': 'text/html' } },
      signal,
    );
  await put('dir/index.html', 'Inside');
  await put('404.html', 'Gone');
  setByHand(state, state.cdnDomains.get(domain)!, 'set_req_host_header', { domain_name: domain });
  actByHand(state, { action: 'bindCname', bucket: bucket.name, domain });
  const index = `<IndexDocument><Suffix>index.html</Suffix><SupportSubDir>${folders}</SupportSubDir><Type>${type}</Type></IndexDocument>`;
  const xml = withErrorPage(`<WebsiteConfiguration>${index}</WebsiteConfiguration>`, '404.html');
  await oss.updateBucketSetting(bucket, 'website', xml, signal);
  const answer = await visit(runs.sandbox, `http://${domain}/${path}`);
  expect({ status: answer.status, title: /<title>([^<]+)/.exec(answer.text)?.[1] }).toEqual({ status, title });
  if (status === 302) expect(answer.headers.location).toBe('/dir/');
});

test("a preflight request is answered by the bucket's rule, and every page gets CDN's header", async () => {
  const origin = 'https://shop.example';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } };
  const ask = () => visit(runs.sandbox, `http://${domain}/js/app.js`, preflight);
  expect((await ask()).status).toBe(403);
  await runs.cloud.oss.updateBucketSetting(bucket, 'cors', withCorsOrigins(undefined, [origin]), signal);
  const { status, headers } = await ask();
  expect({ status, allowedOrigin: headers['access-control-allow-origin'] }).toEqual({
    status: 200,
    allowedOrigin: origin,
  });
  const probe = { connectTo: domain, name: domain, path: '/', maxBytes: 1, scheme: 'http', preflight: origin } as const;
  expect((await runs.cloud.edge.probe(probe, signal)).headers['access-control-allow-origin']).toBe(origin);
  const { state } = runs.sandbox;
  const args = {
    key: 'Access-Control-Allow-Origin',
    value: `https://a.example,${origin}`,
    header_operation_type: 'add',
    duplicate: 'off',
    access_origin_control: 'on',
  };
  setByHand(state, state.cdnDomains.get(domain)!, 'set_resp_header', args);
  const read = await visit(runs.sandbox, `http://${domain}/js/app.js`, { headers: { origin } });
  expect(read.headers['access-control-allow-origin']).toBe(origin);
  const other = await visit(runs.sandbox, `http://${domain}/js/app.js`, {
    headers: { origin: 'https://evil.example' },
  });
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
});

test("the edge caches files by the console's rules and refuses barred visitors", async () => {
  const { state } = runs.sandbox;
  const stored = state.cdnDomains.get(domain)!;
  const kept = async (path: string) =>
    Number((await visit(runs.sandbox, `http://${domain}${path}`)).headers['x-swift-cachetime']);
  expect(await kept('/js/app.js')).toBe(86_400);
  setByHand(state, stored, 'path_based_ttl_set', { path: '/js/', ttl: '120', weight: '5' });
  state.edgeCache.clear();
  expect(await kept('/js/app.js')).toBe(120);
  setByHand(state, stored, 'path_based_ttl_set', { path: '/', ttl: '120', swift_origin_cache_high: 'on' });
  state.edgeCache.clear();
  expect({ script: await kept('/js/app.js'), style: await kept('/css/site.css') }).toEqual({
    script: 86_400,
    style: 120,
  });
  setByHand(state, stored, 'referer_white_list_set', { refer_domain_allow_list: 'shop.example', allow_empty: 'on' });
  const from = (referer: string) => visit(runs.sandbox, `http://${domain}/css/site.css`, { headers: { referer } });
  expect((await from('https://www.shop.example/a')).status).toBe(200);
  expect((await from('https://thief.example/a')).status).toBe(403);
  expect((await visit(runs.sandbox, `http://${domain}/css/site.css`)).status).toBe(200);
});

test("another site joins the first one's rule in the bucket's answer", async () => {
  const { oss } = runs.cloud;
  for (const origin of ['https://a.example', 'https://b.example']) {
    const xml = withCorsOrigins(await oss.readBucketSetting(bucket, 'cors', signal), [origin]);
    await oss.updateBucketSetting(bucket, 'cors', xml, signal);
  }
  expect(readCorsRules(await oss.readBucketSetting(bucket, 'cors', signal))).toEqual([
    { origins: ['https://a.example', 'https://b.example'], methods: ['GET', 'HEAD'] },
  ]);
});
