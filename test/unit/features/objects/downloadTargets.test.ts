import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDownloads } from '../../../../src/disk/downloads.js';
import { downloadTargets } from '../../../../src/features/objects/downloadTargets.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { openFolders } from '../../../support/fakeWorkspace.js';
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

test('one object is downloaded to the file that the user names, without a further question', async () => {
  const { deps } = await openWindow(['img/a.txt'], downloads);
  let proposed: string | undefined;
  editor.choosePath = (path) => {
    proposed = path;
    return join(folder, 'mine.txt');
  };
  await downloadTargets(deps, [target('img/a.txt')]);
  expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('img/a.txt');
  expect({ proposed, dialogs: editor.dialogs, shown: shownTexts() }).toEqual({
    proposed: '/w/a.txt',
    dialogs: ['Download img/a.txt'],
    shown: ['Downloaded: mine.txt (9 B)\n[Open]'],
  });
});

test('several objects and folders are downloaded to the folder that the user chooses, after one question with count and size', async () => {
  const { deps } = await openWindow(['a.txt', 'img/1.png', 'img/icons/2.png', 'other.txt'], downloads);
  editor.choosePath = () => folder;
  press('Download');
  await downloadTargets(deps, [target('a.txt'), target('img/')]);
  expect(listAll()).toEqual(['a.txt', 'img', 'img/1.png', 'img/icons', 'img/icons/2.png']);
  expect(modalTexts()).toEqual([
    [
      'Download objects: 3 (29 B)?',
      `Folder: “${folder}”\n`,
      '“a.txt”\n“img/1.png”\n“img/icons/2.png”\n',
      'OSS bills the traffic of downloads over the internet.',
      '[Download]',
    ].join('\n'),
  ]);
  expect(shownTexts().at(-1)).toBe(`Downloaded 3 objects (29 B) to ${folder}`);
});

test.each([
  ['Skip Existing Files', 'mine', 'Downloaded: img/2.png (9 B) · Existing files skipped: 1\n[Open]'],
  ['Replace Existing Files', 'img/1.png', 'Downloaded 2 objects (18 B) to {}'],
])('files that exist are asked about once for all: %s', async (label, text, end) => {
  const { deps } = await openWindow(['img/1.png', 'img/2.png'], downloads);
  mkdirSync(join(folder, 'img'));
  writeFileSync(join(folder, 'img/1.png'), 'mine');
  editor.choosePath = () => folder;
  press(label);
  await downloadTargets(deps, [target('img/')]);
  expect(modalTexts()).toEqual([expect.stringContaining('Files that already exist in the folder: 1')]);
  expect(readFileSync(join(folder, 'img/1.png'), 'utf8')).toBe(text);
  expect(readFileSync(join(folder, 'img/2.png'), 'utf8')).toBe('img/2.png');
  expect(shownTexts().at(-1)).toBe(end.replace('{}', folder));
});

test('when all files exist and are skipped, the final message counts them', async () => {
  const { deps } = await openWindow(['img/1.png', 'img/2.png'], downloads);
  mkdirSync(join(folder, 'img'));
  for (const name of ['img/1.png', 'img/2.png']) writeFileSync(join(folder, name), 'mine');
  editor.choosePath = () => folder;
  press('Skip Existing Files');
  await downloadTargets(deps, [target('img/')]);
  expect(shownTexts().at(-1)).toBe('Nothing was downloaded · Existing files skipped: 2');
});

test('a file that has the names of two objects on disk is replaced by the first alone, as the question shows', async () => {
  const { deps } = await openWindow(['img/Logo.png', 'img/logo.png'], downloads);
  mkdirSync(join(folder, 'img'));
  writeFileSync(join(folder, 'img/Logo.png'), 'mine');
  // As a disk that ignores case finds it.
  if (!existsSync(join(folder, 'img/logo.png'))) linkSync(join(folder, 'img/Logo.png'), join(folder, 'img/logo.png'));
  editor.choosePath = () => folder;
  press('Replace Existing Files');
  await downloadTargets(deps, [target('img/')]);
  const refusal = 'Not downloaded: “img/logo.png”: another object has the same file name';
  const inQuestion = refusal.replace('Not downloaded: ', 'Objects that are not downloaded: 1\n');
  expect(modalTexts()).toEqual([expect.stringContaining(`Files that already exist in the folder: 1\n\n${inQuestion}`)]);
  expect(readFileSync(join(folder, 'img/Logo.png'), 'utf8')).toBe('img/Logo.png');
  expect(shownTexts().at(-1)).toBe(`Downloaded 1 of 2 objects. ${refusal}`);
});

test('nothing is written when the dialog or the question is closed', async () => {
  const { deps } = await openWindow(['img/1.png', 'img/2.png'], downloads);
  await downloadTargets(deps, [target('img/')]);
  expect(shownTexts()).toEqual([]);
  editor.choosePath = () => folder;
  await downloadTargets(deps, [target('img/')]);
  expect({ modals: modalTexts().length, files: listAll() }).toEqual({ modals: 1, files: [] });
});

test('names that leave the folder or that no file can have are refused first, and the others are downloaded', async () => {
  const { deps } = await openWindow(['img/../../escaped.txt', 'img/1.png', 'img/a//b.txt'], downloads);
  editor.choosePath = () => folder;
  press('Download');
  await downloadTargets(deps, [target('img/')]);
  expect(listAll()).toEqual(['img', 'img/1.png']);
  const refusal =
    'Not downloaded: “img/../../escaped.txt”: the name would lead out of the folder; “img/a//b.txt”: this computer does not allow the name';
  expect(modalTexts()[0]).toContain(
    refusal.replace('Not downloaded: ', 'Objects that are not downloaded: 2\n').replace('; ', '\n'),
  );
  expect(shownTexts().at(-1)).toBe(`Downloaded 1 of 3 objects. ${refusal}`);
});

test('failures are listed once with their reason and can be retried', async () => {
  const { deps, cloud, failures } = await openWindow(['img/1.png', 'img/2.png'], downloads);
  cloud.failNext('oss.downloadObject', 'after', 'corruptDownload');
  editor.choosePath = () => folder;
  editor.press = (button) => button === 'Download' || button === 'Retry Failed';
  await downloadTargets(deps, [target('img/')]);
  await expect.poll(() => shownTexts().length).toBe(3);
  expect(listAll()).toEqual(['img', 'img/1.png', 'img/2.png']);
  expect(shownTexts().slice(1)).toEqual([
    expect.stringMatching(
      /^Downloaded 1 of 2 objects\. Not downloaded: “img\/\d\.png”: The downloaded data was corrupted: download the object again\n\[Retry Failed\]$/,
    ),
    `Downloaded 2 objects (18 B) to ${folder}`,
  ]);
  expect(failures).toEqual(['download object']);
});

test('after the network is lost, files not started are counted and downloaded by the next attempt, and the total stays', async () => {
  const keys = Array.from({ length: 10 }, (_, at) => `img/${at}.png`);
  const { deps, cloud } = await openWindow(keys, downloads);
  cloud.failNext('oss.downloadObject', 'before', 'offline');
  editor.choosePath = () => folder;
  editor.press = (button) => button === 'Download' || button === 'Download Remaining';
  await downloadTargets(deps, [target('img/')]);
  await expect.poll(() => shownTexts().at(-1)).toBe(`Downloaded 10 objects (90 B) to ${folder}`);
  const [, done, more] =
    /^Downloaded (\d) of 10 objects\. Not downloaded: “img\/\d\.png”: .+; and (\d) more\n\[Download Remaining\]$/.exec(
      shownTexts()[1] ?? '',
    ) ?? [];
  expect(Number(done) + 1 + Number(more)).toBe(10);
  expect(listAll()).toEqual(['img', ...keys]);
});

test('an object of unknown size is downloaded with the others, and the question shows it', async () => {
  const { deps, cloud } = await openWindow(['a.txt', 'b.txt'], downloads);
  cloud.failNext('oss.readObjectHead', 'before', 'forbidden');
  editor.choosePath = () => folder;
  press('Download');
  await downloadTargets(deps, [target('a.txt'), target('b.txt')]);
  expect(modalTexts()).toEqual([expect.stringMatching(/^Download objects: 2 \(at least 5 B\)\?/)]);
  expect(listAll()).toEqual(['a.txt', 'b.txt']);
});

test('the log has one line for each kind of failure', async () => {
  const { deps, cloud, failures } = await openWindow(['img/1.png', 'img/2.png', 'img/3.png'], downloads);
  for (const kind of ['corruptDownload', 'timeout', 'corruptDownload'] as const)
    cloud.failNext('oss.downloadObject', 'before', kind);
  editor.choosePath = () => folder;
  press('Download');
  await downloadTargets(deps, [target('img/')]);
  expect(shownTexts().at(-1)).toMatch(/^Downloaded 0 of 3 objects\. /);
  expect(failures.sort()).toEqual(['download object', 'download objects (2)']);
});

test('while a slow disk is searched for files that exist, a progress notification is shown', async () => {
  const { deps } = await openWindow(['img/1.png'], downloads);
  const slow = {
    ...downloads,
    listTaken: async (...given: Parameters<typeof downloads.listTaken>) => {
      await expect.poll(() => editor.progress).toContain('Checking for existing files');
      return downloads.listTaken(...given);
    },
  };
  editor.choosePath = () => folder;
  press('Download');
  const clock = { ...deps.clock, sleep: async () => undefined };
  await downloadTargets({ ...deps, clock, loadDownloads: async () => slow }, [target('img/')]);
  expect(listAll()).toEqual(['img', 'img/1.png']);
});

test('the progress of an object that comes in many pieces is told about a hundred times', async () => {
  const { deps, cloud } = await openWindow(['large.bin'], downloads);
  const body = new Uint8Array(1_000_000);
  await cloud.oss.putObject(bucket, 'large.bin', { body, headers: {} }, new AbortController().signal);
  let show = () => {};
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  cloud.oss.downloadObject = async (_bucket, _key, sink) => {
    await sink.restart();
    await shown;
    for (let at = 0; at < body.length; at += 1_000) await sink.write(body.subarray(at, at + 1_000));
  };
  editor.choosePath = () => join(folder, 'large.bin');
  const sleep = async () => void setImmediate(show);
  await downloadTargets({ ...deps, clock: { ...deps.clock, sleep } }, [target('large.bin')]);
  expect(readFileSync(join(folder, 'large.bin')).length).toBe(body.length);
  expect(editor.reports.length).toBeGreaterThan(95);
  expect(editor.reports.length).toBeLessThan(105);
});

test('one object of unknown size is asked about like a large one', async () => {
  const { deps, cloud } = await openWindow(['a.txt'], downloads);
  cloud.failNext('oss.readObjectHead', 'before', 'forbidden');
  editor.choosePath = () => join(folder, 'mine.txt');
  await downloadTargets(deps, [target('a.txt')]);
  expect(modalTexts()).toEqual([expect.stringMatching(/^Download objects: 1 \(size unknown\)\?/)]);
  expect(listAll()).toEqual([]);
});

test('the dialog begins in the last folder, else in the workspace, never in the home folder', async () => {
  const { deps } = await openWindow(['img/1.png'], downloads);
  const starts: (string | undefined)[] = [];
  let chosen: string | undefined;
  editor.choosePath = (proposed) => {
    starts.push(proposed);
    return chosen;
  };
  press('Download');
  const downloadInto = async (into: string | undefined) => {
    chosen = into;
    await downloadTargets({ ...deps, loadDownloads: async () => ({ ...downloads, home: join(folder, 'me') }) }, [
      target('img/'),
    ]);
  };
  openFolders();
  await downloadInto(undefined);
  openFolders('/work/site');
  await downloadInto(undefined);
  await downloadInto(join(folder, 'me'));
  await downloadInto(join(folder, 'out'));
  await downloadInto(undefined);
  rmSync(join(folder, 'out'), { recursive: true });
  await downloadInto(undefined);
  expect(starts).toEqual([
    join(folder, 'me/Downloads'),
    ...Array(3).fill('/work/site'),
    join(folder, 'out'),
    '/work/site',
  ]);
});
