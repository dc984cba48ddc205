import { afterEach, beforeEach, expect, test } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { canUndo } from '../../src/core/activity/activity.js';
import { applyUndo, readUndoState } from '../../src/core/activity/resources.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import type { SitePlan } from '../../src/core/delivery/siteType.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { openActivity } from '../support/openActivity.js';
import { long, sampled } from '../support/sample.js';
import { plan as onboarding, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { visit as visitFrom } from '../support/visit.js';

const { signal } = new AbortController();
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';
const planOf = (site: SitePlan) =>
  ({ ...onboarding, task: 'site', site, domain, origin: { kind: 'bucket', bucket } }) as const;
let runs: SandboxRuns;

beforeEach(async () => {
  runs = await startSandboxRuns();
  runs.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
});
afterEach(() => runs.stop());

const visit = (path: string, options?: Parameters<typeof visitFrom>[2]) =>
  visitFrom(runs.sandbox, `http://${domain}${path}`, options);

async function put(key: string, text: string, type = 'text/html'): Promise<void> {
  await runs.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: { 'content-type': type } }, signal);
}

function agree(ask: UserAsk): Partial<RunAnswers> {
  if (ask.kind === 'approveSite') return { approvals: { site: ask.approval } };
  if (ask.kind === 'offerDrop') return { approvals: { dropCopies: ask.approval } };
  throw new Error(`not expected to be asked: ${JSON.stringify(ask)}`);
}

async function serve(site: SitePlan, cloud: CloudPorts = runs.cloud): Promise<void> {
  const board = runs.openWindow(new Set(), cloud);
  await runs.finish(board, await board.start(planOf(site)), agree);
  // Copies are dropped once the refresh is done.
  await expect.poll(async () => (await listTasks()).every(({ status }) => status === 'complete')).toBe(true);
}

const listTasks = async () => (await runs.cloud.cdn.listRefreshTasks({ page: 1, limit: 20 }, signal)).tasks;

const functions = () =>
  (runs.sandbox.state.cdnDomains.get(domain)?.configs ?? []).map(
    ({ functionName, args }) => [functionName, args] as const,
  );

test('a single-page app: routes are the first page, a missing file stays missing, one copy serves every query, texts are packed', async () => {
  await put('big.js', 'x'.repeat(4000), 'application/javascript');
  expect((await visit('/')).status).not.toBe(200);
  expect((await visit('/shop/cart')).status).toBe(404);
  await serve({ type: 'spa', query: 'imagesKept' });
  const root = await visit('/');
  expect(root).toMatchObject({ status: 200, text: expect.stringContaining('<title>Assets</title>') });
  expect(await visit('/shop/cart')).toMatchObject({ status: 200, text: root.text });
  expect((await visit('/shop/missing.js')).status).toBe(404);
  await visit('/css/site.css?v=1');
  expect((await visit('/css/site.css?v=2')).headers['x-cache']).toMatch(/^HIT/);
  expect((await visit('/css/site.css?x-oss-process=style/a')).headers['x-cache']).toMatch(/^MISS/);
  const packed = await visit('/big.js', { headers: { 'accept-encoding': 'gzip, br' } });
  expect(packed.headers['content-encoding']).toBe('br');
  expect(packed).toMatchObject({ text: 'x'.repeat(4000) });
  expect(packed.bytes).toBeLessThan(1000);
});

test(
  'a website: / is the index page, folders and missing files stay as they are, and one copy serves all queries',
  long,
  async () => {
    await put('guide/index.html', '<h1>Guide</h1>');
    await put('big.js', 'x'.repeat(4000), 'application/javascript');
    expect((await visit('/')).status).toBe(403);
    await serve({ type: 'website', query: 'ignored' });
    expect(await visit('/')).toMatchObject({ status: 200, text: expect.stringContaining('<title>Assets</title>') });
    const paths = ['/guide', '/shop/cart', '/missing.js'];
    const answers = await Promise.all(paths.map((path) => visit(path)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    const cacheOf = async (path: string) => (await visit(path)).headers['x-cache']?.split(' ', 1)[0];
    await visit('/css/site.css?v=1');
    expect({
      other: await cacheOf('/css/site.css?v=2'),
      image: await cacheOf('/css/site.css?x-oss-process=style/a'),
      bare: await cacheOf('/css/site.css'),
    }).toEqual({ other: 'HIT', image: 'HIT', bare: 'HIT' });
    const packed = await visit('/big.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(packed).toMatchObject({ text: 'x'.repeat(4000), headers: { 'content-encoding': 'gzip' } });
  },
);

test(
  'a website with a page for what is missing leads there, and its files keep their own cache headers',
  long,
  async () => {
    await put('404.html', '<h1>Not here</h1>');
    const notFoundPage = `http://${domain}/404.html`;
    await serve({ type: 'website', notFoundPage });
    const missing = await visit('/missing.js');
    expect({ status: missing.status, location: missing.headers.location }).toEqual({
      status: 302,
      location: notFoundPage,
    });
    expect(await visit('/404.html')).toMatchObject({ status: 200, text: '<h1>Not here</h1>' });
    const seconds = async (path: string) => Number((await visit(path)).headers['x-swift-cachetime']);
    expect({ script: await seconds('/js/app.js'), style: await seconds('/css/site.css') }).toEqual({
      script: 86_400,
      style: 3600,
    });
  },
);

test('documentation: folders are their pages with the slash, to which the address without it leads, and what is missing leads to the 404 page', async () => {
  await put('guide/index.html', '<h1>Guide</h1>');
  await put('404.html', '<h1>Not here</h1>');
  const notFoundPage = `http://${domain}/404.html`;
  await serve({ type: 'docs', notFoundPage });
  expect(await visit('/guide/')).toMatchObject({ status: 200, text: '<h1>Guide</h1>' });
  expect(await visit('/guide')).toMatchObject({ status: 302, headers: { location: '/guide/' } });
  const missing = await visit('/nothing.html');
  expect({ status: missing.status, location: missing.headers.location }).toEqual({
    status: 302,
    location: notFoundPage,
  });
});

test(
  'a single-page app in place of documentation: what is missing no longer leads to the 404 page of before',
  long,
  async () => {
    await put('404.html', '<h1>Not here</h1>');
    await serve({ type: 'docs', notFoundPage: `http://${domain}/404.html` });
    expect((await visit('/missing.js')).status).toBe(302);
    await serve({ type: 'spa' });
    expect((await visit('/missing.js')).status).toBe(404);
    expect(functions().filter(([name]) => name === 'error_page')).toEqual([]);
  },
);

test('downloads: the edge fetches only the requested parts of a large file, and no URL is rewritten to a page', async () => {
  await put('big.bin', 'x'.repeat(100_000), 'application/octet-stream');
  const stored = runs.sandbox.state.cdnDomains.get(domain)!;
  const costOf = async (range: string) => {
    const before = stored.originBytes ?? 0;
    const { status, bytes } = await visit('/big.bin', { headers: { range } });
    expect({ status, bytes }).toEqual({ status: 206, bytes: 10 });
    return (stored.originBytes ?? 0) - before;
  };
  expect(await costOf('bytes=0-9')).toBe(100_000);
  await serve({ type: 'downloads' });
  runs.sandbox.state.edgeCache.clear();
  expect(await costOf('bytes=500-509')).toBe(10);
  expect((await visit('/')).status).not.toBe(200);
});

test(
  'a change of the site type removes the rules of the former type, keeps settings from the console, and sets the cache period of the new type',
  long,
  async () => {
    const { state } = runs.sandbox;
    const stored = state.cdnDomains.get(domain)!;
    setByHand(state, stored, 'path_based_ttl_set', { path: '/', ttl: '60', weight: '9', swift_follow_cachetime: 'on' });
    setByHand(state, stored, 'aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' });
    setByHand(state, stored, 'host_redirect', { regex: '^/old$', replacement: '/new.html', flag: 'redirect' });
    await serve({ type: 'spa' });
    await serve({ type: 'website' });
    const rules = functions().filter(([name]) => name === 'host_redirect');
    expect(rules.map(([, { regex }]) => regex)).toEqual(['^/old$', '^/$', '^/([^.?#]*[^./?#])$', '^/(.+)/$']);
    expect(functions()).toContainEqual([
      'path_based_ttl_set',
      {
        path: '/',
        ttl: '3600',
        weight: '9',
        swift_origin_cache_high: 'on',
        swift_no_cache_low: 'off',
        swift_follow_cachetime: 'off',
        force_revalidate: 'off',
      },
    ]);
    expect(functions()).toContainEqual(['aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' }]);
  },
);

test('every change of a site type is undone in Activity, the last one first', async () => {
  const activity = openActivity();
  const before = JSON.stringify(functions().map(([name]) => name));
  await serve({ type: 'spa', query: 'ignored' }, trackChanges(runs.cloud, activity));
  const changes = activity.entries.filter(canUndo);
  expect(changes.map(({ change }) => (change.kind === 'config' && change.after ? change.at.functionName : ''))).toEqual(
    ['brotli', 'gzip', 'set_hashkey_args', 'path_based_ttl_set', 'host_redirect'],
  );
  for (const { change } of changes) {
    await expect.poll(async () => (await runs.cloud.cdn.readDomain(domain, signal))?.status).toBe('online');
    expect(await readUndoState(change, runs.cloud, signal)).toBe('ready');
    await applyUndo(change, runs.cloud, signal);
  }
  const own = functions().filter(([name]) => !['set_req_host_header', 'oss_auth'].includes(name));
  expect({ own, before }).toEqual({ own: [], before: '[]' });
});

const isSetting = ({ action }: { readonly action: string }) => action === 'BatchSetCdnDomainConfig';

/** Sets up a new domain with a site, after Start approved its settings, and returns the settings that were made. */
async function setUp(site: SitePlan, note: () => void = () => undefined) {
  const { sandbox, openWindow, finish, agree: answer } = runs;
  const board = openWindow();
  board.onDidChange(note);
  const plan = { ...onboarding, site };
  const id = await board.start(plan, { started: ['site', 'privateOrigin', 'privateObjects'] });
  await finish(board, id, (ask) => {
    if (ask.kind === 'settingRefused') return { left: { settings: ask.leave } };
    return ask.kind === 'siteUnserved' ? { skipped: { siteServed: true } } : answer(ask);
  });
  const made = sandbox.state.cdnDomains.get(plan.domain)?.configs ?? [];
  return made.map(({ functionName, args }) =>
    args.regex === undefined ? functionName : `${functionName} ${args.regex}`,
  );
}

const rulesOfFolders = ['host_redirect ^/$', 'host_redirect ^/(.+)/$', 'host_redirect ^/([^.?#]*[^./?#])$'];

sampled([{}, { settingsReversed: true }], 2)(
  'the settings of a new domain are made in one call, with the behaviour %o',
  async (values) => {
    const { state } = runs.sandbox;
    Object.assign(state.uncertain, values);
    const made = await setUp({ type: 'docs', notFoundPage: `http://${onboarding.domain}/404.html` });
    expect(made.toSorted()).toEqual(
      [
        'set_req_host_header',
        'oss_auth',
        'error_page',
        'path_based_ttl_set',
        'gzip',
        'brotli',
        ...rulesOfFolders,
      ].sort(),
    );
    expect(state.calls.filter(isSetting)).toHaveLength(1);
    expect(state.calls.filter(({ code }) => code === 'ServiceBusy')).toEqual([]);
  },
);

sampled([{}, { refusedSetsPart: true }], 2)(
  'if CDN refuses one of several settings, each is made once by a call of its own, with the behaviour %o',
  async (values) => {
    const { state } = runs.sandbox;
    Object.assign(state.uncertain, values);
    const made = await setUp({ type: 'downloads' }, () => {
      const stored = state.cdnDomains.get(onboarding.domain);
      if (stored) stored.ofResourcePlan = true;
    });
    expect(made.toSorted()).toEqual(['oss_auth', 'path_based_ttl_set', 'set_req_host_header']);
    const counts = state.calls.filter(isSetting).map(({ params }) => JSON.parse(params?.Functions ?? '[]').length);
    expect(counts).toEqual('refusedSetsPart' in values ? [3, 1] : [3, 1, 1, 1]);
  },
);

test('a site whose rules have no room beside those of the user changes nothing and says so', async () => {
  const stored = runs.sandbox.state.cdnDomains.get(domain)!;
  setByHand(runs.sandbox.state, stored, 'host_redirect', { regex: '^/old$', replacement: '/', flag: 'redirect' });
  const rule = stored.configs?.find(({ functionName }) => functionName === 'host_redirect');
  const copy = (at: number) => ({ ...rule!, id: `9${at}`, args: { ...rule!.args, regex: `^/old${at}$` } });
  stored.configs = Array.from({ length: 48 }, (_, at) => copy(at));
  const board = runs.openWindow();
  await board.start(planOf({ type: 'website' }));
  await expect
    .poll(() => board.runs[0]?.record.steps.addresses)
    .toMatchObject({ state: 'failed', error: { kind: 'tooManyRules' } });
  expect(functions()).toHaveLength(48);
  const more = ['^/a$', '^/b$', '^/c$'].map((regex) => ({
    functionName: 'host_redirect',
    args: { regex, replacement: '/' },
  }));
  await expect(runs.cloud.cdn.setConfigs(domain, more, signal)).rejects.toMatchObject({ kind: 'invalidInput' });
});
