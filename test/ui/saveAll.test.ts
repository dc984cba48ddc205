import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookAt } from '../../scripts/outside.mjs';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `f-${String(from + at).padStart(3, '0')}.css`);
const changed = numbered(0, 200);
/** In the bucket with the same bytes already. */
const unchanged = numbered(200, 210);
const text = 'body { color: teal; }\n';
const mapping = { folder: 'many', bucket, region: 'ap-southeast-1', prefix: 'many/', domains: [domain] };
let ui: UiRun;

function prepare(workspace: string): void {
  for (const folder of ['many', '.vscode']) mkdirSync(join(workspace, folder), { recursive: true });
  writeFileSync(join(workspace, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
  // Without what is drawn anew for each of so many editors.
  const settings = { 'breadcrumbs.enabled': false, 'workbench.editor.showTabs': 'none' };
  writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
  for (const name of ['a-first.css', ...changed, ...unchanged]) writeFileSync(join(workspace, 'many', name), text);
}

/** The mark of the Explorer that so many files are unsaved. */
function unsaved(count: number): Locator {
  return ui.workbench.page.locator('.activitybar .action-item', { hasText: new RegExp(`^\\s*${count}\\s*$`) });
}

const editor = (name: string) =>
  ui.workbench.page.locator(`.editor-group-container.active .monaco-editor.focused[data-uri$="/${name}"]`);

/** Opens it through Go to File, which also marks it in the Explorer. */
async function openFirst(): Promise<void> {
  const { page, pick } = ui.workbench;
  await page.keyboard.press('Control+P');
  await pick.type('a-first.css');
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'a-first.css' }).waitFor();
  await page.keyboard.press('Enter');
  await editor('a-first.css').waitFor();
}

/** Opens the file below the last one in the Explorer and types into it, without saving. */
async function typeIntoNext(name: string, count: number): Promise<void> {
  const { page } = ui.workbench;
  await page.keyboard.press('Control+Shift+E');
  await page.locator('.explorer-folders-view .monaco-list:focus').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await editor(name).waitFor();
  await page.keyboard.insertText('/* navy */');
  // The file is to be saved all the same: VS Code does not look whether it says again what it said.
  if (unchanged.includes(name)) for (let at = 0; at < '/* navy */'.length; at++) await page.keyboard.press('Backspace');
  await unsaved(count).waitFor();
}

beforeAll(async () => {
  ui = await startUi('en', { prepare });
  await signIn(ui.workbench, 'en');
});
afterAll(() => ui?.stop());

test('Save All of 200 changed files sends each once and refreshes them with one call; what is unchanged costs nothing', {
  timeout: 240_000,
}, async () => {
  const { workbench, session } = ui;
  const fresh = () => workbench.statusItem('CDN: Fresh').waitFor({ timeout: 60_000 });
  for (const name of unchanged)
    await session.control.act('putObject', { bucket, key: `many/${name}`, text, type: 'text/css' });
  await workbench.page.keyboard.press('Control+Shift+E');
  await openFirst();
  await workbench.replaceText('/* first */');
  await workbench.save();
  await workbench.modal.read(bucket);
  await workbench.modal.press('Publish');
  await fresh();
  for (const [at, name] of [...changed, ...unchanged].entries()) await typeIntoNext(name, at + 1);

  const [puts, refreshes] = await Promise.all(
    ['PutObject', 'RefreshObjectCaches'].map((action) => session.control.calls(action)),
  );
  await workbench.runCommand('File: Save All Files');
  await unsaved(210).waitFor({ state: 'detached' });
  await fresh();
  await ui.shot('125-save-all-en');
  const keys = changed.map((name) => `many/${name}`);
  const sent = (await session.control.calls('PutObject')).slice(puts?.length);
  expect(sent.map(({ params }) => params.key).sort()).toEqual(keys);
  const calls = (await session.control.calls('RefreshObjectCaches')).slice(refreshes?.length);
  expect(calls.map(({ params }) => params.ObjectPath?.split('\n').sort())).toEqual([
    keys.map((key) => `https://${domain}/${key}`),
  ]);
  for (const name of ['f-000.css', 'f-199.css'])
    expect((await lookAt(session.sandbox).edge(`${domain}.w.kunlunsl.com`, domain, `/many/${name}`)).body).toContain(
      'navy',
    );
});
