import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { actByHand } from '../../sandbox/console.js';
import { chooseDelivery } from '../support/chooseDelivery.js';
import { editor, resetEditor, shownTexts } from '../support/fakeVscode.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import type { Line } from '../support/scriptedUi.js';
import { visit as visitFrom } from '../support/visit.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const file = '/css/site.css';
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
beforeEach(() => {
  resetEditor();
  editor.press = () => true;
  runs.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
});
afterEach(async () => {
  delete runs.sandbox.state.visitor;
  delete runs.sandbox.state.pause;
  await runs.reset();
});
afterAll(() => runs.stop());

const visit = (path = file, headers: Readonly<Record<string, string>> = {}) =>
  visitFrom(runs.sandbox, `http://${domain}${path}`, { headers });
const statusOf = async (path?: string, headers?: Readonly<Record<string, string>>) =>
  (await visit(path, headers)).status;
const keptSeconds = async (path: string) => Number((await visit(path)).headers['x-swift-cachetime']);
const from = (address: string, country = 'CN') =>
  actByHand(runs.sandbox.state, { action: 'setVisitor', address, country });
const put = (key: string, text: string, type: string) =>
  runs.cloud.oss.putObject(
    { name: 'assets-singapore', region: 'ap-southeast-1' },
    key,
    { body: Buffer.from(text), headers: { 'content-type': type } },
    signal,
  );

/** Begins to read a file through the proxy, and counts what has arrived of it. */
function startDownload(path: string): { readonly bytes: number; readonly ended: boolean } {
  const download = { bytes: 0, ended: false };
  const { proxyPort: port } = runs.sandbox;
  get({ host: '127.0.0.1', port, path: `http://${domain}${path}`, headers: { host: domain } }, (response) => {
    response.on('data', (part: Buffer) => {
      download.bytes += part.length;
    });
    response.on('end', () => {
      download.ended = true;
    });
  });
  return download;
}

/** As in the vendor's console. */
const set = (functionName: string, args: Readonly<Record<string, string>>) =>
  setByHand(runs.sandbox.state, runs.sandbox.state.cdnDomains.get(domain)!, functionName, args);

const choose = (topic: string, ...lines: readonly Line[]) => chooseDelivery(runs, `${topic}:${domain}`, lines);

describe('the effect of delivery settings at the edge', () => {
  test('Block IP Addresses refuses exactly a network, and replaces an allow list', async () => {
    set('ip_allow_list_set', { ip_list: '203.0.113.0/24' });
    expect(await statusOf()).toBe(403);
    await choose('access', { pick: 'Block IP Addresses…' }, { type: '198.51.100.0/24, 2001:db8::/32' });
    expect(await statusOf()).toBe(403);
    expect(await statusOf(file, { 'x-forwarded-for': '192.0.2.7' })).toBe(403);
    from('2001:db8::7');
    expect(await statusOf()).toBe(403);
    from('192.0.2.7');
    expect(await statusOf()).toBe(200);
  });

  test('Allow Only These IP Addresses refuses all others, and replaces a block list', async () => {
    set('ip_black_list_set', { ip_list: '192.0.2.0/24' });
    await choose('access', { pick: 'Allow Only These IP Addresses…' }, { type: '192.0.2.0/24, 2001:db8::/32' });
    const refused = await visit();
    expect({ status: refused.status, error: refused.headers['x-tengine-error'] }).toEqual({
      status: 403,
      error: 'denied by IP ACL = not in whitelist',
    });
    from('192.0.2.7');
    expect(await statusOf()).toBe(200);
    from('2001:db8::7');
    expect(await statusOf()).toBe(200);
  });

  test('a forged X-Forwarded-For bypasses an allow list by default, and none of ours, new or changed', async () => {
    const forged = () => statusOf(file, { 'x-forwarded-for': '203.0.113.7, 198.51.100.20' });
    set('ip_allow_list_set', { ip_list: '203.0.113.0/24' });
    expect({ direct: await statusOf(), forged: await forged() }).toEqual({ direct: 403, forged: 200 });
    await choose('access', { pick: 'Compare the Address of the Connection' });
    expect(await forged()).toBe(403);
    const lines = [{ pick: 'Allow Only These IP Addresses…' }, { type: '203.0.113.0/25' }] as const;
    await choose('access', ...lines);
    expect(await forged()).toBe(403);
    await choose('access', { pick: 'Remove: Allowed IP addresses' });
    expect(await forged()).toBe(200);
    await choose('access', ...lines);
    expect(await forged()).toBe(403);
  });

  test('Block These Countries refuses exactly these, and replaces the allowed ones', async () => {
    set('ali_location', { location: 'DE', type: 'white' });
    expect(await statusOf()).toBe(403);
    await choose('access', { pick: 'Block These Countries…' }, { type: 'DE, FR' });
    expect(await statusOf()).toBe(200);
    from('192.0.2.7', 'DE');
    expect(await statusOf()).toBe(403);
    from('192.0.2.7', 'US');
    expect(await statusOf()).toBe(200);
  });

  test('Allow Only These Countries refuses the others', async () => {
    await choose('access', { pick: 'Allow Only These Countries…' }, { type: 'CN, US' });
    from('192.0.2.7', 'US');
    expect(await statusOf()).toBe(200);
    from('192.0.2.7', 'DE');
    expect(await statusOf()).toBe(403);
  });

  test('Allow Only Requests from These Sites accepts their pages, and directly opened URLs', async () => {
    const allow = { pick: 'Allow Only Requests from These Sites…' };
    const [sites, empty] = [{ type: 'shop.example,*.shop.example' }, { pick: 'Allow Requests Without a Referer' }];
    await choose('access', allow, sites, empty);
    expect(await statusOf(file, { referer: 'https://shop.example/a' })).toBe(200);
    expect(await statusOf(file, { referer: 'https://www.shop.example/a' })).toBe(200);
    expect(await statusOf(file, { referer: 'https://thief.example/a' })).toBe(403);
    expect(await statusOf()).toBe(200);
  });

  test('Block Requests from These Sites refuses only their pages', async () => {
    const [block, empty] = [{ pick: 'Block Requests from These Sites…' }, { pick: 'Allow Requests Without a Referer' }];
    await choose('access', block, { type: 'thief.example' }, empty);
    expect(await statusOf(file, { referer: 'https://thief.example/a' })).toBe(403);
    expect(await statusOf(file, { referer: 'https://shop.example/a' })).toBe(200);
    expect(await statusOf()).toBe(200);
  });

  test('Refuse Requests Without a Referer refuses a directly opened URL, and the edge names the rule', async () => {
    const [block, empty] = [
      { pick: 'Block Requests from These Sites…' },
      { pick: 'Refuse Requests Without a Referer' },
    ];
    await choose('access', block, { type: 'thief.example' }, empty);
    const refused = await visit();
    expect({ status: refused.status, error: refused.headers['x-tengine-error'] }).toEqual({
      status: 403,
      error: 'denied by Referer ACL',
    });
    expect(await statusOf(file, { referer: 'https://shop.example/a' })).toBe(200);
  });

  test('Remove deletes a list', async () => {
    await choose('access', { pick: 'Block IP Addresses…' }, { type: '198.51.100.0/24' });
    expect(await statusOf()).toBe(403);
    await choose('access', { pick: 'Remove: Blocked IP addresses' });
    expect(await statusOf()).toBe(200);
  });

  test("Limit Speed sends one second's bytes per second", async () => {
    const [second, size] = [102_400, 250_000];
    await put('big.bin', 'x'.repeat(size), 'application/octet-stream');
    await choose('access', { pick: 'Limit Speed…' }, { type: '100k' });
    const pauses: { readonly ms: number; end(): void }[] = [];
    runs.sandbox.state.pause = (ms) => new Promise((end) => void pauses.push({ ms, end }));
    const download = startDownload('/big.bin');
    for (const [at, bytes] of [second, 2 * second].entries()) {
      await expect.poll(() => ({ pauses: pauses.length, bytes: download.bytes })).toEqual({ pauses: at + 1, bytes });
      pauses[at]!.end();
    }
    await expect.poll(() => download.ended).toBe(true);
    expect({ bytes: download.bytes, waited: pauses.map(({ ms }) => ms) }).toEqual({
      bytes: size,
      waited: [1000, 1000],
    });
  });

  test('fixed times for a directory and for file types override Cache-Control', async () => {
    await choose('cache', { pick: 'Fixed Time for a Directory…' }, { type: '/js/' }, { type: '120' });
    expect(await keptSeconds('/js/app.js')).toBe(120);
    await choose('cache', { pick: 'Fixed Time for File Types…' }, { type: 'css' }, { type: '60' });
    expect({ script: await keptSeconds('/js/app.js'), style: await keptSeconds(file) }).toEqual({
      script: 120,
      style: 60,
    });
  });

  test('the last chosen fixed time of a file wins, and no-cache always applies', async () => {
    await choose('cache', { pick: 'Fixed Time for a Directory…' }, { type: '/js/' }, { type: '120' });
    await choose('cache', { pick: 'Fixed Time for File Types…' }, { type: 'js' }, { type: '30' });
    expect(await keptSeconds('/js/app.js')).toBe(30);
    const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
    const headers = { 'content-type': 'application/javascript', 'cache-control': 'no-cache' };
    await runs.cloud.oss.putObject(bucket, 'js/now.js', { body: Buffer.from('1'), headers }, signal);
    expect(await keptSeconds('/js/now.js')).toBe(0);
  });

  test('Follow What Publishing Writes uses Cache-Control, or an hour without it', async () => {
    await choose('cache', { pick: 'Follow What Publishing Writes' });
    expect({ script: await keptSeconds('/js/app.js'), style: await keptSeconds(file) }).toEqual({
      script: 86_400,
      style: 3600,
    });
  });

  test('One Copy, Ignoring Query Strings answers another query from the cache, but not another image', async () => {
    await choose('cache', { pick: 'One Copy, Ignoring Query Strings' });
    await visit(`${file}?v=1`);
    expect((await visit(`${file}?v=2`)).headers['x-cache']).toMatch(/^HIT/);
    expect((await visit(`${file}?x-oss-process=style/a`)).headers['x-cache']).toMatch(/^MISS/);
  });

  test('compression compresses texts as chosen', async () => {
    await put('big.js', 'x'.repeat(4000), 'application/javascript');
    const packed = async () => {
      const { headers, text } = await visit('/big.js', { 'accept-encoding': 'gzip, br' });
      expect(text).toBe('x'.repeat(4000));
      return headers['content-encoding'];
    };
    expect(await packed()).toBeUndefined();
    await choose('compression', { pick: 'gzip and Brotli' });
    expect(await packed()).toBe('br');
    await choose('compression', { pick: 'gzip Only' });
    expect(await packed()).toBe('gzip');
    await choose('compression', { pick: 'Off' });
    expect(await packed()).toBeUndefined();
  });

  test('a response header is added to every answer', async () => {
    await choose('headers', { pick: 'X-Content-Type-Options: nosniff' });
    await choose('headers', { pick: 'Add Header…' }, { type: 'Permissions-Policy: camera=()' });
    expect((await visit()).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'permissions-policy': 'camera=()',
    });
  });

  test("Every Site and These Sites let only these sites' scripts read", async () => {
    const allowed = async (origin: string) => (await visit(file, { origin })).headers['access-control-allow-origin'];
    expect(await allowed('https://a.example')).toBeUndefined();
    await choose('cors', { pick: 'Every Site' });
    expect(await allowed('https://a.example')).toBe('*');
    expect(shownTexts().join('\n')).toContain('The edge allows pages of https://example.com to read.');
    await choose('cors', { pick: 'These Sites…' }, { type: 'https://a.example,https://b.example' });
    expect({ b: await allowed('https://b.example'), c: await allowed('https://c.example') }).toEqual({
      b: 'https://b.example',
      c: undefined,
    });
  });
});

describe('settings of the console', () => {
  test('a list of programs refuses by User-Agent', async () => {
    set('ali_ua', { ua: '*curl*|*wget*', type: 'black' });
    expect(await statusOf(file, { 'user-agent': 'curl/8.5.0' })).toBe(403);
    expect(await statusOf(file, { 'user-agent': 'Mozilla/5.0' })).toBe(200);
    set('ali_ua', { ua: '*Mozilla*', type: 'white' });
    expect(await statusOf(file, { 'user-agent': 'curl/8.5.0' })).toBe(403);
  });

  test('a forwarded address counts if the setting says so, with the status of the setting', async () => {
    set('ip_black_list_set', { ip_list: '192.0.2.7', ip_acl_xfwd: 'on', customize_response_status_code: '451' });
    expect(await statusOf(file, { 'x-forwarded-for': '192.0.2.7, 198.51.100.20' })).toBe(451);
    expect(await statusOf()).toBe(200);
  });

  test('URL signing refuses unsigned, wrongly signed and expired URLs, and one copy serves all signatures', async () => {
    const key = 'very-secret-key-1234';
    set('aliauth', { auth_type: 'type_a', auth_key1: key, ali_auth_delta: '600' });
    const sign = (secret: string, at = Math.floor(Date.now() / 1000)) => {
      const hash = createHash('md5').update(`${file}-${at}-0-0-${secret}`).digest('hex');
      return `${file}?auth_key=${at}-0-0-${hash}`;
    };
    const unsigned = await visit();
    expect({ status: unsigned.status, error: unsigned.headers['x-tengine-error'] }).toEqual({
      status: 403,
      error: 'denied by req auth: no url arg auth_key',
    });
    expect(await statusOf(sign('another-secret-key-1'))).toBe(403);
    expect(await statusOf(sign(key, 1_700_000_000))).toBe(403);
    expect(await statusOf(sign(key))).toBe(200);
    expect((await visit(sign(key, Math.floor(Date.now() / 1000) - 9))).headers['x-cache']).toMatch(/^HIT/);
    set('aliauth', { auth_type: 'no_auth' });
    expect(await statusOf()).toBe(200);
  });
});
