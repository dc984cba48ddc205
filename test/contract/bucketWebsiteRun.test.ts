import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { canUndo } from '../../src/core/activity/activity.js';
import type { ActivityLog } from '../../src/core/activity/activityLog.js';
import { applyUndo, readUndoState } from '../../src/core/activity/resources.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import { chooseDelivery } from '../support/chooseDelivery.js';
import { editor, resetEditor, shownTexts } from '../support/fakeVscode.js';
import { openActivity } from '../support/openActivity.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { visit as visitFrom } from '../support/visit.js';

const { signal } = new AbortController();
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';
let runs: SandboxRuns;
let activity: ActivityLog;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
beforeEach(async () => {
  resetEditor();
  editor.press = () => true;
  runs.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
  activity = openActivity();
  await put('404.html', '<h1>Not here</h1>');
  await put('guide/index.html', '<h1>Guide</h1>');
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());

const put = (key: string, text: string) =>
  runs.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: { 'content-type': 'text/html' } }, signal);
const choose = (pick: string) =>
  chooseDelivery(runs, `website:${domain}`, [{ pick }], trackChanges(runs.cloud, activity));
const read = () => runs.cloud.oss.readBucketSetting(bucket, 'website', signal);

/** What visitors get at the edge: the status, and the heading or title of the page. */
async function visit(path: string) {
  const { status, text } = await visitFrom(runs.sandbox, `http://${domain}${path}`);
  return { status, page: /<(?:h1|title)>([^<]+)</.exec(text)?.[1] };
}

async function undoLast(): Promise<void> {
  const undo = activity.entries.find(canUndo)?.change;
  expect(await readUndoState(undo!, runs.cloud, signal)).toBe('ready');
  await applyUndo(undo!, runs.cloud, signal);
  runs.sandbox.state.edgeCache.clear();
}

test('Pages with a 404 Page serves the index page, that of a directory, and the 404 page with its status', async () => {
  expect((await visit('/')).status).toBe(403);
  await choose('Pages with a 404 Page');
  expect(await Promise.all(['/', '/guide', '/missing.js'].map(visit))).toEqual([
    { status: 200, page: 'Assets' },
    { status: 200, page: 'Guide' },
    { status: 404, page: 'Not here' },
  ]);
});

test('Single-Page App serves the index page for every missing file, and Undo restores the former website', async () => {
  await choose('Pages with a 404 Page');
  const before = await read();
  await choose('Single-Page App');
  expect(await Promise.all(['/', '/shop/cart', '/missing.js'].map(visit))).toEqual([
    { status: 200, page: 'Assets' },
    { status: 200, page: 'Assets' },
    { status: 200, page: 'Assets' },
  ]);
  await undoLast();
  expect(await read()).toBe(before);
  expect(await Promise.all(['/shop/cart', '/missing.js'].map(visit))).toEqual([
    { status: 404, page: 'Not here' },
    { status: 404, page: 'Not here' },
  ]);
});

test('Off removes the website, and Undo restores it completely', async () => {
  await choose('Single-Page App');
  const before = await read();
  await choose('Off');
  expect(await read()).toBeUndefined();
  expect((await visit('/')).status).toBe(403);
  expect((await visit('/shop/cart')).status).toBe(404);
  await undoLast();
  expect(await read()).toBe(before);
  expect(await visit('/shop/cart')).toEqual({ status: 200, page: 'Assets' });
});

test('a website that another program has changed cannot be undone silently', async () => {
  await choose('Single-Page App');
  await runs.cloud.oss.updateBucketSetting(bucket, 'website', '<WebsiteConfiguration></WebsiteConfiguration>', signal);
  const undo = activity.entries.find(canUndo)?.change;
  expect(await readUndoState(undo!, runs.cloud, signal)).not.toBe('ready');
});

test('the refresh for a new website is offered', async () => {
  await choose('Single-Page App');
  expect(shownTexts().join('\n')).toContain(
    `Cached copies of ${domain} were not refreshed; they stay until they expire`,
  );
  expect(editor.ran).toContainEqual(['ossCdn.refreshFolder', domain]);
});
