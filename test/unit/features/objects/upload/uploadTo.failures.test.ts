import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { uploadTo } from '../../../../../src/features/objects/upload/uploadTo.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { openFolders } from '../../../../support/fakeWorkspace.js';
import { bucket, openWindow, serve } from '../objectWindow.js';
import { folder, objects, open, press, texts } from './uploadWindow.js';

beforeEach(() => {
  resetEditor();
  openFolders('/w');
});

test('an object that comes while the question is open is not overwritten, and Retry Failed asks about it', async () => {
  const window = await open(['other.png'], { '/w/a.png': 'mine' });
  const found: (string | undefined)[] = [];
  editor.press = (button) => {
    if (button !== 'Upload') return button === 'Retry Failed';
    found.push(texts(window)['img/a.png']);
    objects(window).set('img/a.png', objects(window).get('other.png')!);
    return true;
  };
  await uploadTo(window.deps, folder('/w/a.png'), 'files');
  await expect.poll(() => found).toEqual([undefined, 'other.png']);
  expect(shownTexts()).toContain(
    'Uploaded 0 of 1 objects to my-site/img/. Not uploaded: “a.png”: an object with this name was created meanwhile\n[Retry Failed]',
  );
  await expect.poll(() => texts(window)['img/a.png']).toBe('mine');
  expect(modalTexts()[1]).toContain('Existing objects that are overwritten: 1\n“a.png”\n');
  expect(window.logged).toEqual(['not uploaded: my-site/img/a.png']);
});

test('an object that is replaced while the question is open is left as it is', async () => {
  const window = await open(['img/a.png', 'other.png'], { '/w/a.png': 'mine' });
  editor.press = (button) => {
    if (button !== 'Upload') return false;
    objects(window).set('img/a.png', objects(window).get('other.png')!);
    return true;
  };
  await uploadTo(window.deps, folder('/w/a.png'), 'files');
  expect(texts(window)).toMatchObject({ 'img/a.png': 'other.png' });
  expect(shownTexts().at(-1)).toBe(
    'Uploaded 0 of 1 objects to my-site/img/. Not uploaded: “a.png”: the object was changed meanwhile\n[Retry Failed]',
  );
});

test('a refused upload is named with its reason, and every failure is in the log', async () => {
  const window = await open([], { '/w/a.png': 'a', '/w/b.png': 'b' });
  press('Upload');
  window.cloud.failNext('oss.putObject', 'before', 'objectLocked');
  await uploadTo(window.deps, folder('/w/a.png', '/w/b.png'), 'files');
  expect(Object.keys(texts(window))).toHaveLength(1);
  expect(shownTexts().at(-1)).toMatch(
    /^Uploaded 1 of 2 objects to my-site\/img\/\. Not uploaded: “[ab]\.png”: A retention policy .*\n\[Retry Failed\]$/,
  );
  expect({ failures: window.failures, logged: window.logged.length }).toEqual({
    failures: ['upload object'],
    logged: 1,
  });
});

test('an object without an answer to its replacement is refreshed too, since it may be new', async () => {
  const window = await open(['img/a.png', 'img/b.png'], { '/w/a.png': 'mine', '/w/b.png': 'mine' });
  serve(window.cloud, 'img.example.com');
  press('Upload and Refresh CDN');
  window.cloud.failNext('oss.putObject', 'after', 'timeout');
  window.cloud.failNext('oss.readObjectAcl', 'before', 'forbidden');
  await uploadTo(window.deps, folder('/w/a.png', '/w/b.png'), 'files');
  const changed = Object.entries(texts(window)).flatMap(([key, text]) => (text === 'mine' ? [key] : []));
  expect(changed).toHaveLength(1);
  expect(window.sent).toEqual([{ request: 'urls', urls: changed.map((key) => `https://img.example.com/${key}`) }]);
});

test('a canceled upload says how far it came and offers the rest', async () => {
  const window = await open([], { '/w/a.png': 'a' });
  press('Upload');
  editor.cancelProgress = true;
  const begun = new EventTarget();
  const sleep = () => new Promise<void>((resolve) => begun.addEventListener('put', () => resolve()));
  window.cloud.oss.putObject = (_bucket, _key, _upload, signal) => {
    begun.dispatchEvent(new Event('put'));
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled'))));
  };
  await uploadTo({ ...window.deps, clock: { ...window.deps.clock, sleep } }, folder('/w/a.png'), 'files');
  expect(shownTexts().at(-1)).toBe('Upload canceled. 0 of 1 objects were uploaded to my-site/img/\n[Upload Remaining]');
});

test('an uploaded object is recorded where publishing records the bucket, so that the next publish asks no question', async () => {
  const window = await open(['img/a.png'], { '/w/a.png': 'mine' });
  const store = await window.deps.store.open();
  const before = { etag: 'E', size: 1, md5: 'M', mtimeMs: 0, rules: '', acl: 'default', seenAt: 1 } as const;
  await store.write(({ ledger }) => ledger.set(bucket, 'img/other.png', before));
  press('Upload');
  await uploadTo(window.deps, folder('/w/a.png'), 'files');
  expect(store.read(({ ledger }) => ledger.get(bucket, 'img/a.png'))).toMatchObject({
    etag: objects(window).get('img/a.png')?.etag,
    size: 4,
  });
});

test('no parts remain of a large file that fails to upload', async () => {
  const window = await openWindow([]);
  window.files.save('/w/large.bin', Buffer.alloc(20 * 1024 * 1024 + 1));
  window.cloud.failNext('oss.completeMultipart', 'before', 'objectLocked');
  press('Upload');
  await uploadTo(window.deps, folder('/w/large.bin'), 'files');
  const { objects: left, uploads } = window.cloud.state.buckets.get(bucket.name)!;
  expect({ objects: left.size, uploads: uploads.size }).toEqual({ objects: 0, uploads: 0 });
  expect(window.cloud.calls.filter((call) => call === 'oss.putPart')).toHaveLength(3);
});
