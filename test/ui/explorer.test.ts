import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publishActions, toPolicy } from '../../src/core/permissions.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, type View } from '../support/workbench.js';
import { findTreeProblems } from './support/axeTree.js';
import { callsOf } from './support/traces.js';
import { storyLanguages, wordsOf } from './words.js';

describe.each(storyLanguages('en'))('the Cloud view in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    cloud = ui.workbench.view(label('view.explorer'));
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  /** Waits for the tooltip of a row that says this. */
  const hover = async (row: string, text: string) => {
    // A mouse that rests on the row since a click shows none.
    await ui.workbench.page.mouse.move(0, 0);
    await cloud.row(row).hover();
    await ui.workbench.page.locator('.workbench-hover-container').filter({ hasText: text }).waitFor();
  };

  const mappings = () => {
    const file = join(ui.session.workspace, '.vscode/oss-cdn.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).mappings : undefined;
  };

  test('signed out, the view has one button and no request was sent', async () => {
    await ui.workbench.openContainer('OSS + CDN');
    const buttons = cloud.root.locator('.welcome-view .monaco-button');
    await buttons.first().waitFor();
    expect(await buttons.count()).toBe(1);
    expect(await ui.session.control.calls()).toEqual([]);
    await ui.shot(`01-signed-out-${language}`);
  });

  test('a signed-out user is guided from the welcome text to an AccessKey: the policy is copied, and the list stays open', async () => {
    const [, link = ''] = /\[([^\]]+)\]\(command:ossCdn\.createAccessKey\)/.exec(label('welcome.signedOut')) ?? [];
    await cloud.root.locator('.welcome-view').getByText(link, { exact: true }).click();
    const { pick } = ui.workbench;
    await pick.titled(say('Create an AccessKey'));
    await ui.shot(`29-create-key-${language}`);
    await pick.choose(say('1. Copy the Policy to Publish'));
    await expect.poll(() => ui.workbench.readClipboard()).toBe(toPolicy(publishActions));
    await pick.titled(say('Create an AccessKey'));
    await pick.leave();
  });

  test('sign-in offers typing a key and the profiles of this computer', async () => {
    await cloud.root.locator('.welcome-view .monaco-button').click();
    const { pick } = ui.workbench;
    await pick.titled(say('Sign In to Alibaba Cloud'));
    await pick.row(say('Profile: {0}', 'sandbox')).waitFor();
    await pick.row(say('Enter an AccessKey…')).waitFor();
    await ui.shot(`02-sign-in-${language}`);
    await pick.leave();
  });

  test('a signed-out user starts the main command in the palette and reaches the form through Sign In', async () => {
    const { pick } = ui.workbench;
    await ui.workbench.runCommand(`${label('category')}: ${label('command.onboard')}`);
    await pick.titled(say('Sign In to Alibaba Cloud'));
    await pick.row(say('Create an AccessKey in the RAM Console…')).waitFor();
    await pick.choose(say('Profile: {0}', 'sandbox'));
    await pick.titled(say('Origin'));
    expect(await ui.session.control.calls('AddCdnDomain')).toEqual([]);
    await pick.leave();
    await cloud.row(say('Buckets')).waitFor();
  });

  test('the Cloud view shows every bucket with its region and access', async () => {
    await cloud.expand(say('Buckets'));
    for (const name of ['site-hangzhou', 'assets-singapore', 'private-california', 'empty-singapore']) {
      await cloud.row(name).waitFor();
    }
    await cloud
      .row('site-hangzhou')
      .filter({ hasText: say('public read') })
      .waitFor();
    await cloud
      .row('private-california')
      .filter({ hasText: say('public access blocked') })
      .waitFor();
  });

  test('a bucket opens to folders and objects', async () => {
    await cloud.expand('site-hangzhou');
    await cloud.expand('css');
    await cloud.row('site.css').waitFor();
    await cloud.row('index.html').waitFor();
  });

  test('the Cloud view shows the CDN domains with their status', async () => {
    await cloud.expand(say('CDN Domains'));
    await cloud
      .row('static.shop-demo.com')
      .filter({ hasText: say('online') })
      .waitFor();
    await cloud
      .row('media.shop-demo.com')
      .filter({ hasText: say('in review') })
      .waitFor();
    await ui.shot(`03-tree-${language}`);
  });

  test('the menu of a bucket copies its Internet domain', async () => {
    await cloud.chooseFromMenu('site-hangzhou', label('command.copyInternetDomain'));
    await expect.poll(() => ui.workbench.readClipboard()).toBe('site-hangzhou.oss-cn-hangzhou.aliyuncs.com');
  });

  test('the verification page of a domain shows every source', async () => {
    await cloud.pressInline('static.shop-demo.com', label('command.verifyCname'));
    const page = ui.workbench.webview();
    await page.getByRole('heading', { level: 1, name: 'static.shop-demo.com' }).waitFor();
    await page.locator('.badge', { hasText: say('Works, but browsers download it') }).waitFor();
    await page
      .getByRole('button', { name: say('Recheck') })
      .first()
      .waitFor();
    await ui.shot(`04-verification-${language}`);
  });

  test('a domain expands to its facts, its tooltip has all of them, and axe finds no problems in the tree', async () => {
    const { page } = ui.workbench;
    await cloud.collapse(say('Buckets'));
    await cloud.expand('static.shop-demo.com');
    await cloud.expand(say('Delivery'));
    await cloud.row(say('Site type')).waitFor();
    expect((await cloud.row(say('Delivery')).getAttribute('aria-label'))?.trim()).toBe(say('Delivery'));
    expect(await findTreeProblems(page)).toEqual([]);
    await hover('static.shop-demo.com', say('Business type: {0}', ''));
    await ui.shot(`172-domain-${language}`);
    await page.mouse.move(0, 0);
  });

  test('a click on an object shows its text, and its menu copies its key', async () => {
    const { page } = ui.workbench;
    await cloud.collapse(say('CDN Domains'));
    await cloud.expand(say('Buckets'));
    await cloud.row('site.css').click();
    await ui.workbench.tab('site.css').waitFor();
    await page.locator('.editor-group-container.active .view-line', { hasText: 'sans-serif' }).waitFor();
    await ui.shot(`182-object-${language}`);
    await cloud.chooseFromMenu('site.css', label('command.copyObjectKey'));
    await expect.poll(() => ui.workbench.readClipboard()).toBe('css/site.css');
  });

  test('one bucket is refreshed separately, and a click on a picture shows it', async () => {
    const { page } = ui.workbench;
    const { control } = ui.session;
    const before = (await control.calls('ListBuckets')).length;
    const text = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><rect width="16" height="16"/></svg>';
    await control.act('putObject', { bucket: 'site-hangzhou', key: 'dot.svg', text, type: 'image/svg+xml' });
    await cloud.pressInline('site-hangzhou', label('command.refreshRow'));
    await cloud.row('dot.svg').click();
    await ui.workbench.tab('dot.svg').waitFor();
    const preview = page.frameLocator('iframe.webview.ready').frameLocator('iframe').locator('img');
    await expect.poll(async () => (await preview.boundingBox())?.width, { timeout: patienceMs }).toBe(16);
    expect((await control.calls('ListBuckets')).length).toBe(before);
    await ui.shot(`229-picture-${language}`);
  });

  test('a bucket shows only objects with a prefix until the filter is cleared', async () => {
    await cloud.chooseFromMenu('assets-singapore', label('command.findByPrefix'));
    await ui.workbench.pick.titled(say('Find by Prefix: {0}', 'assets-singapore/'));
    await ui.workbench.pick.answer('ind');
    await cloud.row(say('Prefix: {0}', 'ind')).waitFor();
    await cloud.row('index.html').first().waitFor();
    await ui.shot(`171-prefix-${language}`);
    await cloud.row(say('Prefix: {0}', 'ind')).click();
    await cloud.row(say('Prefix: {0}', 'ind')).waitFor({ state: 'detached' });
    await cloud.collapse('assets-singapore');
  });

  test('a long list shows how many objects are loaded and that there are more', async () => {
    const { control } = ui.session;
    const object = { bucket: 'empty-singapore', text: 'x', type: 'text/plain' };
    for (let index = 100; index <= 200; index++)
      await control.act('putObject', { ...object, key: `file-${index}.txt` });
    await cloud.collapse('site-hangzhou');
    await cloud.expand('empty-singapore');
    await cloud.row('file-100.txt').waitFor();
    await ui.workbench.page.keyboard.press('End');
    const more = cloud.row(say('Load More'));
    await more.filter({ hasText: say('{0} loaded, more available', '100') }).waitFor();
    await ui.shot(`173-load-more-${language}`);
    await more.click();
    await cloud.row('file-200.txt').and(ui.workbench.page.locator('.focused')).waitFor();
  });

  test('a folder is mapped to an online bucket without editing JSON, and nothing is sent before the user agrees', async () => {
    const { pick, page } = ui.workbench;
    // A tree has only those rows in the page that it shows.
    await page.keyboard.press('Home');
    await cloud.chooseFromMenu('assets-singapore', label('command.publishFolderHere'));
    await pick.titled(say('Folder to Publish'));
    await pick.row('css').waitFor();
    await ui.shot(`96-publish-here-${language}`);
    await pick.choose('css');
    await pick.titled(say('Folder in the Bucket'));
    await pick.answer('styles');
    await pick.titled(say('When to Publish'));
    await pick.choose(say('On Every Save'));
    const wanted = {
      folder: 'css',
      bucket: 'assets-singapore',
      region: 'ap-southeast-1',
      prefix: 'styles/',
      domains: ['static.shop-demo.com'],
      onSave: 'publish',
    };
    await expect.poll(mappings, { timeout: patienceMs }).toEqual([wanted]);
    expect(callsOf(ui.session.sandbox.state, 'PutObject')).toEqual([]);
  });
});
