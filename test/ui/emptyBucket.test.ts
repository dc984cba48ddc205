import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pageButton, readPage } from '../support/pageInFront.js';
import { signIn } from '../support/signIn.js';
import { setTheme } from '../support/theme.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, type View } from '../support/workbench.js';
import { clearNotifications, leaveRows } from './support/clearView.js';
import { wordsOf } from './words.js';

const bucket = 'empty-singapore';
const domain = 'img.shop-demo.com';
const address = '203.0.114.40';
/** The right edge of the side bar when the window opens, and when the side bar is narrow, px. */
const [wide, narrow] = [350, 220 + 46];

describe.each(['en', 'zh-cn'] as const)('a folder goes live over https from an empty bucket, in %s', (language) => {
  const { say } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    const { control } = ui.session;
    await control.act('issueCertificate', { name: 'wild-2026', names: ['*.shop-demo.com'], days: 80 });
    await control.act('addRecord', { zone: 'shop-demo.com', rr: 'img', type: 'A', value: address, ttl: 600 });
    cloud = await signIn(ui.workbench, language);
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const records = async () =>
    (await ui.session.control.calls())
      .filter(({ action }) => action === 'AddDomainRecord' || action === 'UpdateDomainRecord')
      .map(({ params }) => params.Type);
  const dragSideBar = async (from: number, to: number) => {
    const { mouse } = ui.workbench.page;
    await mouse.move(from, 500);
    await mouse.down();
    await mouse.move(to, 500, { steps: 5 });
    await mouse.up();
  };
  const lead = (text: string) => ui.workbench.webview().locator('.lead', { hasText: text });
  const question = say('Switch DNS to CDN: {0}', domain);

  test('the review asks only about what visitors see, and plans https', async () => {
    const { pick } = ui.workbench;
    await cloud.row(say('Publish a Folder on Your Domain…')).click();
    await pick.titled(say('Folder to Publish'));
    await pick.choose('shop-demo');
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose(domain);
    await pick.titled(say('Bucket'));
    await pick
      .row(bucket)
      .and(ui.workbench.page.locator('.focused'))
      .filter({ hasText: say('empty') })
      .waitFor();
    await ui.shot(`221-form-bucket-${language}`);
    await pick.choose(bucket);
    await pageButton(ui.workbench, say('Start')).waitFor();
    const review = await readPage(ui.workbench);
    for (const part of [
      say('Steps that need your input: {0} ({1})', '1', say('DNS record')),
      say('Published to its end before DNS leads to CDN'),
      'wild-2026',
      address,
    ])
      expect(review).toContain(part);
    await setTheme(ui, 'hcDark');
    await ui.workbench.webview().locator('.vscode-high-contrast').waitFor();
    await ui.shot(`222-review-contrast-${language}`);
    // The cloud is slowed down so that the messages before the DNS question can be seen.
    await ui.session.control.setSpeed(40);
    await pageButton(ui.workbench, say('Start')).click();
  });

  test('the page of the task replaces the review and shows that nothing is to be done', async () => {
    await lead(say('Nothing to do for you now')).waitFor();
    const page = await readPage(ui.workbench);
    for (const part of [say('Progress: {0}', domain), say('Steps')]) expect(page).toContain(part);
  });

  test('nothing is asked before the switch, whose question shows the proof at the edge', async () => {
    const { modal } = ui.workbench;
    await cloud.expand(say('Tasks'));
    await cloud.expand(cloud.rowRead(say('Onboarding of {0}, {1}', domain, '')));
    await cloud.row(question).click({ timeout: 90_000 });
    const asked = await modal.read(say('Switch {0} in your live DNS?', domain));
    for (const part of ['/ 200', 'https', address, `${domain}.w.kunlunsl.com`]) expect(asked).toContain(part);
    await ui.shot(`223-switch-contrast-${language}`);
    await setTheme(ui, 'light');
    await ui.shot(`224-switch-${language}`);
    expect((await ui.session.control.calls('PutObject')).length).toBeGreaterThan(0);
    expect(await records()).not.toContain('CNAME');
    await ui.workbench.page.keyboard.press('Escape');
    await modal.root.waitFor({ state: 'hidden' });
    await lead(question).waitFor();
    await leaveRows(cloud);
    await ui.shot(`227-progress-${language}`);
  });

  test('the steps are readable in a narrow side bar', async () => {
    await dragSideBar(wide, narrow);
    await leaveRows(cloud);
    await ui.shot(`225-run-narrow-${language}`);
    await dragSideBar(narrow, wide);
  });

  test('the https address is reported live after the switch', async () => {
    const { modal } = ui.workbench;
    await clearNotifications(ui.workbench);
    await pageButton(ui.workbench, say('Review DNS Change…')).click();
    await modal.read(say('Switch {0} in your live DNS?', domain));
    await modal.press(say('Switch'));
    const live = ui.workbench.notification(say('{0} is live', `https://${domain}`));
    await live.waitFor({ timeout: 90_000 });
    await ui.shot(`226-live-https-${language}`);
    expect(await records()).toContain('CNAME');
    await lead(say('{0} is live', `https://${domain}`)).waitFor({ timeout: patienceMs });
    await lead(say('HTTPS until {0}', '')).waitFor();
    for (const name of ['Open', 'Copy', 'Undo DNS Change…', 'Show Verification'])
      await pageButton(ui.workbench, say(name)).waitFor();
    await live.getByRole('button', { name: say('Copy'), exact: true }).click();
    await expect.poll(() => ui.workbench.readClipboard(), { timeout: patienceMs }).toBe(`https://${domain}`);
    await clearNotifications(ui.workbench);
    await leaveRows(cloud);
    await ui.shot(`228-progress-live-${language}`);
  });
});
