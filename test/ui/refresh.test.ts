import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { View } from '../support/workbench.js';
import { clearNotifications } from './support/clearView.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
const mapping = { folder: '.', bucket, region: 'ap-southeast-1', prefix: '', domains: [domain], onSave: 'off' };

/** What the menu of a mapped file has of ours, in its order. */
const ownEntries = [
  'publishFile',
  'openAtCdn',
  'checkAtEdge',
  'whyNotPublished',
  'refreshUrls',
  'prefetchUrls',
  'copyCdnUrl',
  'copyCdnUrlAs',
];

function prepare(workspace: string): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  writeFileSync(join(workspace, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
}

describe.each(storyLanguages('zh-cn'))('refreshing by hand in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let files: View;
  let tasks: View;

  const refreshes = async () =>
    (await ui.session.control.calls('RefreshObjectCaches')).map(({ params }) => params.ObjectPath?.split('\n').sort());
  const urls = [`https://${domain}/`, `https://${domain}/index.html`];
  const showFiles = () => ui.workbench.openContainer('Explorer');
  const check = async () => {
    await files.chooseFromMenu('index.html', label('command.checkAtEdge'));
    await ui.workbench.pick.titled(say('At the edge: {0}', urls[1] ?? ''));
  };
  const fact = (name: string, value: string) =>
    ui.workbench.pick
      .row(say(name))
      .filter({ hasText: say(value) })
      .waitFor();

  beforeAll(async () => {
    ui = await startUi(language, { prepare });
    await signIn(ui.workbench, language);
    await showFiles();
    files = new View(ui.workbench.page.locator('.explorer-folders-view'), label('container'));
    tasks = ui.workbench.view(label('view.refreshTasks'));
    await files.row('index.html').waitFor();
  });
  afterAll(() => ui?.stop());

  test('the menu of a mapped file has its commands', async () => {
    // Which files are mapped is known soon after the window has opened.
    await files.menuOffers('index.html', label('command.refreshUrls'));
    const entries = await files.openMenu('index.html');
    expect((await entries.allInnerTexts()).map((text) => text.trim()).filter(Boolean)).toEqual(
      ownEntries.map((name) => label(`command.${name}`)),
    );
    await ui.shot(`101-explorer-menu-${language}`);
    await files.closeMenu();
  });

  test('the edge shows a miss, then a hit, and that it differs from the local file', async () => {
    // Copies at the edge live as long as in the real world while what is there is looked at.
    await ui.session.control.setSpeed(1);
    await check();
    await ui.workbench.pick.row(say('MISS: fetched from the origin')).waitFor();
    await ui.workbench.pick.choose(say('Check Again'));
    await ui.workbench.pick.row(say('HIT: served from the cache')).waitFor();
    await fact('Same as the file here', 'no');
    await fact('Same as in the bucket', 'yes');
    await ui.shot(`102-edge-hit-${language}`);
    await ui.workbench.pick.leave();
  });

  test('an upload by another program does not change the edge', async () => {
    const text = readFileSync(join(ui.session.workspace, 'index.html'), 'utf8');
    await ui.session.control.act('putObject', { bucket, key: 'index.html', text, type: 'text/html' });
    await check();
    await ui.workbench.pick.row(say('HIT: served from the cache')).waitFor();
    await fact('Same as in the bucket', 'no');
    await ui.workbench.pick.leave();
  });

  test('Refresh in the Explorer sends one call with the page and its folder, and reports its end', async () => {
    await ui.session.control.setSpeed(300);
    await files.chooseFromMenu('index.html', label('command.refreshUrls'));
    await ui.workbench.statusItem(say('CDN: {0}', say('Refreshing {0} %', '').split(' %')[0] ?? '')).click();
    const underWay = ui.workbench.pick.rows().filter({ hasText: say('Refreshing: {0}', '') });
    await underWay.waitFor();
    await ui.shot(`103-refreshing-${language}`);
    expect(await ui.workbench.notification(say('Refreshing: {0}', '')).count()).toBe(0);
    await ui.workbench.pick
      .rows()
      .filter({ hasText: say('Refreshed on CDN: {0}', '') })
      .waitFor();
    await ui.workbench.pick.leave();
    await ui.workbench.statusItem(say('Refreshed on CDN: {0}', '')).waitFor();
    expect(await refreshes()).toEqual([urls]);
  });

  test('then the edge has fetched the local version', async () => {
    await check();
    await ui.workbench.pick.row(say('MISS: fetched from the origin')).waitFor();
    await fact('Same as the file here', 'yes');
    await fact('Same as in the bucket', 'yes');
    await ui.workbench.pick.leave();
  });

  test('a CDN URL is copied as chosen', async () => {
    await files.chooseFromMenu('index.html', label('command.copyCdnUrlAs'));
    await ui.workbench.pick.titled(say('Copy CDN URL As'));
    await ui.workbench.pick.row('Markdown').waitFor();
    await ui.shot(`104-copy-as-${language}`);
    await ui.workbench.pick.choose('Markdown');
    await expect.poll(() => ui.workbench.readClipboard()).toBe(`[index.html](${urls[1]})`);
  });

  test('Refresh Directory shows its cost before anything is sent', async () => {
    await files.chooseFromMenu('css', label('command.refreshFolder'));
    const asked = await ui.workbench.modal.read(`https://${domain}/css/`);
    expect(asked).toContain(say('Uses {0} of the {1} directory refreshes left today.', '1', '100'));
    await ui.shot(`105-refresh-folder-${language}`);
    await ui.workbench.page.keyboard.press('Escape');
    await ui.workbench.modal.root.waitFor({ state: 'hidden' });
    expect(await refreshes()).toEqual([urls]);
  });

  test('requests beyond the quota wait in the queue until its reset, and can be cancelled there', async () => {
    await ui.session.control.act('setQuota', { urls: 2 });
    await files.chooseFromMenu('index.html', label('command.refreshUrls'));
    await ui.workbench.notification('00:00').waitFor();
    await ui.workbench.statusItem(say('CDN: {0} Waiting', '2')).waitFor();
    await ui.shot(`106-quota-${language}`);
    await ui.workbench.pressNotification('00:00', say('Show Publishing Status'));
    await ui.workbench.pick.titled(say('Publishing to CDN'));
    await ui.workbench.pick
      .row(urls[1] ?? '')
      .first()
      .waitFor();
    await ui.workbench.pick.choose(say('Cancel All'));
    await ui.workbench.statusItem(say('CDN: {0} Waiting', '2')).waitFor({ state: 'hidden' });
    expect(await refreshes()).toEqual([urls]);
    await ui.session.control.act('setQuota', { urls: 10_000 });
  });

  test('the tasks show completed ones and retry failed ones', async () => {
    const [done] = ui.session.sandbox.state.refreshTasks;
    const url = `https://${domain}/js/app.js`;
    const now = Date.now();
    const broken = { id: '777', url, createdAt: now, effectiveAt: now, done: true, failed: 'Internal Error' };
    ui.session.sandbox.state.refreshTasks.push({ ...broken, type: 'file' });
    await ui.workbench.openContainer('OSS + CDN');
    await tasks.root.locator('.pane-header').click();
    await tasks
      .row(say('{0} URLs', '2'))
      .filter({ hasText: say('complete') })
      .waitFor();
    await tasks
      .row('/js/app.js')
      .filter({ hasText: say('failed') })
      .waitFor();
    // The actions of a row show while the mouse is over it.
    await tasks.row('/js/app.js').hover();
    await tasks.row('/js/app.js').locator('.actions .action-label').nth(1).waitFor();
    await ui.shot(`107-refresh-tasks-${language}`);
    await tasks.pressInline('/js/app.js', label('command.retryRefreshTask'));
    await expect.poll(refreshes).toEqual([urls, [url]]);
    await tasks
      .row('/js/app.js')
      .filter({ hasText: say('complete') })
      .waitFor();
    expect(done?.url).toBe(urls[1]);
  });

  test("an object without a mapping has its URL at its bucket's domain, or a message that there is none", async () => {
    const cloud = ui.workbench.view(label('view.explorer'));
    await cloud.expand('assets-singapore');
    await cloud.chooseFromMenu('index.html', label('command.copyCdnUrl'));
    await expect.poll(() => ui.workbench.readClipboard()).toBe(urls[1]);
    await cloud.expand('private-california');
    await cloud.chooseFromMenu('backup', label('command.refreshFolder'));
    const told = ui.workbench.notification('private-california');
    await told.getByRole('button', { name: say('Accelerate Bucket with CDN…') }).waitFor();
    await ui.shot(`108-no-domain-${language}`);
  });

  test('Prefetch takes the selection, folders by their files, and names failed URLs', async () => {
    await clearNotifications(ui.workbench);
    await showFiles();
    await files.row('img').click();
    await files.row('index.html').click({ modifiers: ['Control'] });
    await files.chooseFromMenu('index.html', label('command.prefetchUrls'));
    // The bucket has no such picture.
    const missing = `https://${domain}/img/logo.svg`;
    const sentence = say('CDN could not prefetch {0}. Retry it in the Refresh Tasks view', missing);
    await ui.workbench.notification(sentence).waitFor();
    const sent = (await ui.session.control.calls('PushObjectCache')).map(({ params }) => params.ObjectPath);
    expect(sent.map((paths) => paths?.split('\n').sort())).toEqual([[missing, urls[1]]]);
    await ui.shot(`109-prefetch-failed-${language}`);
  });

  test('a domain without HTTPS is checked at the edge through the proxy, with the reaction of browsers', async () => {
    await clearNotifications(ui.workbench);
    await ui.session.control.act('setHttps', { domain, on: false });
    // Of several that are selected, the first would be checked.
    await files.row('index.html').click();
    await files.chooseFromMenu('index.html', label('command.checkAtEdge'));
    await ui.workbench.pick.titled(say('At the edge: {0}', `http://${domain}/index.html`));
    await fact('In browsers', 'downloaded instead of shown');
    await ui.workbench.pick.row(say('Show Verification')).waitFor();
    await fact('Same as in the bucket', 'yes');
    await ui.shot(`110-edge-http-${language}`);
    await ui.workbench.pick.leave();
  });
});
