import { beforeEach, describe, expect, test } from 'vitest';
import { uploadTo } from '../../../../../src/features/objects/upload/uploadTo.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { openFolders } from '../../../../support/fakeWorkspace.js';
import { bucket, openWindow, serve } from '../objectWindow.js';
import { dropped, folder, objects, open, press, texts } from './uploadWindow.js';

beforeEach(() => {
  resetEditor();
  openFolders('/w');
});

test('an upload shows files, target and effects, and sends nothing when the question is closed', async () => {
  const window = await open(['img/old.png'], {
    '/w/new.png': 'new',
    '/w/old.png': 'changed',
    '/w/.env': 'A=1',
    '/w/keys.txt': '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDZ\n',
  });
  serve(window.cloud, 'img.example.com');
  window.mapped.add('img/old.png');
  await uploadTo(window.deps, folder('/w/new.png', '/w/old.png', '/w/.env', '/w/keys.txt'), 'files');
  expect(modalTexts()).toEqual([
    [
      'Upload files: 2 (10 B) to “my-site/img/”?',
      '“new.png”\n“old.png”\n',
      'Anyone can read the uploaded objects: the access of the bucket is public read.\n',
      'Existing objects that are overwritten: 1',
      '“old.png”',
      'The bucket has no versioning: this cannot be undone.\n',
      'CDN serves its cached copies until they are refreshed or expire: img.example.com',
      'Uses 1 of the 10,000 URL refreshes left today.',
      'This takes effect after 5 to 6 minutes and cannot be undone.\n',
      'Folders of this workspace are published here: the next publish of files of these names overwrites them again. Objects: 1\n',
      'Files that are not uploaded: 2',
      '“.env”: files with this name are never uploaded',
      '“keys.txt”: looks like a secret (line 1: a private key)',
      '[Upload and Refresh CDN]',
      '[Upload Only]',
    ].join('\n'),
  ]);
  expect(texts(window)).toEqual({ 'img/old.png': 'img/old.png' });
});

test('approved files are uploaded, only replaced ones refreshed, and the rows of the bucket read again', async () => {
  const window = await open(['img/old.png'], { '/w/new.png': 'new', '/w/old.png': 'changed' });
  serve(window.cloud, 'img.example.com');
  press('Upload and Refresh CDN');
  await uploadTo(window.deps, folder('/w/new.png', '/w/old.png'), 'files');
  expect(texts(window)).toEqual({ 'img/old.png': 'changed', 'img/new.png': 'new' });
  expect(objects(window).get('img/new.png')?.headers).toEqual({ 'content-type': 'image/png' });
  expect(window.sent).toEqual([{ request: 'urls', urls: ['https://img.example.com/img/old.png'] }]);
  expect(editor.ran).toEqual([['ossCdn.retryNode', 'bucket:my-site']]);
  expect(shownTexts().at(-1)).toBe('Uploaded 2 objects (10 B) to my-site/img/\n[Turn On Versioning…]');
});

test('an upload without a refresh sends nothing to CDN', async () => {
  const window = await open(['img/old.png'], { '/w/old.png': 'changed' });
  serve(window.cloud, 'img.example.com');
  press('Upload Only');
  await uploadTo(window.deps, folder('/w/old.png'), 'files');
  expect({ sent: window.sent, texts: texts(window) }).toEqual({ sent: [], texts: { 'img/old.png': 'changed' } });
  expect(shownTexts().at(-1)).toBe('Uploaded: my-site/img/old.png (7 B)\n[Turn On Versioning…]');
});

test('only new objects are uploaded by one button, without a mention of CDN', async () => {
  const window = await open([], { '/w/new.png': 'new' });
  serve(window.cloud, 'img.example.com');
  press('Upload');
  await uploadTo(window.deps, { ...bucket, dropped: dropped('/w/new.png') }, 'files');
  expect(modalTexts()[0]).toBe(
    [
      'Upload files: 1 (3 B) to “my-site/”?',
      '“new.png”\n',
      'Anyone can read the uploaded objects: the access of the bucket is public read.',
      '[Upload]',
    ].join('\n'),
  );
  expect(texts(window)).toEqual({ 'new.png': 'new' });
});

test('access is not mentioned for a private bucket, and an unreadable access is', async () => {
  const window = await open([], { '/w/new.png': 'new' });
  Object.assign(window.cloud.state.buckets.get(bucket.name)!.info, { acl: 'private' });
  await uploadTo(window.deps, folder('/w/new.png'), 'files');
  window.cloud.failNext('oss.readBucketInfo', 'before', 'forbidden');
  await uploadTo(window.deps, folder('/w/new.png'), 'files');
  expect(modalTexts().map((text) => text.split('\n').slice(2, -1))).toEqual([
    [],
    ['', 'Whether the bucket is public could not be checked.'],
  ]);
});

test('files that are dropped on an object are uploaded into its folder', async () => {
  const window = await open(['img/old.png'], { '/w/new.png': 'new' });
  press('Upload');
  await uploadTo(window.deps, { bucket, key: 'img/old.png', dropped: dropped('/w/new.png') }, 'files');
  expect(Object.keys(texts(window))).toEqual(['img/old.png', 'img/new.png']);
});

test('a folder keeps its name, and files that publishing leaves out by default are left out and counted', async () => {
  const window = await open([], {
    '/w/photos/a.png': 'a',
    '/w/photos/b/c.png': 'c',
    '/w/photos/.git/config': 'x',
    '/w/photos/b/node_modules/m/index.js': 'x',
    '/w/photos/.env': 'A=1',
  });
  press('Upload');
  await uploadTo(window.deps, folder('/w/photos'), 'folders');
  expect(Object.keys(texts(window))).toEqual(['img/photos/a.png', 'img/photos/b/c.png']);
  expect(modalTexts()[0]?.split('\n').slice(-5)).toEqual([
    'Files that are not uploaded: 1',
    '“photos/.env”: files with this name are never uploaded',
    '',
    'Folders left out, such as .git and node_modules: 2',
    '[Upload]',
  ]);
  expect(shownTexts().at(-1)).toBe(
    'Uploaded 2 of 3 objects to my-site/img/. Not uploaded: “photos/.env”: files with this name are never uploaded\n[Allow Files…]',
  );
});

test('files that look like secrets are uploaded once the user allows each, which the workspace remembers', async () => {
  const token = ['ghp', 'Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtD'].join('_');
  const window = await open([], { '/w/a/.env': 'A=1', '/w/a/b.js': `\n'${token}'`, '/w/a/c.png': 'c' });
  editor.press = (button, { text }) =>
    ['Allow Files…', 'Upload'].includes(button) || (button === 'Publish Anyway' && !text.includes('.env'));
  await uploadTo(window.deps, folder('/w/a'), 'folders');
  await expect.poll(() => Object.keys(texts(window))).toEqual(['img/a/c.png', 'img/a/b.js']);
  expect(
    modalTexts()
      .filter((text) => text.includes('looks like:'))
      .map((text) => text.split('\n').slice(0, 3)),
  ).toEqual([
    [
      'Publish this file although it may contain secrets or local state: “a/.env”?',
      'What it looks like:',
      'a name that files with secrets or local state have',
    ],
    [
      'Publish this file although it may contain secrets or local state: “a/b.js”?',
      'What it looks like:',
      'line 2: a token of GitHub',
    ],
  ]);
  expect(shownTexts().join()).not.toContain(token.slice(4, 12));
  window.files.save('/w/a/b.js', `'${token}' // changed`);
  editor.shown.length = 0;
  press('Upload');
  await uploadTo(window.deps, folder('/w/a/b.js'), 'files');
  expect(modalTexts().length).toBe(1);
  expect(texts(window)['img/b.js']).toContain('changed');
});

test('a link to an unpublishable file is never uploaded, whatever the user allows', async () => {
  const window = await open([], { '/w/.aws/config': 'x' });
  window.files.link('/w/config.txt', '/w/.aws/config');
  press('Allow Files…');
  await uploadTo(window.deps, folder('/w/config.txt'), 'files');
  await expect
    .poll(() => shownTexts().at(-1))
    .toBe('Not uploaded: “config.txt”: files with this name are never uploaded');
  expect(texts(window)).toEqual({});
});

test('a link that leads out of its folder is not uploaded, as when the folder is published', async () => {
  const window = await open([], { '/w/photos/a.png': 'a', '/w/other/b.png': 'b' });
  window.files.link('/w/photos/b.png', '/w/other/b.png');
  press('Upload');
  await uploadTo(window.deps, folder('/w/photos'), 'folders');
  expect(Object.keys(texts(window))).toEqual(['img/photos/a.png']);
});

test('files that the bucket has with the same content are counted and not sent', async () => {
  const window = await open(['img/same.png'], { '/w/same.png': 'img/same.png', '/w/new.png': 'new' });
  press('Upload');
  await uploadTo(window.deps, folder('/w/same.png', '/w/new.png'), 'files');
  expect(modalTexts()[0]).toContain('\n\nAlready in the bucket with the same content: 1\n[Upload]');
  expect(window.cloud.calls.filter((call) => call === 'oss.putObject')).toHaveLength(2);
});

describe('nothing is uploaded, and no question is shown,', () => {
  test.each([
    ['/w/same.png', 'Nothing to upload: the bucket already has these files with the same content'],
    ['/w/.env', 'Not uploaded: “.env”: files with this name are never uploaded\n[Allow Files…]'],
    ['/w/gone.png', 'Not uploaded: “gone.png”: the file is no longer on disk'],
    ['/w/.git', 'Not uploaded: “.git”: files with this name are never uploaded'],
    ['/w/empty', 'Nothing to upload: the folder has no files · Folders left out, such as .git and node_modules: 1'],
  ])('where %s was dropped', async (path, text) => {
    const window = await open(['img/same.png'], {
      '/w/same.png': 'img/same.png',
      '/w/.env': 'A=1',
      '/w/.git/config': 'x',
      '/w/empty/node_modules/a.js': 'x',
    });
    await uploadTo(window.deps, folder(path), 'files');
    expect(shownTexts()).toEqual([text]);
  });
});

test('two files of one name and names that OSS does not accept are refused by name', async () => {
  const long = `${'n'.repeat(255)}.png`;
  const window = await open([], { '/w/a/x.png': '1', '/w/b/x.png': '2', [`/w/${long}`]: '3' });
  const key = `${'p'.repeat(800)}/`;
  press('Upload');
  await uploadTo(window.deps, { bucket, key, dropped: dropped('/w/a/x.png', '/w/b/x.png', `/w/${long}`) }, 'files');
  expect(texts(window)).toEqual({ [`${key}x.png`]: '1' });
  expect(modalTexts()[0]).toContain(
    `“x.png”: another file has the same name\n“${'n'.repeat(60)}…${'n'.repeat(56)}.png”: OSS does not accept the name\n[Upload]`,
  );
});

test('more than 10,000 files are refused with what to do instead', async () => {
  const window = await openWindow([]);
  for (let at = 0; at <= 10_000; at++) window.files.save(`/w/many/${at}`, '');
  await uploadTo(window.deps, folder('/w/many'), 'folders');
  expect(shownTexts()).toEqual([
    'The selection has more than 10,000 files: use Publish a Folder Here… to upload that many files',
  ]);
});

test('only files on this computer are accepted', async () => {
  const window = await open([], { '/w/a.png': 'a' });
  const list = `# a comment\r\n${dropped('/w/a.png')}\r\nhttps://example.com/b.png`;
  await uploadTo(window.deps, { bucket, key: '', dropped: list }, 'files');
  expect(shownTexts()).toEqual(['Only files and folders on this computer can be uploaded: https://example.com/b.png']);
});

test('files that are dropped on a row of another kind are refused in one sentence', async () => {
  const { deps } = await openWindow([]);
  await uploadTo(deps, undefined, 'files');
  expect(shownTexts()).toEqual(['Drop the files on a bucket, a folder, or an object']);
});

test.each(['files', 'folders'] as const)(
  'the %s to upload are chosen in a dialog, which can be cancelled',
  async (kind) => {
    const window = await open([], { '/w/photos/a.png': 'a' });
    await uploadTo(window.deps, { bucket, key: 'img/' }, kind);
    expect({ dialogs: editor.dialogs, shown: shownTexts() }).toEqual({
      dialogs: ['Upload to my-site/img/'],
      shown: [],
    });
    editor.choosePath = () => (kind === 'files' ? '/w/photos/a.png' : '/w/photos');
    press('Upload');
    await uploadTo(window.deps, { bucket, key: 'img/' }, kind);
    expect(Object.keys(texts(window))).toEqual([kind === 'files' ? 'img/a.png' : 'img/photos/a.png']);
  },
);
