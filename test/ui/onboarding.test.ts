import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../support/browser.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { wordsOf } from './words.js';

describe.each<Language>(['en', 'zh-cn'])('an onboarding in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
  });
  afterAll(() => ui?.stop());

  const open = () => cloud.pressInline('site-hangzhou', label('command.onboard').replace('…', ''));

  test.each([
    ['例子.shop-demo.com', 'Chinese'],
    ['my_site.shop-demo.com', 'an underscore'],
    [`${'a'.repeat(64)}.shop-demo.com`, 'a label over 63 characters'],
    ['192.0.2.1', 'an address'],
    ['com.cn', 'a public suffix alone'],
  ])('%s is refused for %s, and nothing is sent', async (name) => {
    const { pick, page } = ui.workbench;
    const before = (await ui.session.control.calls('CheckCdnDomainExist')).length;
    await open();
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose(say('Type a Name…'));
    await pick.input.and(page.locator('[placeholder="www.example.com"]')).waitFor();
    await pick.answer(name);
    const refusal = pick.root.locator('.quick-input-message', { hasText: /\S/ });
    await refusal.and(page.locator('[class*="error"], .quick-input-message')).first().waitFor();
    await page.locator('.quick-input-widget .monaco-inputbox.error').waitFor();
    expect(await ui.session.control.calls('CheckCdnDomainExist')).toHaveLength(before);
    await pick.leave();
  });

  test('the review names everything that will be created and changed', async () => {
    const { pick, modal } = ui.workbench;
    await open();
    await pick.titled(say('Domain to Accelerate'));
    await ui.shot(`11-form-domain-${language}`);
    await pick.choose('img.shop-demo.com');
    await pick.titled(say('Business Type'));
    await pick.choose(say('Image and Small File'));
    await pick.titled(say('Region'));
    await pick.choose(say('Mainland China'));
    await pick.titled(say('Port'));
    await pick.choose('80');
    const review = await modal.read('img.shop-demo.com');
    for (const part of ['site-hangzhou', say('Mainland China'), '.vscode/oss-cdn.json']) expect(review).toContain(part);
    expect(await ui.session.control.calls('AddCdnDomain')).toEqual([]);
    await ui.shot(`12-review-${language}`);
    await modal.press(say('Start Onboarding'));
  });

  test('its steps are rows that come to the question about live DNS', async () => {
    await cloud.expand(say('Onboardings'));
    await cloud.expand('img.shop-demo.com');
    await cloud.doneRow(say('Edge serves your files'), say('Done')).waitFor({ timeout: 60_000 });
    await cloud.pressInline(say('DNS record points to CDN'), label('command.continueRun'));
    const asked = await ui.workbench.modal.read(say('Add this record to your live DNS?'));
    expect(asked).toContain('img.shop-demo.com.w.kunlunsl.com');
    await ui.shot(`13-approve-record-${language}`);
    expect(await ui.session.control.calls('AddDomainRecord')).toEqual([]);
    await ui.workbench.page.keyboard.press('Escape');
  });
});
