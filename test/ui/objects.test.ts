import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { signIn } from '../support/signIn.js';
import { useProxy } from '../support/throughProxy.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { clearNotifications, leaveRows } from './support/clearView.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
/** An object in a folder that only the test of uploads uses. */
const gallery = 'gallery/1.jpg';
const texts = { 'news-1.txt': 'one', 'news-2.txt': 'two', 'photos/1.jpg': 'first photo', 'photos/2.jpg': 'second' };

describe.each(storyLanguages('zh-cn'))('the objects of the tree in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    const { control } = ui.session;
    for (const [key, text] of Object.entries({ ...texts, [gallery]: 'old photo' }))
      await control.act('putObject', { bucket, key, text, type: 'text/plain' });
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
    await cloud.expand(bucket);
    await cloud.row('news-1.txt').waitFor();
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  /** Selects rows with Ctrl+click. `all` is the number of selected rows afterwards, including rows selected before. */
  const select = async (rows: readonly string[], all = rows.length) => {
    for (const row of rows) await cloud.row(row).click({ modifiers: ['Control'] });
    await expect.poll(() => cloud.root.locator('.monaco-list-row.selected').count()).toBe(all);
  };
  const keysLeft = async () => {
    const listed = ui.session.sandbox.state.buckets.get(bucket)?.objects.keys() ?? [];
    return [...listed].filter((key) => key in texts);
  };
  const submitted = async () =>
    (await ui.session.control.calls('RefreshObjectCaches')).map(({ params }) => ({
      type: params.ObjectType,
      urls: params.ObjectPath?.split('\n'),
    }));

  const entriesOf = async (row: string) => {
    const entries = await cloud.openMenu(row);
    const shown = await entries.allInnerTexts();
    // A keybinding is on a line of its own.
    return shown.map((text) => text.trim().split('\n', 1)[0] ?? '').filter(Boolean);
  };
  const labels = (names: readonly string[]) => names.map((name) => label(`command.${name}`));

  test('the menu of selected rows has commands for the clicked row beside those for all', async () => {
    const ofOne = ['openObject', 'openAtCdn', 'checkAtEdge', 'publishFolderHere', 'copyPresignedUrl'];
    const ofAll = ['downloadObjects', 'refreshUrls', 'prefetchUrls', 'copyCdnUrl', 'copyCdnUrlAs', 'copyObjectKey'];
    await select(['news-1.txt', 'news-2.txt']);
    expect(await entriesOf('news-2.txt')).toEqual(
      expect.arrayContaining(labels([...ofOne, ...ofAll, 'deleteObjects'])),
    );
    await cloud.closeMenu();
    // This row is not selected.
    expect(await entriesOf('photos')).toEqual(expect.arrayContaining(labels(['uploadFiles', 'findByPrefix'])));
    await cloud.closeMenu();
    await select(['photos'], 3);
    // For rows of several kinds, VS Code shows the entries that all of them have.
    const changes = ['renameObject', 'moveObjects', 'copyObjects', 'editHeaders', 'setAcl', 'restoreArchived'];
    expect(await entriesOf('news-1.txt')).toEqual(labels(['publishFolderHere', ...ofAll, ...changes, 'deleteObjects']));
    await ui.shot(`200-selected-menu-${language}`);
    await cloud.closeMenu();
  });

  test('the keys of all selected rows are copied, one per line', async () => {
    await cloud.chooseFromMenu('news-1.txt', label('command.copyObjectKey'));
    await expect.poll(() => ui.workbench.readClipboard()).toBe('news-1.txt\nnews-2.txt\nphotos/');
  });

  test('a selection is refreshed after one question with count and cost: objects in one call, folders as directories', async () => {
    const { modal } = ui.workbench;
    await cloud.chooseFromMenu('news-2.txt', label('command.refreshUrls'));
    const asked = await modal.read(say('Refresh objects ({0}) and directories ({1}) on CDN?', '2', '1'));
    expect(asked).toContain(`${bucket}/news-1.txt`);
    expect(asked).toContain(say('Uses {0} of the {1} URL refreshes left today.', '2', '10,000'));
    await ui.shot(`201-refresh-selected-${language}`);
    await modal.press(say('Refresh'));
    await expect.poll(submitted).toEqual(
      expect.arrayContaining([
        { type: 'File', urls: [`https://${domain}/news-1.txt`, `https://${domain}/news-2.txt`] },
        { type: 'Directory', urls: [`https://${domain}/photos/`] },
      ]),
    );
  });

  test('a selection is downloaded into a folder after one question with count, size and cost', async () => {
    const { modal, pick } = ui.workbench;
    const folder = join(ui.session.workspace, '..', 'downloaded');
    mkdirSync(join(folder, 'earlier'), { recursive: true });
    await clearNotifications(ui.workbench);
    await cloud.chooseFromMenu('news-1.txt', label('command.downloadObjects'));
    await pick.titled(say('Choose a folder for the objects: {0}', '4'));
    await pick.row('..').waitFor();
    await pick.type(`${folder}/`);
    // This row appears when the dialog has read the folder.
    await pick.row('earlier').waitFor();
    await pick.root.getByRole('button', { name: say('Download Here') }).click();
    const asked = await modal.read(say('Folder: {0}', `“${folder}”`));
    expect(asked).toContain('photos/1.jpg');
    await ui.shot(`202-download-${language}`);
    await modal.press(say('Download'));
    await ui.workbench.notification(say('Downloaded {0} objects ({1}) to {2}', '4', '23 B', folder)).waitFor();
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual(
      ['earlier', 'photos', ...Object.keys(texts)].sort(),
    );
    expect(readFileSync(join(folder, 'photos/1.jpg'), 'utf8')).toBe(texts['photos/1.jpg']);
    await ui.shot(`203-downloaded-${language}`);
  });

  test('a presigned URL with the chosen lifetime is copied and opens the object', async () => {
    const { pick } = ui.workbench;
    await clearNotifications(ui.workbench);
    await cloud.row('news-1.txt').click();
    // The editor takes the focus when it opens, which would close a menu.
    await ui.workbench.page.locator('.editor-group-container.active .view-line', { hasText: 'one' }).waitFor();
    await cloud.chooseFromMenu('news-1.txt', label('command.copyPresignedUrl'));
    await pick.titled(say('Presigned URL: {0}', 'news-1.txt'));
    await ui.shot(`204-presigned-${language}`);
    await pick.choose(say('1 hour'));
    await ui.workbench.notification('news-1.txt').waitFor();
    const url = new URL(await ui.workbench.readClipboard());
    expect(url.searchParams.get('x-oss-expires')).toBe('3600');
    const undo = useProxy(ui.session.sandbox);
    try {
      expect(await ask(url.hostname, url.pathname + url.search)).toMatchObject({
        status: 200,
        body: Buffer.from('one'),
      });
    } finally {
      undo();
    }
    await leaveRows(cloud);
    await ui.shot(`205-presigned-copied-${language}`);
  });

  test("a deletion shows its objects, CDN's copies and the cost of their refresh, and can be cancelled", async () => {
    const { modal, page } = ui.workbench;
    await clearNotifications(ui.workbench);
    await select(['news-2.txt', 'photos'], 3);
    await cloud.chooseFromMenu('photos', label('command.deleteObjects'));
    const asked = await modal.read('news-1.txt');
    expect(asked).toContain(say('{0}: {1}', '“photos/”', '2'));
    expect(asked).toContain(say('CDN serves its cached copies until they are refreshed or expire: {0}', domain));
    await ui.shot(`206-delete-${language}`);
    // The bucket has no versioning, so the focused button must not delete.
    await page.keyboard.press('Enter');
    await modal.root.waitFor({ state: 'hidden' });
    expect(await keysLeft()).toEqual(Object.keys(texts).sort());
  });

  test('confirmed objects are deleted by one call, refreshed, and removed from the tree', async () => {
    const { modal } = ui.workbench;
    const before = (await submitted()).length;
    await cloud.chooseFromMenu('photos', label('command.deleteObjects'));
    await modal.read('news-1.txt');
    await modal.press(say('Delete and Refresh CDN'));
    await ui.workbench.notification(say('Deleted from {0}: {1} objects', bucket, '4')).waitFor();
    await cloud.row('news-2.txt').waitFor({ state: 'detached' });
    await cloud.row('photos').waitFor({ state: 'detached' });
    expect(await keysLeft()).toEqual([]);
    expect(await ui.session.control.calls('DeleteMultipleObjects')).toHaveLength(1);
    const urls = Object.keys(texts).map((key) => `https://${domain}/${key}`);
    await expect.poll(async () => (await submitted()).slice(before)).toEqual([{ type: 'File', urls }]);
    await ui.shot(`207-deleted-${language}`);
  });

  test('files dropped on a folder are uploaded after one question, and only replaced ones are refreshed', async () => {
    const { modal } = ui.workbench;
    const before = (await submitted()).length;
    const folder = join(ui.session.workspace, '..', 'pictures');
    mkdirSync(folder);
    const files = { '1.jpg': 'better photo', '2.jpg': 'second photo', '.env': 'KEY=1' };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await clearNotifications(ui.workbench);
    await cloud.drop(
      'gallery',
      Object.keys(files).map((name) => join(folder, name)),
    );
    const asked = await modal.read(say('Upload files: {0} ({1}) to {2}?', '2', '24 B', `“${bucket}/gallery/”`));
    expect(asked).toContain(say('Existing objects that are overwritten: {0}', '1'));
    expect(asked).toContain(say('{0}: {1}', '“.env”', say('files with this name are never uploaded')));
    await ui.shot(`208-upload-${language}`);
    await modal.press(say('Upload and Refresh CDN'));
    const name = say('{0}: {1}', '“.env”', say('files with this name are never uploaded'));
    await ui.workbench
      .notification(say('Uploaded {0} of {1} objects to {2}. Not uploaded: {3}', '2', '3', `${bucket}/gallery/`, name))
      .waitFor();
    const { objects } = ui.session.sandbox.state.buckets.get(bucket)!;
    const bodies = [gallery, 'gallery/2.jpg', 'gallery/.env'].map((key) => objects.get(key)?.body.toString());
    expect(bodies).toEqual(['better photo', 'second photo', undefined]);
    await expect
      .poll(async () => (await submitted()).slice(before))
      .toEqual([{ type: 'File', urls: [`https://${domain}/${gallery}`] }]);
    await cloud.expand('gallery');
    await cloud.row('2.jpg').waitFor();
    await ui.shot(`209-uploaded-${language}`);
  });

  test('a new folder is named in an input box and shown in its place', async () => {
    const { pick } = ui.workbench;
    await cloud.chooseFromMenu('gallery', label('command.createFolder'));
    await pick.titled(say('New Folder in {0}', `${bucket}/gallery/`));
    await pick.answer('drafts');
    await ui.workbench.notification(say('Folder created: {0}', `${bucket}/gallery/drafts/`)).waitFor();
    await cloud.expand('gallery');
    await cloud.row('drafts').waitFor();
    expect(ui.session.sandbox.state.buckets.get(bucket)?.objects.get('gallery/drafts/')?.body.length).toBe(0);
  });
});
