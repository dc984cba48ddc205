import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startUi, type UiRun } from '../support/uiRun.js';
import { wordsOf } from './words.js';

const domain = 'img.shop-demo.com';
const { say, label } = wordsOf('en');
/** The vendor takes this long for what an onboarding waits for, in the sandbox. */
const patiently = { timeout: 90_000 };
/** A tree of this window has fewer rows, and a dialog fewer buttons. */
const mostKeys = 60;
let ui: UiRun;

beforeAll(async () => {
  ui = await startUi('en');
});
afterAll(() => ui?.stop());
beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

const press = (key: string) => ui.workbench.page.keyboard.press(key);
const tree = () => ui.workbench.view(label('view.explorer'));

/** Runs a command from the command palette, by a part of its title. */
async function runByKeys(title: string): Promise<void> {
  const { pick } = ui.workbench;
  await press('F1');
  await pick.input.waitFor();
  await pick.type(`>${title}`);
  await focused(pick.rows().filter({ hasText: title }));
  await press('Enter');
}

/** Answers a question by typing a part of the row, then Enter. */
async function answerByKeys(title: string, row: string): Promise<void> {
  const { pick, page } = ui.workbench;
  await pick.titled(title);
  await pick.row(row).waitFor();
  await page.keyboard.type(row);
  await focused(pick.row(row));
  await press('Enter');
}

async function focused(row: Locator): Promise<void> {
  await row.and(ui.workbench.page.locator('.focused')).waitFor();
}

/** Moves the focus of the tree to the row whose accessible label begins with this, from the top. */
async function focusRow(start: string): Promise<void> {
  const row = tree().rowRead(start);
  await row.waitFor(patiently);
  await runByKeys(`Focus on ${label('view.explorer')} View`);
  await press('Home');
  for (let count = 0; count < mostKeys; count++) {
    const text = await tree().root.locator('.monaco-list-row.focused').getAttribute('aria-label');
    if (text?.startsWith(start)) return;
    await press('ArrowDown');
  }
  throw new Error(`No row to focus: ${start}`);
}

/** Presses a button of the dialog in front, found by Tab. */
async function pressButton(question: string, name: string): Promise<void> {
  const { modal, page } = ui.workbench;
  await modal.read(question);
  for (let count = 0; count < mostKeys; count++) {
    if ((await page.locator('.monaco-dialog-box :focus').innerText()).trim() === name) break;
    await press('Tab');
  }
  await press('Enter');
  await modal.root.waitFor({ state: 'hidden' });
}

test('from sign-in to a saved file at the edge by keyboard alone', async () => {
  const { pick, page } = ui.workbench;
  // Nothing here may fall back to the mouse.
  page.mouse.click = () => Promise.reject(new Error('the mouse was used'));
  // An extension's commands come with its icon.
  await page.locator('.activitybar a[aria-label^="OSS + CDN"]').waitFor();
  await runByKeys(`${label('category')}: ${label('command.onboard')}`);
  await answerByKeys(say('Sign In to Alibaba Cloud'), say('Profile: {0}', 'sandbox'));
  await answerByKeys(say('Origin'), say('OSS Bucket'));
  await answerByKeys(say('Bucket'), 'site-hangzhou');
  await answerByKeys(say('Domain to Accelerate'), domain);
  await answerByKeys(say('Business Type: {0}', ''), say('Image and Small File'));
  await answerByKeys(say('Region: {0}', ''), say('Chinese Mainland Only'));
  await pick.titled(say('Review: {0}', domain));
  await focused(pick.row(say('Start Onboarding')));
  await press('Enter');

  await focusRow(say('Approve the DNS record: {0}', domain));
  await press('Enter');
  await pressButton(say('Add this record to your live DNS?'), say('Add Record'));
  await focusRow(say('Choose the folder to publish'));
  await press('Enter');
  await answerByKeys(say('Folder to Publish'), 'shop-demo');
  await pressButton(say('Publish files from {0} to Alibaba Cloud on save?', 'shop-demo'), say('Publish'));
  await pick.titled(say('Publish {0}', 'shop-demo'));
  await focused(pick.row(say('Close')));
  await press('Enter');
  await tree()
    .rowRead(say('Onboarding of {0}, {1}', domain, say('Done')))
    .waitFor(patiently);

  await ui.workbench.openFile('site.css');
  await press('Control+A');
  await page.keyboard.insertText('body { color: teal; }');
  await press('Control+S');
  const status = ui.workbench.statusItem(say('CDN: Fresh'));
  await status.waitFor(patiently);
  expect(await status.getAttribute('aria-label')).toContain(say('CDN: Fresh'));
  const puts = await ui.session.control.calls('PutObject');
  expect(puts.map(({ status: code }) => code)).toEqual([200]);
});
