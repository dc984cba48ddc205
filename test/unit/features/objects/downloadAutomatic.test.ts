import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDownloads } from '../../../../src/disk/downloads.js';
import { downloadTargets } from '../../../../src/features/objects/downloadTargets.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { bucket, openWindow } from './objectWindow.js';

const target = (key: string) => ({ bucket, key });
const downloads = createDownloads();
let folder: string;

beforeEach(() => {
  resetEditor();
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-download-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const press = (label: string) => {
  editor.press = (button) => button === label;
};
const listAll = () => readdirSync(folder, { recursive: true }).map(String).sort();

const started = ['.bashrc', '.SSH/authorized_keys', '.git/hooks/pre-commit', 'menu.desktop'];

test('files that programs run or read automatically are left out, and the question lists them all', async () => {
  const { deps } = await openWindow(['img/1.png', ...started.slice(0, 3).map((name) => `img/${name}`)], downloads);
  editor.choosePath = () => folder;
  press('Download');
  await downloadTargets(deps, [target('img/')]);
  expect(modalTexts()).toEqual([
    [
      'Download objects: 1 (9 B)?',
      `Folder: “${folder}”\n`,
      '“img/1.png”\n',
      'Left out, because programs run or read files with these names automatically: 3',
      '“img/.SSH/authorized_keys”\n“img/.bashrc”\n“img/.git/hooks/pre-commit”\n',
      'OSS bills the traffic of downloads over the internet.',
      '[Download]',
      '[Download Them Too]',
    ].join('\n'),
  ]);
  expect(listAll()).toEqual(['img', 'img/1.png']);
  expect(shownTexts().at(-1)).toMatch(
    / · Left out, because programs run or read files with these names automatically: 3/,
  );
});

test('where they are too many for the question, a list has them all, and they are downloaded after a choice and a further question', async () => {
  const keys = started.map((name) => `x/${name}`).sort();
  const { deps } = await openWindow(keys, downloads);
  editor.choosePath = () => folder;
  const pressed = ['List Them All', 'Download Them Too', 'Download'];
  editor.answer = async ({ buttons }) => (buttons.includes(pressed[0] ?? '') ? pressed.shift() : undefined);
  await downloadTargets(deps, [target('x/')]);
  const modals = editor.shown.filter(({ detail }) => detail !== '');
  const question = 'Programs run or read all of these files automatically: 4';
  expect(modals.map(({ text, buttons }) => [text, ...buttons])).toEqual([
    [question, 'List Them All', 'Download Them Too'],
    [question, 'List Them All', 'Download Them Too'],
    [expect.stringMatching(/^Download objects: 4 /), 'Download', 'List Them All'],
  ]);
  expect(editor.choices.map(([rows]) => rows)).toEqual([keys.map((name) => ({ label: `“${name}”` }))]);
  expect(listAll().filter((name) => keys.includes(name))).toEqual(keys);
});

test('excluded files are neither downloaded nor replaced by the answer for existing files', async () => {
  const { deps } = await openWindow(['a.txt', '.npmrc'], downloads);
  for (const name of ['a.txt', '.npmrc']) writeFileSync(join(folder, name), 'mine');
  editor.choosePath = () => folder;
  press('Replace Existing Files');
  await downloadTargets(deps, [target('a.txt'), target('.npmrc')]);
  expect(modalTexts()).toEqual([expect.stringContaining('Files that already exist in the folder: 1\n')]);
  expect([readFileSync(join(folder, 'a.txt'), 'utf8'), readFileSync(join(folder, '.npmrc'), 'utf8')]).toEqual([
    'a.txt',
    'mine',
  ]);
});

test.each([
  ['Download Anyway', ['.bashrc']],
  ['Do Not Download', []],
])('one object is asked about by the name that it gets: %s', async (label, files) => {
  const { deps } = await openWindow(['a.txt'], downloads);
  editor.choosePath = () => join(folder, '.bashrc');
  press(label);
  await downloadTargets(deps, [target('a.txt')]);
  expect(modalTexts()).toEqual([
    `Programs run or read files with this name automatically. Download “.bashrc”?\nFolder: “${folder}”\n[Do Not Download]\n[Download Anyway]`,
  ]);
  expect(listAll()).toEqual(files);
});
