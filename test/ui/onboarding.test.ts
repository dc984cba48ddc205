import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pageButton, readPage } from '../support/pageInFront.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { visit } from '../support/visit.js';
import type { View } from '../support/workbench.js';
import { findOwnProblems, findTreeProblems } from './support/axeTree.js';
import { clearNotifications, leaveRows, leaveTree } from './support/clearView.js';
import { storyLanguages, wordsOf } from './words.js';

const refused: readonly (readonly [string, string])[] = [
  ['例子.shop-demo.com', 'Chinese domain names are not supported by Alibaba Cloud CDN: use a-z, 0-9, and hyphens'],
  ['my_site.shop-demo.com', 'An accelerated domain cannot contain an underscore'],
  [`${'a'.repeat(64)}.shop-demo.com`, 'A label between two dots cannot be longer than 63 characters'],
  ['192.0.2.1', 'An IP address cannot be accelerated: enter a domain name'],
  ['com.cn', 'This is a public suffix under which domains are registered: enter your own domain'],
];

const domain = 'img.shop-demo.com';

describe.each(storyLanguages('en'))('an onboarding in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const finished = () => cloud.rowRead(say('Onboarding of {0}, {1}', domain, say('Done')));
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

  test('a name that receives mail says so, and recommends its www', async () => {
    const { pick } = ui.workbench;
    await open();
    await pick.titled(say('Domain to Accelerate'));
    await pick.type('shop-demo.com');
    await pick.choose(say('Use {0}', 'shop-demo.com'));
    await pick.row(say('Use {0}', 'www.shop-demo.com')).waitFor();
    await leaveRows(cloud);
    await ui.shot(`174-mail-${language}`);
    expect(await findOwnProblems(ui.workbench.page, '.quick-input-widget')).toEqual([]);
    await pick.leave();
  });

  test('the review names everything that will be created and changed', async () => {
    const { pick } = ui.workbench;
    await cloud.row(say('Publish a Folder on Your Domain…')).click();
    await pick.titled(say('Folder to Publish'));
    await pick.row(say('Decide Later')).waitFor();
    await ui.shot(`183-folder-first-${language}`);
    await pick.choose('shop-demo');
    await pick.titled(say('Domain to Accelerate'));
    await ui.shot(`11-form-domain-${language}`);
    await pick.choose(domain);
    await pick.titled(say('Bucket'));
    await pick.choose('site-hangzhou');
    await pageButton(ui.workbench, say('Start')).waitFor();
    const review = await readPage(ui.workbench);
    const folder = say('{0} → {1}', 'shop-demo', 'site-hangzhou/');
    for (const part of [folder, say('Chinese Mainland Only'), '.vscode/oss-cdn.json']) expect(review).toContain(part);
    expect(await ui.session.control.calls('AddCdnDomain')).toEqual([]);
    await ui.shot(`12-review-${language}`);
    await pageButton(ui.workbench, say('Start')).click();
  });

  test('the steps of an onboarding are rows that come to the question about live DNS', async () => {
    await cloud.expand(say('Tasks'));
    await cloud.expand(cloud.rowRead(say('Onboarding of {0}, {1}', domain, '')));
    await cloud.doneRow(say('Edge reaches the origin'), say('Done')).waitFor({ timeout: 60_000 });
    await cloud.row(say('Approve the DNS record: {0}', domain)).click();
    const asked = await ui.workbench.modal.read(say('Add this record to your live DNS?'));
    expect(asked).toContain(`${domain}.w.kunlunsl.com`);
    await ui.shot(`13-approve-record-${language}`);
    expect(await ui.session.control.calls('AddDomainRecord')).toEqual([]);
    await ui.workbench.page.keyboard.press('Escape');
    expect(await findTreeProblems(ui.workbench.page)).toEqual([]);
  });

  test('the user is told that the domain is live', async () => {
    await clearNotifications(ui.workbench);
    await cloud.row(say('Approve the DNS record: {0}', domain)).click();
    await ui.workbench.modal.read(say('Add this record to your live DNS?'));
    await ui.workbench.modal.press(say('Add Record'));
    const live = say('{0} is live on Alibaba Cloud CDN', `http://${domain}`);
    await ui.workbench.notification(live).waitFor({ timeout: 90_000 });
    await cloud.row(say('Approve publishing of {0}', 'shop-demo')).waitFor({ timeout: 90_000 });
    await leaveRows(cloud);
    await ui.shot(`175-live-${language}`);
  });

  test('a folder stays open and says why while the user has not allowed to publish it', async () => {
    const { pick, modal } = ui.workbench;
    await cloud.row(say('Approve publishing of {0}', 'shop-demo')).click();
    await pick.titled(say('Folder to Publish'));
    expect(await pick.readRows()).toContain(say('The choice is written to {0}', '.vscode/oss-cdn.json'));
    await pick.choose(say('Publish {0}', 'shop-demo'));
    await modal.read(say('Publish files from {0} to Alibaba Cloud on save?', 'shop-demo'));
    await modal.press(say('Not Now'));
    await cloud.row(say('Publish {0}: not allowed yet', 'shop-demo')).waitFor({ timeout: 60_000 });
    expect(await finished().count()).toBe(0);
    expect(await ui.session.control.calls('PutObject')).toEqual([]);
  });

  test('a run whose row is open is folded once it is finished', async () => {
    const { pick, modal } = ui.workbench;
    await cloud.row(say('Publish {0}: not allowed yet', 'shop-demo')).click();
    await pick.titled(say('Folder to Publish'));
    await pick.choose(say('Publish {0}', 'shop-demo'));
    await modal.read(say('Publish files from {0} to Alibaba Cloud on save?', 'shop-demo'));
    await modal.press(say('Publish'));
    await pick.titled(say('Publish {0}', 'shop-demo'));
    await pick.leave();
    await finished().waitFor({ timeout: 60_000 });
    await finished().and(ui.workbench.page.locator('[aria-expanded="false"]')).waitFor();
    const told = say('{0} does not show index.html yet', `http://${domain}/`);
    await ui.workbench.notification(told).waitFor();
    await clearNotifications(ui.workbench);
    await leaveTree(cloud);
    await ui.shot(`176-finished-run-${language}`);
  });

  test('the home page is set after every change was shown, and the edge serves it', async () => {
    const { modal } = ui.workbench;
    const visitRoot = () => visit(ui.session.sandbox, `http://${domain}/`);
    expect(await visitRoot()).toMatchObject({ status: 403 });
    await cloud.expand(finished());
    await cloud.expand(say('Recommended'));
    await cloud.row(say('Show index.html at /')).click();
    const asked = await modal.read(say('Set up the home page of {0}?', domain));
    expect(asked).toContain('/index.html');
    await ui.shot(`184-home-page-${language}`);
    await modal.press(say('Show index.html at /'));
    await cloud.doneRow(say('index.html is shown at /'), say('Done')).waitFor({ timeout: 60_000 });
    expect(await visitRoot()).toMatchObject({ status: 200 });
  });

  test('what is recommended after a run has its instructions, and Recheck answers beside them', async () => {
    const { pick } = ui.workbench;
    await cloud.row(say('Turn on Auto CDN Cache Update in the console')).waitFor();
    await leaveRows(cloud);
    await ui.shot(`177-recommended-${language}`);
    await cloud.row(say('Turn on Auto CDN Cache Update in the console')).click();
    await pick.titled(say('Turn on Auto CDN Cache Update in the console'));
    await pick.row(say('Recheck')).waitFor();
    await leaveRows(cloud);
    await ui.shot(`178-auto-update-${language}`);
    await pick.choose(say('Recheck'));
    const answer = pick.rows().filter({ hasText: say('Auto CDN Cache Update is off') });
    await answer.waitFor();
    await leaveRows(cloud);
    await ui.shot(`179-recheck-${language}`);
    await pick.leave();
  });
});
