import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoggedCall } from '../../sandbox/state/state.js';
import { pageButton, readPage } from '../support/pageInFront.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, type View, type Workbench } from '../support/workbench.js';
import { callsOf } from './support/traces.js';
import { storyLanguages, type Words, wordsOf } from './words.js';

const bound = 'static.shop-demo.com';
const unfiled = 'img.shop-demo.com.cn';

describe.each(storyLanguages('en'))('the form in %s', (language) => {
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

  const added = () => callsOf(ui.session.sandbox.state, 'AddCdnDomain');
  const message = (hasText: string) => ui.workbench.pick.root.locator('.quick-input-message', { hasText });
  /** Opens the form where it asks for everything. */
  async function openAll(): Promise<void> {
    const { workbench } = ui;
    await workbench.runCommand(`${label('category')}: ${label('command.onboard')}`);
    await workbench.pick.titled(say('Origin'));
  }

  /** Opens the form at a bucket and types a domain. */
  async function typeDomain(domain: string): Promise<void> {
    const { pick, page } = ui.workbench;
    await cloud.pressInline('site-hangzhou', label('command.onboard').replace('…', ''));
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose(say('Enter a Domain…'));
    await pick.input.and(page.locator('[placeholder="www.example.com"]')).waitFor();
    await pick.answer(domain);
  }

  /** Waits for a notice about a domain, and says that nothing was added. */
  async function readNotice(domain: string, sentence: string): Promise<void> {
    await ui.workbench.pick.titled(domain);
    // A long sentence goes over several rows.
    const withoutSpaces = (text: string) => text.replaceAll(/\s/g, '');
    const readRows = async () => withoutSpaces((await ui.workbench.pick.rows().allInnerTexts()).join(''));
    await expect.poll(readRows, { timeout: patienceMs }).toContain(withoutSpaces(sentence));
    expect(added()).toEqual([]);
  }

  /** Chooses a page that helps; VS Code asks before it leaves for that address. */
  async function openPage(row: string, address: string): Promise<void> {
    await ui.workbench.pick.choose(row);
    await leaveLink(address);
  }

  /** Does not go to the address that VS Code asks about. */
  async function leaveLink(address: string): Promise<void> {
    const { modal, page } = ui.workbench;
    await modal.read(address);
    await page.keyboard.press('Escape');
    await modal.root.waitFor({ state: 'hidden' });
  }

  /** Answers the last questions and starts the run; answers what CDN was asked for. */
  async function startAt(domain: string, port: string): Promise<LoggedCall | undefined> {
    const { pick } = ui.workbench;
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose(domain);
    await answerToReview(ui.workbench, say, { port });
    await pageButton(ui.workbench, say('Start')).click();
    const found = () => added().find(({ params }) => params.DomainName === domain);
    await expect.poll(() => found()?.status, { timeout: patienceMs }).toBe(200);
    return found();
  }

  test('a domain bound to the bucket is offered first, and completed instead of added', async () => {
    const { pick } = ui.workbench;
    await cloud.pressInline('assets-singapore', label('command.onboard').replace('…', ''));
    await pick.titled(say('Domain to Accelerate'));
    await pick
      .row(bound)
      .filter({ hasText: say('bound to this bucket') })
      .filter({ hasText: say('already on CDN') })
      .waitFor();
    expect((await pick.labels()).slice(0, 2)).toEqual([bound, say('Enter a Domain…')]);
    await ui.shot(`14-bound-domain-${language}`);
    await pick.choose(bound);
    await pick.row(say('Use This Domain')).waitFor();
    await ui.shot(`15-own-domain-${language}`);
    await pick.leave();
  });

  test('a name of another account leads to a ticket, or to another name', async () => {
    const { pick } = ui.workbench;
    const taken = 'taken.shop-demo.com';
    await typeDomain(taken);
    await readNotice(taken, say('This domain is on CDN in another account; if it is yours, submit a ticket'));
    await ui.shot(`24-taken-${language}`);
    await openPage(say('Submit Ticket'), 'smartservice.console.aliyun.com');
    await pick.choose(say('Choose Another Domain…'));
    await pick.row(say('Enter a Domain…')).waitFor();
    await pick.leave();
  });

  test('a full account leads to the quota page', async () => {
    const { session, workbench } = ui;
    const held = session.sandbox.state.cdnDomains.size;
    await session.control.act('setQuota', { domains: held });
    await typeDomain('img.shop-demo.com');
    const sentence = 'Limit of {0} CDN domains reached: request a higher limit or delete a domain';
    await readNotice('img.shop-demo.com', say(sentence, String(held)));
    await ui.shot(`25-limit-${language}`);
    await openPage(say('Open Quota Center'), 'quotas.console.aliyun.com');
    await session.control.act('setQuota', { domains: 50 });
    await workbench.pick.row(say('Open Quota Center')).waitFor();
    await workbench.pick.leave();
  });

  test('without an ICP filing, mainland China leads to the filing page and to the alternatives', async () => {
    const { pick } = ui.workbench;
    await typeDomain(unfiled);
    await pick.titled(say('Business Type: {0}', ''));
    await pick.choose(say('Image and Small File'));
    await pick.titled(say('Region: {0}', ''));
    await pick
      .row(say('Global'))
      .filter({ hasText: say('no ICP filing found') })
      .waitFor();
    await pick.choose(say('Chinese Mainland Only'));
    await readNotice(unfiled, say('Chinese Mainland Only and Global require an ICP filing, but none was found'));
    await ui.shot(`26-no-filing-${language}`);
    await openPage(say('Open ICP Filing Page'), 'beian.aliyun.com');
    await pick.choose(say('Global (Excluding the Chinese Mainland)'));
    await pick.titled(say('Folder to Publish'));
    await pick.choose(say('Decide Later'));
    await pageButton(ui.workbench, say('Cancel')).click();
  });

  test('an origin address is rejected while it is private, and reaches the review once it is public', async () => {
    const { pick } = ui.workbench;
    await openAll();
    await pick.row(say('IP Addresses')).waitFor();
    await ui.shot(`16-origin-kinds-${language}`);
    await pick.choose(say('IP Addresses'));
    await pick.titled(say('IP Addresses'));
    await pick.answer('192.168.1.9');
    await message(
      say('{0} is a private address, which CDN cannot reach. Enter a public address', '192.168.1.9'),
    ).waitFor();
    await ui.shot(`17-private-address-${language}`);
    await pick.answer('8.8.4.4');
    await pick.row('8.8.4.4').waitFor();
    await ui.shot(`18-servers-${language}`);
    await pick.choose(say('Continue'));
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose('img.shop-demo.com');
    await pick.titled(say('Business Type: {0}', ''));
    await pick.row('DCDN').waitFor();
    await ui.shot(`19-business-type-${language}`);
    await answerToReview(ui.workbench, say, { port: '80' });
    const review = await readPage(ui.workbench);
    const server = say('{0} ({1})', '8.8.4.4', `${say('primary')} · ${say('weight {0}', '10')}`);
    expect(review).toContain(say('{0}, port {1}', server, '80'));
    expect(review).not.toContain('.vscode/oss-cdn.json');
    await ui.shot(`20-address-review-${language}`);
    await pageButton(ui.workbench, say('Cancel')).click();
    expect(added()).toEqual([]);
  });

  test('DCDN opens its console, with the answers on the clipboard', async () => {
    const { pick, modal } = ui.workbench;
    await openAll();
    await pick.choose(say('OSS Domain'));
    await pick.titled(say('OSS Domain'));
    await pick.answer('other-bucket.oss-cn-beijing.aliyuncs.com');
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose('img.shop-demo.com');
    await pick.titled(say('Business Type: {0}', ''));
    await pick.choose('DCDN');
    const asked = await modal.read(
      say('DCDN is set up in its own console; your answers will be copied to the clipboard'),
    );
    expect(asked).toContain('other-bucket.oss-cn-beijing.aliyuncs.com');
    await ui.shot(`23-dcdn-${language}`);
    await modal.root.getByRole('button', { name: say('Open DCDN Console'), exact: true }).click();
    const answers = [
      say('Domain: {0}', 'img.shop-demo.com'),
      say('Origin: {0}', 'other-bucket.oss-cn-beijing.aliyuncs.com'),
    ];
    await expect.poll(() => ui.workbench.readClipboard(), { timeout: patienceMs }).toBe(answers.join('\n'));
    await leaveLink('dcdn.console.aliyun.com');
    expect(added()).toEqual([]);
  });

  test('site origins are sent to CDN as listed: a backup, and a weight', async () => {
    const { pick } = ui.workbench;
    await openAll();
    await pick.choose(say('Site Domains'));
    await pick.titled(say('Site Domains'));
    await pick.answer('origin.example.com spare.example.com');
    await pick.choose('spare.example.com');
    await pick.choose(say('Make Backup'));
    await pick.choose('origin.example.com');
    await pick.choose(say('Set Weight…'));
    await pick.answer('101');
    await message(say('Enter a weight from 1 to 100')).waitFor();
    await pick.answer('20');
    const role = (kind: string, weight: string) => `${say(kind)} · ${say('weight {0}', weight)}`;
    await pick
      .row('origin.example.com')
      .filter({ hasText: role('primary', '20') })
      .waitFor();
    await pick
      .row('spare.example.com')
      .filter({ hasText: role('backup', '10') })
      .waitFor();
    await ui.shot(`27-site-domains-${language}`);
    await pick.choose(say('Continue'));
    const call = await startAt('www.shop-demo.com', '80');
    expect(JSON.parse(call?.params.Sources ?? '')).toEqual([
      { type: 'domain', content: 'origin.example.com', port: 80, priority: '20', weight: '20' },
      { type: 'domain', content: 'spare.example.com', port: 80, priority: '30', weight: '10' },
    ]);
  });

  test('the domain of a function must be in its region', async () => {
    const { pick } = ui.workbench;
    const [region, host] = ['cn-shanghai', '1099511627776001.cn-shanghai.fc.aliyuncs.com'];
    await openAll();
    await pick.choose(say('Function Compute Domain'));
    await pick.titled(say('Function Compute Region'));
    await pick.choose(region);
    await message(say('The domain of the function in region {0}', region)).waitFor();
    await pick.answer('1099511627776001.cn-hangzhou.fc.aliyuncs.com');
    await ui.workbench.page.locator('.quick-input-widget .monaco-inputbox.error').waitFor();
    await ui.shot(`28-function-${language}`);
    await pick.answer(host);
    const call = await startAt('img.shop-demo.com', '443');
    expect(JSON.parse(call?.params.Sources ?? '')).toEqual([
      { type: 'fc_domain', content: host, port: 443, priority: '20', weight: '10' },
    ]);
  });
});

/**
 * Answers the form once the domain is chosen, in the language of `say`: images, outside the mainland, and the port where the form
 * asks for one. The review is open then.
 */
async function answerToReview(
  workbench: Workbench,
  say: Words['say'],
  { port }: { readonly port?: string } = {},
): Promise<void> {
  const { pick } = workbench;
  await pick.titled(say('Business Type: {0}', ''));
  await pick.choose(say('Image and Small File'));
  await pick.titled(say('Region: {0}', ''));
  await pick.choose(say('Global (Excluding the Chinese Mainland)'));
  if (port !== undefined) {
    await pick.titled(say('Port'));
    await pick.choose(port);
  }
  await pageButton(workbench, say('Start')).waitFor();
}
