import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readPresentSite } from '../../src/core/delivery/readPresentSite.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';

const { signal } = new AbortController();
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());

const stored = () => runs.sandbox.state.cdnDomains.get(domain)!;
const put = (key: string, text: string) =>
  runs.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: { 'content-type': 'text/html' } }, signal);
const read = (keys: readonly string[], of = signal) =>
  readPresentSite(runs.cloud.edge, domain, { keys: new Set(keys), site: { type: 'docs' } }, of);

/** A site with a first page, a page of a folder and one that only its sitemap tells. */
async function serveSite(): Promise<void> {
  const args = { regex: '^/$', replacement: '/index.html', flag: 'break' };
  stored().configs = [{ id: 'rule', functionName: 'host_redirect', args, readyAt: 0, failed: false }];
  await put('index.html', '<a href="/guide/index.html">Guide</a><a href="https://elsewhere.example/">Else</a>');
  await put('guide/index.html', 'Guide');
  await put('old.html', 'Old');
  await put('robots.txt', `Sitemap: https://${domain}/sitemap.xml`);
  await put('sitemap.xml', `<urlset><url><loc>https://${domain}/old.html</loc></url></urlset>`);
}

test.each([
  ['https', true],
  ['http', false],
] as const)('the present site of a name is read over %s, by its own address alone', async (scheme, httpsOn) => {
  await serveSite();
  stored().httpsOn = httpsOn;
  const { calls } = runs.sandbox.state;
  const before = calls.length;
  expect(await read(['index.html', 'robots.txt'])).toMatchObject({
    scheme,
    status: 200,
    lacking: ['/guide/index.html', '/old.html', '/sitemap.xml'],
    unasked: 0,
  });
  const asked = calls.slice(before).filter(({ service }) => service === 'edge');
  expect(asked.length).toBeLessThanOrEqual(50);
});

test('a name that no server answers for has no present site', async () => {
  expect(
    await readPresentSite(runs.cloud.edge, 'nothing.shop-demo.com', { keys: new Set(), site: undefined }, signal),
  ).toBeUndefined();
});
