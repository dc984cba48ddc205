import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../support/browser.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { wordsOf } from './words.js';

describe.each<Language>(['en', 'zh-cn'])('the Cloud view in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    cloud = ui.workbench.view(label('view.explorer'));
  });
  afterAll(() => ui?.stop());

  test('signed out, it has one button and has asked nothing', async () => {
    await ui.workbench.openContainer('OSS + CDN');
    const buttons = cloud.root.locator('.welcome-view .monaco-button');
    await buttons.first().waitFor();
    expect(await buttons.count()).toBe(1);
    expect(await ui.session.control.calls()).toEqual([]);
    await ui.shot(`01-signed-out-${language}`);
  });

  test('the sign-in offers typing and the profiles of this computer', async () => {
    await cloud.root.locator('.welcome-view .monaco-button').click();
    const { pick } = ui.workbench;
    await pick.titled(say('Sign In to Alibaba Cloud'));
    await pick.row(say('Profile: {0}', 'sandbox')).waitFor();
    await pick.row(say('Enter an AccessKey…')).waitFor();
    await ui.shot(`02-sign-in-${language}`);
    await pick.choose(say('Profile: {0}', 'sandbox'));
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

  test('the verification page of a domain shows what each side says', async () => {
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
});
