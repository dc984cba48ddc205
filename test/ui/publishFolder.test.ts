import { mkdirSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../support/signIn.js';
import { useProxy } from '../support/throughProxy.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, View } from '../support/workbench.js';
import { clearNotifications } from './support/clearView.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
const mapping = {
  folder: 'css',
  bucket,
  region: 'ap-southeast-1',
  prefix: 'css/',
  domains: [domain],
  onSave: 'off',
  headers: [{ files: ['print.css'], cacheControl: 'no-cache' }],
};
const added = ['grid.css', 'icons/set.css', 'reset.css'];

function prepare(workspace: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(join(workspace, path, '..'), { recursive: true });
    writeFileSync(join(workspace, path), text);
  };
  write('.vscode/oss-cdn.json', JSON.stringify({ mappings: [mapping] }));
  for (const name of added) write(`css/${name}`, `.${name.slice(0, 4)} {}`);
  for (const name of ['print.css', 'same.css']) write(`css/${name}`, name);
  write('css/.env', 'never');
}

describe.each(storyLanguages('en'))('Publish Folder in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let files: View;

  const stored = (key: string) => ui.session.sandbox.state.buckets.get(bucket)?.objects.get(`css/${key}`);
  const keysOf = async (action: string) =>
    (await ui.session.control.calls(action)).map(({ params }) => params.key?.replace('css/', '')).sort();
  const refreshes = async () =>
    (await ui.session.control.calls('RefreshObjectCaches')).map(({ params }) => params.ObjectPath?.split('\n').sort());
  const headers = { 'cache-control': 'public, max-age=3600' };
  const put = (key: string, text: string) =>
    ui.session.control.act('putObject', { bucket, key: `css/${key}`, text, type: 'text/css', headers });
  const open = () => files.chooseFromMenu('css', label('command.publishFolder'));
  /** Row elements are reused, and keep hidden texts of an earlier picker below their labels. */
  const rowNames = async () => (await ui.workbench.pick.labels()).filter((name) => /\.(css|env)$/.test(name));
  const row = (name: string) => ui.workbench.pick.rows().filter({ hasText: name });
  /** Returns a row of the second page. */
  const entry = (name: string) => ui.workbench.pick.row(name);
  const accept = () => ui.workbench.pick.root.getByRole('button', { name: 'OK', exact: true }).click();
  const back = () => ui.workbench.pick.root.locator('.quick-input-titlebar [aria-label^="Back"]').click();
  const checkAll = () => ui.workbench.pick.root.locator('.quick-input-header > [role="checkbox"]').click();

  beforeAll(async () => {
    ui = await startUi(language, { prepare });
    await ui.session.control.setSpeed(1);
    for (const name of ['print.css', 'same.css', 'gone.css', 'kept.css']) await put(name, name);
    await put('site.css', 'body { color: #222; }');
    await signIn(ui.workbench, language);
    await ui.workbench.openContainer('Explorer');
    files = new View(ui.workbench.page.locator('.explorer-folders-view'), label('container'));
    await files.row('css').waitFor();
  });
  afterAll(() => ui?.stop());

  test('the plan is read once the user agrees; it shows what is added or gets headers, and the cost', async () => {
    expect(await readEdge(ui)).toContain('color: #222');
    await files.menuOffers('css', label('command.publishFolder'));
    await open();
    await ui.workbench.modal.read(domain);
    const listings = async () => (await ui.session.control.calls('ListObjects')).length;
    const before = await listings();
    await ui.workbench.modal.press(say('Publish'));
    const totals = [say('Files: {0} ({1})', '4', '24 B'), say('URL refreshes: {0} ({1} left today)', '4', '10,000')];
    await ui.workbench.pick.titled(totals.join(' · '));
    for (const count of [say('{0} with new headers', '1'), say('{0} new', '3')]) await ui.workbench.pick.titled(count);
    expect(await listings()).toBeGreaterThan(before);
    expect(await rowNames()).toEqual(['print.css', ...added]);
    for (const heading of ['Add: {0}', 'Change headers only: {0}']) {
      const count = heading.startsWith('Add') ? '3' : '1';
      await ui.workbench.pick.root.getByText(say(heading, count), { exact: true }).waitFor();
    }
    await ui.shot(`111-folder-plan-${language}`);
    expect(await keysOf('PutObject')).toEqual([]);
  });

  test('Check All selects no deletion and no object of another tool: those are on the next page, with nothing selected', async () => {
    await checkAll();
    await ui.workbench.pick.titled(say('Files: {0} ({1})', '0', '0 B'));
    await checkAll();
    await row('reset.css').click();
    await accept();
    await entry(say('Select Objects to Delete…'))
      .filter({ hasText: say('{0} of {1} selected', '0', '2') })
      .waitFor();
    await ui.shot(`116-folder-review-${language}`);
    await entry(say('Select Objects to Delete…')).click();
    await ui.workbench.pick.titled(say('Publish {0}: deletions', 'css'));
    await ui.workbench.pick.root
      .getByText(say('Not published from this computer: {0}', '2'), { exact: true })
      .waitFor();
    expect(await rowNames()).toEqual(['gone.css', 'kept.css']);
    await row('gone.css').click();
    await ui.shot(`117-folder-select-deletes-${language}`);
    await back();
    await entry(say('Select Objects to Delete…'))
      .filter({ hasText: say('{0} of {1} selected', '1', '2') })
      .waitFor();
    await ui.workbench.pick.titled(say('{0} deleted', '1'));
    await entry(say('Select Conflicts to Overwrite…'))
      .filter({ hasText: say('{0} of {1} selected', '0', '1') })
      .click();
    await ui.workbench.pick.titled(say('Publish {0}: conflicts', 'css'));
    expect(await rowNames()).toEqual(['site.css']);
    await row('site.css').click();
    await back();
    await ui.workbench.pick.titled(say('{0} overwritten', '1'));
  });

  test('a deletion and an overwrite have a question, and unselected files stay', async () => {
    await entry(say('Publish')).click();
    const asked = await ui.workbench.modal.read(say('Overwrite and delete objects in {0}?', bucket));
    expect(asked).toContain('css/site.css');
    expect(asked).toContain('css/gone.css');
    expect(asked).not.toContain('css/kept.css');
    await ui.shot(`112-folder-deletes-${language}`);
    expect(await keysOf('PutObject')).toEqual([]);
    await ui.session.control.setSpeed(100);
    await ui.workbench.modal.press(say('Publish, Overwrite, and Delete'));
  });

  test('sends exactly the selected files, deletes last, and refreshes in one call', async () => {
    await ui.workbench.notification(say('files: {0}', '4')).waitFor();
    await ui.shot(`113-folder-published-${language}`);
    expect(await keysOf('PutObject')).toEqual(['grid.css', 'icons/set.css', 'site.css']);
    expect(await keysOf('CopyObject')).toEqual(['print.css']);
    expect(await keysOf('DeleteObject')).toEqual(['gone.css']);
    const calls = await ui.session.control.calls();
    const writes = calls.map(({ action }) => action).filter((action) => /^(Put|Copy|Delete)Object$/.test(action));
    expect(writes.at(-1)).toBe('DeleteObject');
    expect(stored('print.css')?.headers['cache-control']).toBe('no-cache');
    expect({ 'gone.css': stored('gone.css'), 'kept.css': stored('kept.css')?.body.toString() }).toEqual({
      'gone.css': undefined,
      'kept.css': 'kept.css',
    });
    const names = ['gone.css', 'grid.css', 'icons/set.css', 'print.css', 'site.css'];
    await expect.poll(refreshes).toEqual([names.map((name) => `https://${domain}/css/${name}`)]);
  });

  test('the edge serves the new bytes', async () => {
    await ui.workbench.statusItem(say('CDN: Fresh')).waitFor();
    expect(await readEdge(ui)).toContain('font-family: sans-serif');
  });

  test('failures are retried automatically', async () => {
    await clearNotifications(ui.workbench);
    await ui.session.control.fault({ action: 'PutObject', kind: 'error', code: 'AccessDenied', status: 403 });
    await open();
    await ui.workbench.pick.titled(say('Files: {0} ({1})', '1', '8 B'));
    await accept();
    await entry(say('Publish')).click();
    const failed = ui.workbench.notification(say('failed: {0}', '1'));
    await failed.waitFor();
    await ui.shot(`114-folder-failed-${language}`);
    await failed.getByRole('button', { name: say('Retry Failed') }).click();
    await expect.poll(() => stored('reset.css')?.body.toString(), { timeout: patienceMs }).toBe('.rese {}');
    // A fourth notification within 800 ms gets no toast, but is in the list.
    await ui.workbench.runCommand('Notifications: Show Notifications');
    const listed = ui.workbench.page.locator('.notifications-center .notification-list-item');
    await listed.filter({ hasText: say('files: {0}', '1') }).waitFor();
  });

  test('an object changed in the bucket is compared and selected deliberately, by keyboard alone', async () => {
    const { keyboard } = ui.workbench.page;
    const write = (name: string, text: string) => writeFileSync(join(ui.session.workspace, 'css', name), text);
    await put('grid.css', '.grid { color: tomato }');
    await ui.session.control.act('deleteObject', { bucket, key: 'css/icons/set.css' });
    write('grid.css', '.grid { color: navy }');
    write('reset.css', '.reset {}');
    await clearNotifications(ui.workbench);
    await ui.workbench.runCommand(`OSS + CDN: ${label('command.publishFolder')}`);
    await ui.workbench.pick.titled(say('Files: {0} ({1})', '1', '9 B'));
    expect(await rowNames()).toEqual(['reset.css']);
    await keyboard.press('Enter');
    await entry(say('Publish')).and(ui.workbench.page.locator('.focused')).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await ui.workbench.pick.titled(say('Publish {0}: conflicts', 'css'));
    expect(await rowNames()).toEqual(['grid.css', 'icons/set.css']);
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    // Moves the focus from the check box of the row to the button of the row.
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await ui.workbench.page.locator('.action-label:focus').waitFor();
    await ui.shot(`118-folder-conflicts-${language}`);
    await keyboard.press('Enter');
    await ui.workbench.page.locator('.monaco-diff-editor .view-line', { hasText: 'tomato' }).first().waitFor();
    await ui.workbench.notification(say('Select what to publish from {0} to continue', 'css')).waitFor();
    await ui.shot(`119-folder-compare-${language}`);
    await keyboard.press('F1');
    await ui.workbench.pick.type('>Notifications: Accept Notification Primary Action');
    await ui.workbench.page.locator('.quick-input-list .focused', { hasText: 'Accept Notification' }).waitFor();
    await keyboard.press('Enter');
    await ui.workbench.pick.titled(say('Publish {0}: conflicts', 'css'));
    await row('grid.css').locator('[role="checkbox"][aria-checked="true"]').waitFor();
    // The key for Go Back on Linux.
    await keyboard.press('Control+Alt+Minus');
    await ui.workbench.pick.titled(say('Conflicts: {0}', '1'));
    // The key would be lost if it came before the row has the focus.
    await entry(say('Publish')).and(ui.workbench.page.locator('.focused')).waitFor();
    await keyboard.press('Enter');
    await ui.workbench.modal.read(say('Overwrite one object in {0}?', bucket));
    await ui.shot(`120-folder-overwrite-${language}`);
    await ui.workbench.modal.press(say('Publish and Overwrite'));
    await ui.workbench.notification(say('files: {0}', '2')).waitFor();
    expect(stored('grid.css')?.body.toString()).toBe('.grid { color: navy }');
    expect(stored('icons/set.css')).toBeUndefined();
  });

  test('a second run has nothing to publish and sends nothing', async () => {
    await ui.session.control.act('deleteObject', { bucket, key: 'css/kept.css' });
    await put('icons/set.css', '.icon {}');
    // VS Code shows at most three toasts within 0.8 s. Its list has all notifications.
    await clearNotifications(ui.workbench);
    const sent = async () => Promise.all(['PutObject', 'CopyObject', 'DeleteObject', 'HeadObject'].map(keysOf));
    const before = await sent();
    await open();
    await ui.workbench.runCommand('Notifications: Show Notifications');
    const text = say('Nothing to publish: all files of {0} are already in the bucket', 'css');
    await ui.workbench.page.locator('.notification-list-item').filter({ hasText: text }).first().waitFor();
    await ui.shot(`115-folder-nothing-${language}`);
    expect(await sent()).toEqual(before);
  });
});

/** Requests css/site.css at the edge, as a browser would, and returns the content. */
async function readEdge({ session }: UiRun): Promise<string> {
  const undo = useProxy(session.sandbox);
  try {
    return await new Promise<string>((resolve, reject) => {
      const call = https.get(`https://${domain}/css/site.css`, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      });
      call.on('error', reject);
    });
  } finally {
    undo();
  }
}
