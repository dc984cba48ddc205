import { expect, test } from 'vitest';
import { pageButton } from '../support/pageInFront.js';
import { signIn } from '../support/signIn.js';
import { startUi } from '../support/uiRun.js';
import { visit } from '../support/visit.js';
import { agree, recordQuestion, showRun } from './support/actions.js';

const domain = 'img.shop-demo.com';
const bucket = 'site-hangzhou';
const page = `http://${domain}/`;
const style = `http://${domain}/css/site.css`;

/** Runs with `npm test`. The other files of this folder prove each part in detail. */
test('a user signs in, goes live, saves a file, verifies the CNAME and edits an object, and a visitor sees each result', async ({
  onTestFinished,
}) => {
  const ui = await startUi('en');
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await ui.shot('failed-story');
    await ui.stop();
  });
  const { workbench, session } = ui;
  const { pick, modal } = workbench;
  const visitor = async (url: string) => (await visit(session.sandbox, url)).text;
  const fresh = () => workbench.statusItem('CDN: Fresh').waitFor();

  const cloud = await signIn(workbench);
  await cloud.row('Publish a Folder on Your Domain…').click();
  for (const [question, answer] of [
    ['Folder to Publish', 'shop-demo'],
    ['Domain to Accelerate', domain],
    ['Bucket', bucket],
  ] as const) {
    await pick.titled(question);
    await pick.choose(answer);
  }
  await pageButton(workbench, 'Start').click();
  await showRun(workbench, domain);
  await agree(workbench, recordQuestion(domain));
  await workbench.notification(`${page.slice(0, -1)} is live`).waitFor(workbench.stepPatience);
  expect(await visitor(page)).toContain('<title>');

  await workbench.openFile('site.css');
  await workbench.replaceText('body { color: teal; }');
  await workbench.save();
  await fresh();
  expect(await visitor(style)).toBe('body { color: teal; }');

  await workbench.runCommand('OSS + CDN: Verify CNAME');
  await pick.titled('Verify CNAME');
  await pick.choose(domain);
  await workbench
    .webview()
    .locator('.badge', { hasText: /^Works over http only$/ })
    .waitFor();

  await cloud.expand('Buckets');
  await cloud.expand(bucket);
  await cloud.expand('css');
  await cloud.chooseFromMenu('site.css', 'Edit Object in Bucket');
  await modal.read('“css/site.css” is published from a file of this workspace. Edit the file instead?');
  await modal.press('Edit in Bucket');
  await workbench.tab('site.css').and(workbench.page.locator('.active[data-resource-name*="site.css"]')).waitFor();
  await workbench.replaceText('body { color: navy; }');
  await workbench.save();
  await modal.read('Save “css/site.css” without its Content-Disposition?');
  await modal.press('Save Without It');
  await expect.poll(() => visitor(style)).toBe('body { color: navy; }');
});
