import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pageButton } from '../support/pageInFront.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { openByKeys, pressByKeys } from './support/keyboard.js';
import { wordsOf } from './words.js';

const domain = 'img.shop-demo.com';
const { say, label } = wordsOf('en');
/** The time limit for steps in which an onboarding waits for the sandbox. */
const patiently = { timeout: 90_000 };
let ui: UiRun;

beforeAll(async () => {
  ui = await startUi('en');
});
afterAll(() => ui?.stop());
beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

const press = (key: string) => ui.workbench.page.keyboard.press(key);
const tree = () => ui.workbench.view(label('view.explorer'));

/** Runs the command whose title contains this text from the command palette. */
async function runByKeys(title: string): Promise<void> {
  const { pick } = ui.workbench;
  await press('F1');
  await pick.input.waitFor();
  await pick.type(`>${title}`);
  await focused(pick.rows().filter({ hasText: title }));
  await press('Enter');
}

/** Answers a question by typing a part of the row's label and pressing Enter. */
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

/** Waits for the row of the tree that begins with this text, and opens it. */
async function openRow(start: string): Promise<void> {
  await tree().rowRead(start).waitFor(patiently);
  await openByKeys(tree(), start);
}

/** Answers a dialog. */
async function answerDialog(question: string, button: string): Promise<void> {
  await ui.workbench.modal.read(question);
  await pressByKeys(ui.workbench.modal, button);
}

test('everything from sign-in to a saved file at the edge works by keyboard alone', async () => {
  const { page } = ui.workbench;
  await page.evaluate("addEventListener('mousedown', () => (globalThis.pressed = true), true)");
  // The commands of an extension are available when its icon is visible.
  await page.locator('.activitybar a[aria-label^="OSS + CDN"]').waitFor();
  await runByKeys(`${label('category')}: ${label('command.onboard')}`);
  await answerByKeys(say('Sign In to Alibaba Cloud'), say('Profile: {0}', 'sandbox'));
  await answerByKeys(say('Origin'), say('OSS Bucket'));
  await answerByKeys(say('Bucket'), 'site-hangzhou');
  await answerByKeys(say('Domain to Accelerate'), domain);
  await answerByKeys(say('Business Type: {0}', ''), say('Image and Small File'));
  await answerByKeys(say('Region: {0}', ''), say('Chinese Mainland Only'));
  await answerByKeys(say('Folder to Publish'), 'shop-demo');
  const start = pageButton(ui.workbench, say('Start'));
  await start.waitFor();
  await press('Tab');
  await start.and(ui.workbench.webview().locator(':focus')).waitFor();
  await press('Enter');

  await openRow(say('Approve the DNS record: {0}', domain));
  await answerDialog(say('Add this record to your live DNS?'), say('Add Record'));
  await tree()
    .rowRead(say('Onboarding of {0}, {1}', domain, say('Done')))
    .waitFor(patiently);

  await ui.workbench.openFile('site.css');
  // The tab appears before the editor accepts keys.
  const editor = page.locator('.editor-group-container.active .monaco-editor.focused');
  await editor.waitFor();
  await press('Control+A');
  await page.keyboard.insertText('body { color: teal; }');
  await editor.locator('.view-lines', { hasText: 'teal' }).waitFor();
  await press('Control+S');
  const status = ui.workbench.statusItem(say('CDN: Fresh'));
  await status.waitFor(patiently);
  expect(await status.getAttribute('aria-label')).toContain(say('CDN: Fresh'));
  expect(await page.evaluate('globalThis.pressed')).toBeUndefined();
  const puts = await ui.session.control.calls('PutObject');
  expect(puts.map(({ status: code }) => code)).toEqual([200]);
});
