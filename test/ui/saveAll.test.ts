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
  Array.from({ length: to - from }, (_, at) => `f-${String(from + at).padStart(3, '0')}.md`);
const changed = numbered(0, 200);
/** Files whose objects in the bucket already have the content that renaming the heading creates. */
const unchanged = numbered(200, 210);
/** Returns a text with a link to a heading outside the mapped folder. Renaming the heading changes the text. */
const textWith = (heading: string) => `The [colour](../colour.md#${heading})\n`;
const mapping = { folder: 'many', bucket, region: 'ap-southeast-1', prefix: 'many/', domains: [domain] };
let ui: UiRun;

function prepare(workspace: string): void {
  const write = (path: string, text: string) => writeFileSync(join(workspace, path), text);
  for (const folder of ['many', '.vscode']) mkdirSync(join(workspace, folder), { recursive: true });
  write('.vscode/oss-cdn.json', JSON.stringify({ mappings: [mapping] }));
  const settings = {
    'files.refactoring.autoSave': false,
    // Breadcrumbs would be drawn for each of the many editors.
    'breadcrumbs.enabled': false,
  };
  write('.vscode/settings.json', JSON.stringify(settings));
  write('colour.md', '# teal\n\n[Here](#teal)\n');
  write('many/first.css', 'body { color: teal; }\n');
  for (const name of [...changed, ...unchanged]) write(`many/${name}`, textWith('teal'));
}

/** Finds the badge of the Explorer with the number of unsaved files. */
function unsaved(count: number): Locator {
  return ui.workbench.page.locator('.activitybar .action-item', { hasText: new RegExp(`^\\s*${count}\\s*$`) });
}

/** Opens a file through Go to File. */
async function open(name: string): Promise<void> {
  const { page, pick } = ui.workbench;
  await page.keyboard.press('Control+P');
  await pick.type(name);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`.editor-group-container.active .monaco-editor.focused[data-uri$="/${name}"]`).waitFor();
}

/** Renames the heading, which also changes the links in all files and leaves these files unsaved. */
async function rename(from: string, to: string): Promise<void> {
  const { page } = ui.workbench;
  await open('colour.md');
  // The language service that renames also detects links. A detected link shows that it is ready for the key.
  await page.locator('.monaco-editor.focused .detected-link').waitFor();
  await page.locator('.monaco-editor.focused .view-line', { hasText: `# ${from}` }).dblclick();
  await page.keyboard.press('F2');
  await page.locator('.rename-box .rename-input:focus').fill(to);
  await page.keyboard.press('Enter');
}

beforeAll(async () => {
  ui = await startUi('en', { prepare });
  await signIn(ui.workbench, 'en');
});
afterAll(() => ui?.stop());

test('Save All of 200 changed files sends each once and refreshes them in at most two calls; unchanged files cost nothing', async () => {
  const { workbench, session } = ui;
  const files = changed.length + unchanged.length + 1;
  const fresh = () => workbench.statusItem('CDN: Fresh').waitFor();
  const headers = { 'cache-control': 'public, max-age=3600' };
  for (const name of unchanged)
    await session.control.act('putObject', { bucket, key: `many/${name}`, text: textWith('navy'), headers });
  // One that was written lately without a record here may still need its refresh.
  const objects = session.sandbox.state.buckets.get(bucket)?.objects;
  for (const [key, object] of objects ?? [])
    if (key.startsWith('many/')) objects?.set(key, { ...object, lastModified: new Date(Date.now() - 48 * 3_600_000) });
  await open('first.css');
  await workbench.replaceText('/* first */');
  await workbench.save();
  await workbench.modal.read(bucket);
  await workbench.modal.press('Publish');
  await fresh();
  await rename('teal', 'navy');
  await unsaved(files).waitFor();
  // Save All saves only files with an editor. VS Code opens an editor for each unsaved file shortly after the change.
  await expect.poll(() => workbench.page.locator('.tabs-container .tab.dirty').count()).toBe(files);

  const callsOf = (action: string) => session.control.calls(action);
  const [puts, refreshes] = await Promise.all([callsOf('PutObject'), callsOf('RefreshObjectCaches')]);
  const refreshed = async () =>
    (await callsOf('RefreshObjectCaches'))
      .slice(refreshes.length)
      .map(({ params }) => params.ObjectPath?.split('\n') ?? []);
  await workbench.runCommand('File: Save All Files');
  await workbench.page.locator('.tabs-container .tab.dirty').first().waitFor({ state: 'detached' });
  // The status bar still reports Fresh for the first file until the other files are being sent.
  await expect.poll(async () => (await refreshed()).flat().length).toBe(changed.length);
  await fresh();
  await ui.shot('125-save-all-en');
  const keys = changed.map((name) => `many/${name}`);
  const sent = (await callsOf('PutObject')).slice(puts.length);
  expect(sent.map(({ params }) => params.key).sort()).toEqual(keys);
  const urls = await refreshed();
  expect(urls.flat().sort()).toEqual(keys.map((key) => `https://${domain}/${key}`));
  // The first file may have been sent before the event of the second one came.
  expect(urls.length).toBeLessThanOrEqual(2);
  for (const name of ['f-000.md', 'f-199.md'])
    expect((await lookAt(session.sandbox).edge(`${domain}.w.kunlunsl.com`, domain, `/many/${name}`)).body).toContain(
      'navy',
    );
});
