import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../support/browser.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { wordsOf } from './words.js';

const refused: readonly (readonly [string, string])[] = [
  ['例子.shop-demo.com', 'Chinese domain names are not supported by Alibaba Cloud CDN: use a-z, 0-9, and hyphens'],
  ['my_site.shop-demo.com', 'An accelerated domain cannot contain an underscore'],
  [`${'a'.repeat(64)}.shop-demo.com`, 'A label between two dots cannot be longer than 63 characters'],
  ['192.0.2.1', 'An IP address cannot be accelerated: enter a domain name'],
  ['com.cn', 'This is a public suffix under which domains are registered: enter your own domain'],
];

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

  test('each name that CDN would not take is refused where it is typed, and nothing is sent', async () => {
    const { pick, page } = ui.workbench;
    await open();
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose(say('Enter a Domain…'));
    await pick.input.and(page.locator('[placeholder="www.example.com"]')).waitFor();
    for (const [name, sentence] of refused) {
      await pick.answer(name);
      await pick.root.locator('.quick-input-message', { hasText: say(sentence) }).waitFor();
      await page.locator('.quick-input-widget .monaco-inputbox.error').waitFor();
    }
    expect(await ui.session.control.calls('CheckCdnDomainExist')).toEqual([]);
    await pick.leave();
  });

  test('the review names everything that will be created and changed', async () => {
    const { pick } = ui.workbench;
    await open();
    await pick.titled(say('Domain to Accelerate'));
    await ui.shot(`11-form-domain-${language}`);
    await pick.choose('img.shop-demo.com');
    await pick.titled(say('Business Type: {0}', ''));
    await pick.choose(say('Image and Small File'));
    await pick.titled(say('Region: {0}', ''));
    await pick.choose(say('Chinese Mainland Only'));
    await pick.titled(say('Review: {0}', 'img.shop-demo.com'));
    await pick.row(say('Start Onboarding')).waitFor();
    const review = await pick.readRows();
    for (const part of ['site-hangzhou', say('Chinese Mainland Only'), '.vscode/oss-cdn.json'])
      expect(review).toContain(part);
    expect(await ui.session.control.calls('AddCdnDomain')).toEqual([]);
    await ui.shot(`12-review-${language}`);
    await pick.choose(say('Start Onboarding'));
  });

  test('the steps of an onboarding are rows that come to the question about live DNS', async () => {
    await cloud.expand(say('Tasks'));
    await cloud.expand(cloud.rowRead(say('Onboarding of {0}, {1}', 'img.shop-demo.com', '')));
    await cloud.doneRow(say('Edge reaches the origin'), say('done')).waitFor({ timeout: 60_000 });
    await cloud.row(say('Approve the DNS record: {0}', 'img.shop-demo.com')).click();
    const asked = await ui.workbench.modal.read(say('Add this record to your live DNS?'));
    expect(asked).toContain('img.shop-demo.com.w.kunlunsl.com');
    await ui.shot(`13-approve-record-${language}`);
    expect(await ui.session.control.calls('AddDomainRecord')).toEqual([]);
    await ui.workbench.page.keyboard.press('Escape');
  });
});
