import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { pageButton } from '../support/pageInFront.js';
import { signIn } from '../support/signIn.js';
import { setTheme } from '../support/theme.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { writeMapping } from './support/mapping.js';
import { storyLanguages, wordsOf } from './words.js';

const folder = join(root, 'docs/pictures');
const isWriting = process.env.OSS_CDN_PICTURES === 'write';
const domain = 'img.shop-demo.com';
const published = 'static.shop-demo.com';

/**
 * A picture in the documents: the part of the window that it shows, the part whose text is compared (by default all),
 * and an element that has the class of the theme, if it is drawn later than the window.
 */
interface Picture {
  readonly name: string;
  readonly of: Locator;
  readonly text?: Locator;
  readonly body?: Locator;
}

describe.each(storyLanguages('en'))('the pictures of the documents show what there is, in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;
  beforeAll(async () => {
    ui = await startUi(language, { prepare: writeMapping });
    await ui.workbench.page.setViewportSize({ width: 1100, height: 700 });
    cloud = await signIn(ui.workbench, language);
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

  test('the picture of consent and freshness is current', async () => {
    const { workbench } = ui;
    await workbench.openFile('site.css');
    await workbench.replaceText('body { color: teal; }');
    await workbench.save();
    await workbench.modal.read('shop-demo/css');
    await checkPicture(ui, language, { name: 'consent', of: workbench.modal.root });
    await workbench.modal.press(say('Publish'));
    const fresh = workbench.statusItem(say('CDN: Fresh'));
    await fresh.waitFor();
    await checkPicture(ui, language, { name: 'fresh', of: workbench.page.locator('.monaco-workbench'), text: fresh });
  });

  test('the picture of the verification is current', async () => {
    // Without this setting, browsers would download the page.
    const host = { domain: published, functionName: 'set_req_host_header', args: { domain_name: published } };
    await ui.session.control.act('setFunction', host);
    await ui.session.control.act('clearEdge');
    await ui.workbench.runCommand(`${label('category')}: ${label('command.verifyCname')}`);
    await ui.workbench.pick.choose(published);
    const page = ui.workbench.webview();
    await page.locator('.lead.tone-good').waitFor();
    const live = say('No further checks needed; checked at {0}', '').trim();
    await page.locator('.live', { hasText: live }).waitFor();
    const editor = ui.workbench.page.locator('.part.editor');
    await checkPicture(ui, language, {
      name: 'verify',
      of: editor,
      text: page.locator('header'),
      body: page.locator('body'),
    });
  });

  test('the picture of the review and the run is current', async () => {
    const { pick, page } = ui.workbench;
    await page.setViewportSize({ width: 1100, height: 900 });
    await cloud.expand(say('Buckets'));
    await cloud.pressInline('site-hangzhou', label('command.onboard').replace('…', ''));
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose(domain);
    await pick.titled(say('Business Type: {0}', ''));
    await pick.choose(say('Image and Small File'));
    await pick.titled(say('Region: {0}', ''));
    await pick.choose(say('Chinese Mainland Only'));
    await pick.titled(say('Folder to Publish'));
    await pick.choose('shop-demo');
    await pageButton(ui.workbench, say('Start')).waitFor();
    await checkPicture(ui, language, {
      name: 'review',
      of: ui.workbench.page.locator('.part.editor'),
      text: ui.workbench.webview().locator('#page'),
      body: ui.workbench.webview().locator('body'),
    });
    await pageButton(ui.workbench, say('Start')).click();
    // The picture has to show all rows of the run.
    await page.setViewportSize({ width: 1100, height: 800 });
    // This group appears above the others, which do not move any more afterwards.
    await cloud.expand(say('Tasks'));
    for (const group of ['Buckets', 'CDN Domains']) await cloud.collapse(say(group));
    await cloud.expand(cloud.rowRead(say('Onboarding of {0}, {1}', domain, '')));
    const asked = cloud.row(say('Approve the DNS record: {0}', domain));
    await asked.waitFor();
    await checkPicture(ui, language, { name: 'run', of: cloud.root });
  });
});

/** Compares the text that a picture shows with the text stored beside the picture. `npm run pictures` writes both, in light and dark. */
async function checkPicture(ui: UiRun, language: string, { name, of, text: part, body }: Picture): Promise<void> {
  const file = join(folder, `${name}-${language}.txt`);
  const readText = async () => `${(await readLines(part ?? of)).join('\n')}\n`;
  if (!isWriting) return expect.poll(readText, { message: 'npm run pictures' }).toBe(readFileSync(file, 'utf8'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, await readText());
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(ui, theme);
    await body?.and(ui.workbench.webview().locator(`.vscode-${theme}`)).waitFor();
    const path = join(folder, `${name}-${theme}-${language}.png`);
    await of.screenshot({ path, animations: 'disabled' });
  }
}

/** Reads the visible lines, without the parts that differ between runs: times, durations, ports and ids. */
async function readLines(of: Locator): Promise<readonly string[]> {
  const rows = of.locator('.monaco-list-row[role="treeitem"]');
  // The elements of a list are in the order in which they were created, not in the visible order.
  const drawn = await rows.evaluateAll((all) =>
    all.map((row) => ({ at: Number(row.getAttribute('data-index')), text: row.textContent ?? '' })),
  );
  const texts =
    drawn.length > 0 ? drawn.toSorted((a, b) => a.at - b.at).map(({ text }) => text) : [await of.innerText()];
  return texts
    .flatMap((text) => text.split('\n'))
    .map((line) =>
      line
        .replace(/[0-9A-F-]{36}/gi, '#')
        .replace(/\d+( [AP]M)?/g, '#')
        .trim(),
    )
    .filter((line) => line !== '');
}
