import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoggedCall } from '../../sandbox/state/state.js';
import { pageButton, readPage } from '../support/pageInFront.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { visit } from '../support/visit.js';
import { patienceMs, type View } from '../support/workbench.js';
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

/** Returns the types of the records that these calls of the DNS API add. */
const typesOf = (calls: readonly LoggedCall[]) => calls.map(({ params }) => params.Type);

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
  const replacing = say('Approve objects to be replaced by files of {0}: {1}', 'shop-demo', '1');
  const proven = new RegExp(`${say('Proven at {0}: {1}', '.*', '/ 200')}.*${say('{0} addresses', '2')}`);
  const open = () => cloud.pressInline('site-hangzhou', label('command.onboard').replace('…', ''));

  test('each invalid name is rejected while typed, without a request', async () => {
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

  test('a name with mail is marked, and its www is recommended', async () => {
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

  test('the review lists everything that will be created and changed', async () => {
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
    const text = 'body { color: tomato }';
    const headers = { 'cache-control': 'public, max-age=3600' };
    const replaced = { bucket: 'site-hangzhou', key: 'css/site.css', text, type: 'text/css', headers };
    await ui.session.control.act('putObject', replaced);
    await pageButton(ui.workbench, say('Start')).click();
  });

  test('a replaced object is asked about by name before any upload, and Start has allowed the folder', async () => {
    const { modal } = ui.workbench;
    await cloud.expand(say('Tasks'));
    await cloud.expand(cloud.rowRead(say('Onboarding of {0}, {1}', domain, '')));
    await cloud.row(replacing).waitFor();
    // The rows are drawn again while the run continues, and the page is not.
    await pageButton(ui.workbench, say('Continue')).click();
    const asked = await modal.read(say('Overwrite one object in {0}?', 'site-hangzhou'));
    expect(asked).toContain('css/site.css');
    await ui.shot(`220-replace-objects-${language}`);
    expect(await ui.session.control.calls('PutObject')).toEqual([]);
    await modal.press(say('Replace and Publish'));
  });

  test('the steps of an onboarding are rows, up to the question about live DNS with the proof', async () => {
    await cloud.doneRow(say('Edge serves the site'), say('Done')).waitFor({ timeout: 90_000 });
    await cloud.row(say('Approve the DNS record: {0}', domain)).click();
    const asked = await ui.workbench.modal.read(say('Add this record to your live DNS?'));
    expect(asked).toContain(`${domain}.w.kunlunsl.com`);
    expect(asked).toMatch(proven);
    await ui.shot(`13-approve-record-${language}`);
    expect(typesOf(await ui.session.control.calls('AddDomainRecord'))).toEqual(['TXT']);
    await ui.workbench.page.keyboard.press('Escape');
    expect(await findTreeProblems(ui.workbench.page)).toEqual([]);
  });

  test('the domain is reported live once its home page is shown, and the run is collapsed', async () => {
    await clearNotifications(ui.workbench);
    await cloud.row(say('Approve the DNS record: {0}', domain)).click();
    await ui.workbench.modal.read(say('Add this record to your live DNS?'));
    await ui.workbench.modal.press(say('Add Record'));
    const live = ui.workbench.notification(say('{0} is live', `http://${domain}`));
    await live.waitFor({ timeout: 90_000 });
    for (const name of ['Open', 'Copy']) await live.getByRole('button', { name: say(name), exact: true }).waitFor();
    expect(await visit(ui.session.sandbox, `http://${domain}/`)).toMatchObject({ status: 200 });
    await finished().and(ui.workbench.page.locator('[aria-expanded="false"]')).waitFor();
    await leaveTree(cloud);
    await ui.shot(`175-live-${language}`);
    await live.getByRole('button', { name: say('Copy'), exact: true }).click();
    await expect.poll(() => ui.workbench.readClipboard(), { timeout: patienceMs }).toBe(`http://${domain}`);
    await clearNotifications(ui.workbench);
    await ui.shot(`176-finished-run-${language}`);
  });

  test('recommended steps show their instructions, and Recheck answers beside them', async () => {
    const { pick } = ui.workbench;
    await cloud.expand(finished());
    await cloud.expand(say('Recommended'));
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
