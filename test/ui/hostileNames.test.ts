import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inOneLine } from '../../src/core/text/visibleText.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { View } from '../support/workbench.js';
import { clearNotifications } from './support/clearView.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
const lie = 'The bucket has versioning: a deletion can be restored.';
/** Fills the line of a dialog with what is not seen, then says something of its own. */
const filling = `photo.jpg${'\u2800'.repeat(40)} ${lie}`;
const closing = `report.pdf”\u2028${lie}\u2028“`;
const long = `${'a'.repeat(58)} ${lie} ${'b'.repeat(30)}.txt`;
const names = [filling, closing, long, 'invoice.txt', 'inv\u043eice.txt', '发票\u3000 \u3000.pdf', 'zz.txt'];
const started = ['.ssh/authorized_keys', '.bashrc', '.git/hooks/pre-commit', 'Menu.desktop\u2060'];

const mapping = {
  folder: 'css',
  bucket,
  region: 'ap-southeast-1',
  prefix: 'css”. Nothing is overwritten. “/',
  domains: [domain],
  onSave: 'publish',
  exclude: ['*.map”, and all that is secret', `x\u2800\u2800\u2800${lie}`],
};

describe.each(storyLanguages('en'))('questions about names that lie, in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    const prepare = (workspace: string) => {
      mkdirSync(join(workspace, '.vscode'), { recursive: true });
      writeFileSync(join(workspace, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
    };
    ui = await startUi(language, { prepare });
    for (const key of [...names, ...started.map((name) => `home/${name}`), 'home/index.html'])
      await ui.session.control.act('putObject', { bucket, key: `inbox/${key}`, text: 'x', type: 'text/plain' });
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
    await cloud.expand(bucket);
    await cloud.expand('inbox');
    await cloud.row('zz.txt').waitFor();
    await clearNotifications(ui.workbench);
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  /** What a question says, which has all of the lies between quotation marks; it is left without an answer. */
  const look = async (text: string, picture: string) => {
    const { modal, page } = ui.workbench;
    const asked = await modal.read(text);
    await ui.shot(`${picture}-${language}`);
    const outside = asked.replace(/“[^“”]*”/g, '');
    expect(outside).not.toMatch(/restored\.|Nothing is overwritten|and all that is secret/);
    await page.keyboard.press('Escape');
    await modal.root.waitFor({ state: 'hidden' });
    return asked;
  };
  /** As Ctrl+click does, which opens nothing. */
  const selectAll = async () => {
    const selected = () => cloud.root.locator('.monaco-list-row.selected').count();
    if ((await selected()) === names.length) return;
    for (const row of await cloud.rows().filter({ hasText: '1 B' }).all()) await row.click({ modifiers: ['Control'] });
    await expect.poll(selected).toBe(names.length);
  };

  test('the deletion of one object', async () => {
    await cloud.chooseFromMenu(inOneLine(filling), label('command.deleteObjects'));
    expect(await look('photo.jpg', '211-names-delete-one')).toContain('“inbox/photo.jpg\\u{2800}');
  });

  test('the deletion of several objects, two of which look alike', async () => {
    await selectAll();
    await cloud.chooseFromMenu('zz.txt', label('command.deleteObjects'));
    const asked = await look('invoice.txt', '212-names-delete-several');
    expect(asked).toContain('“inbox/inv\\u{43e}ice.txt”');
  });

  test('a refresh of these objects', async () => {
    await selectAll();
    await cloud.chooseFromMenu('zz.txt', label('command.refreshUrls'));
    await look('report.pdf', '213-names-refresh');
  });

  test('a download of files that programs run or read automatically', async () => {
    const { pick } = ui.workbench;
    const folder = join(ui.session.workspace, '..', 'downloaded');
    mkdirSync(join(folder, 'earlier'), { recursive: true });
    await cloud.chooseFromMenu('home', label('command.downloadObjects'));
    await pick.titled(say('Choose a folder for the objects: {0}', '5'));
    await pick.row('..').waitFor();
    await pick.type(`${folder}/`);
    await pick.row('earlier').waitFor();
    await pick.root.getByRole('button', { name: say('Download Here') }).click();
    const asked = await look(say('Folder: {0}', `“${folder}”`), '214-names-download');
    expect(asked).toContain('“home/.bashrc”');
  });

  test('an upload of files with such names', async () => {
    const folder = join(ui.session.workspace, '..', 'files');
    mkdirSync(folder);
    const files = names.slice(0, 5).map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, 'new');
    await cloud.drop('home', files);
    await look('invoice.txt', '215-names-upload');
  });

  test('the consent to a mapping from a repository', async () => {
    await ui.workbench.openContainer('Explorer');
    const files = new View(ui.workbench.page.locator('.explorer-folders-view'), label('container'));
    await files.chooseFromMenu('css', label('command.publishFolder'));
    await look(bucket, '216-names-consent');
  });
});
