import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { disk } from '../../../../support/fakeWorkspace.js';
import { createRandom } from '../../../../support/schedule/makeSchedule.js';
import { bucket, openWindow, serve } from '../objectWindow.js';
import { openEditWindow, restart } from './editWindow.js';

beforeEach(resetEditor);

const isCode = (code: string) => expect.objectContaining({ code });

/** A window with an object, whose state can be opened again. */
async function openChanged(key = 'a.txt') {
  const base = await openWindow([]);
  const window = await openEditWindow(base);
  await window.put(key, 'old');
  const opened = (await window.edit(key))!;
  window.type(opened, 'mine');
  return { base, window, opened };
}

/** A window that has saved an object, and that a crash ends before its refresh is requested. */
async function openSavedWithoutRefresh() {
  const { base, window, opened } = await openChanged();
  serve(window.cloud, 'www.example.com');
  const { publishing } = base.deps;
  const { enqueue } = publishing;
  let isCut = false;
  publishing.enqueue = () => {
    isCut = true;
    return new Promise(() => undefined);
  };
  await window.saveByHand(opened);
  await expect.poll(() => isCut).toBe(true);
  publishing.enqueue = enqueue;
  return { base, window, opened };
}

test('a text that a restart restored is saved without a question while its object is the same', async () => {
  const { base, window, opened } = await openChanged();
  const { window: next, restored } = await restart(base, window, opened);
  await next.saveByHand(restored);
  expect(next.textIn('a.txt')).toBe('mine');
  expect(shownTexts()).toEqual([]);
});

test('a text that a restart restored does not replace what was changed meanwhile', async () => {
  const { base, window, opened } = await openChanged();
  await window.put('a.txt', 'of a colleague');
  const { window: next, restored } = await restart(base, window, opened);
  await expect(next.saveByHand(restored)).rejects.toEqual(isCode('Unavailable'));
  expect(next.textIn('a.txt')).toBe('of a colleague');
  expect(modalTexts()[0]).toContain('was changed in the bucket');
});

test('a text whose version is unknown is saved only after a question', async () => {
  const { base, window, opened } = await openChanged();
  const state = base.deps.context.workspaceState;
  const kept = state.get<{ etag?: string }[]>('editedObjects')!;
  await state.update(
    'editedObjects',
    kept.map(({ etag: _lost, ...rest }) => rest),
  );
  const { window: next, restored } = await restart(base, window, opened);
  await expect(next.saveByHand(restored)).rejects.toEqual(isCode('Unavailable'));
  expect(modalTexts()[0]).toContain('not known which version');
  editor.press = (button) => button === 'Overwrite';
  await next.saveByHand(restored);
  expect(next.textIn('a.txt')).toBe('mine');
});

test('a damaged memory forgets its entries', async () => {
  const { base, window, opened } = await openChanged();
  await base.deps.context.workspaceState.update('editedObjects', [null, 'x', { id: opened.uri.query }]);
  const { window: next, restored } = await restart(base, window, opened);
  await expect(next.provider.stat(restored.uri)).rejects.toEqual(isCode('FileNotFound'));
});

test('a window that is signed out says so, and continues after the sign-in', async () => {
  const { base, window, opened } = await openChanged();
  const session = base.deps.session as { account: unknown };
  const { account } = session;
  const { window: next, restored } = await restart(base, window, opened);
  for (const other of [undefined, { id: '2', source: { kind: 'secret' } }]) {
    session.account = other;
    expect((await next.provider.stat(restored.uri)).mtime).toBe(restored.mtime);
    const refused = { code: 'Unavailable', message: expect.stringContaining('account 1') };
    await expect(next.provider.readFile(restored.uri)).rejects.toMatchObject(refused);
    await expect(next.saveByHand(restored)).rejects.toMatchObject(refused);
  }
  expect(next.textIn('a.txt')).toBe('old');
  session.account = account;
  await next.saveByHand(restored);
  expect(next.textIn('a.txt')).toBe('mine');
});

test('of two windows the later save asks', async () => {
  const { window, opened } = await openChanged();
  await window.put('a.txt', 'of the other window');
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('of the other window');
});

test('a save whose answer was lost is not taken for a change of another author', async () => {
  const { window, opened } = await openChanged();
  window.cloud.failNext('oss.putObject', 'after', 'offline');
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('mine');
  window.type(opened, 'mine, continued');
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe('mine, continued');
  expect(shownTexts()).toEqual([]);
});

test('an object whose tags cannot be read is saved without them only after a question', async () => {
  const { window, opened } = await openChanged();
  window.cloud.failNext('oss.readTags', 'before', 'forbidden');
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('old');
  window.cloud.failNext('oss.readTags', 'before', 'forbidden');
  editor.press = (button) => button === 'Save Without Tags';
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe('mine');
});

test('a refusal of the cloud is the message of the save', async () => {
  const { window, opened } = await openChanged();
  window.cloud.failNext('oss.putObject', 'before', 'objectLocked');
  await expect(window.saveByHand(opened)).rejects.toMatchObject({
    code: 'NoPermissions',
    message: expect.stringContaining('retention policy'),
  });
  expect(opened.isDirty).toBe(true);
});

test('a secret in the text is saved only after a question', async () => {
  const { window, opened } = await openChanged();
  window.type(opened, '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDZ\n');
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('old');
  editor.press = (button) => button === 'Publish Anyway';
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe(opened.text);
  editor.shown.length = 0;
  window.type(opened, `${opened.text}\n`);
  await window.saveByHand(opened);
  expect(shownTexts()).toEqual([]);
});

test('an object of a mapped folder offers its local file first', async () => {
  const base = await openWindow([]);
  const mapping = { folder: 'css', bucket, prefix: 'css/', domains: [], onSave: 'publish' } as const;
  Object.assign(base.deps.mappedObjects, {
    listFolders: async () => [{ folder: Uri.file('/w/css').toString(), mapping }],
    findFile: async () => ({ mapping, key: 'css/a.css', name: 'css/a.css', path: '/w/css/a.css' }),
  });
  const window = await openEditWindow(base);
  await window.put('css/a.css', 'old');
  disk.files.set('/w/css/a.css', 'old');
  editor.press = (button) => button === 'Open Local File';
  await editor.commands.get('ossCdn.editObject')?.(...([{ bucket, key: 'css/a.css' }] as never[]));
  expect(editor.documents).toEqual(['/w/css/a.css']);
  editor.press = (button) => button === 'Edit in Bucket';
  const opened = await window.edit('css/a.css');
  expect(opened?.uri.scheme).toBe('oss-cdn');
});

test('of 200 edits during changes of another client none replaces a change that was visible', async () => {
  const { window, opened } = await openChanged();
  const random = createRandom(7);
  const lost: string[] = [];
  const counts = { saved: 0, asked: 0 };
  let unseen: string | undefined;
  let takes = false;
  editor.answer = async ({ buttons }) => {
    counts.asked += 1;
    unseen = undefined;
    takes = random() < 0.5 && buttons.includes('Take Theirs');
    return takes ? 'Take Theirs' : buttons.includes('Overwrite') ? 'Overwrite' : 'Upload Again';
  };
  const { oss } = window.cloud;
  for (let index = 0; index < 200; index++) {
    if (random() < 0.4) {
      unseen = `of a colleague ${index}`;
      if (random() < 0.2) await oss.deleteObject(bucket, 'a.txt', new AbortController().signal);
      else await window.put('a.txt', unseen);
    }
    window.type(opened, `mine ${index}`);
    takes = false;
    await window.saveByHand(opened);
    if (takes) await expect.poll(() => opened.text).toBe(window.textIn('a.txt'));
    if (unseen !== undefined && window.textIn('a.txt') === `mine ${index}`) lost.push(unseen);
    if (window.textIn('a.txt') === `mine ${index}`) counts.saved += 1;
  }
  expect(lost).toEqual([]);
  expect(counts.asked).toBeGreaterThan(50);
  expect(counts.saved).toBeGreaterThan(100);
});

test('an object that is no longer packed, or is created again, is not saved packed', async () => {
  const { window } = await openChanged();
  await window.put('b.css', gzipSync('old'), { 'content-encoding': 'gzip' });
  const opened = (await window.edit('b.css'))!;
  window.type(opened, 'mine');
  const object = window.stored('b.css')!;
  // The same bytes with other headers have the same ETag.
  window.cloud.state.buckets.get(bucket.name)!.objects.set('b.css', { ...object, headers: {} });
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  editor.press = (button) => button === 'Overwrite' || button === 'Upload Again';
  await window.saveByHand(opened);
  expect(window.textIn('b.css')).toBe('mine');
  await window.put('b.css', gzipSync('theirs'), { 'content-encoding': 'gzip' });
  window.type(opened, 'mine, packed');
  await window.saveByHand(opened);
  expect(gunzipSync(window.stored('b.css')!.body).toString()).toBe('mine, packed');
  await window.cloud.oss.deleteObject(bucket, 'b.css', new AbortController().signal);
  window.type(opened, 'mine, again');
  await window.saveByHand(opened);
  expect(window.textIn('b.css')).toBe('mine, again');
});

test('a save back to the first text is known as the last version, although its ETag is another', async () => {
  const { window } = await openChanged();
  await window.put('b.css', gzipSync('old', { level: 1 }), { 'content-encoding': 'gzip' });
  const opened = (await window.edit('b.css'))!;
  for (const text of ['mine', 'old', 'mine again']) {
    window.type(opened, text);
    await window.saveByHand(opened);
  }
  expect(gunzipSync(window.stored('b.css')!.body).toString()).toBe('mine again');
  expect(shownTexts()).toEqual([]);
});

test('the refresh of a save that a crash cut short follows in the next window', async () => {
  const { base, window, opened } = await openSavedWithoutRefresh();
  expect(window.queued).toEqual([]);
  const { window: next } = await restart(base, window, opened);
  await next.provider.stat(opened.uri);
  await expect.poll(() => next.queued.map(({ key }) => key)).toEqual(['a.txt']);
  const { window: third } = await restart(base, next, opened);
  await third.provider.stat(opened.uri);
  expect(third.queued).toHaveLength(1);
});

test('a refresh that is owed follows when the user signs in again, and once only', async () => {
  const { base, window, opened } = await openSavedWithoutRefresh();
  const { session } = base.deps;
  const { account } = session;
  const listeners: (() => void)[] = [];
  const onDidChange = (listen: () => void) => {
    listeners.push(listen);
    return { dispose: () => undefined };
  };
  Object.assign(session, { account: undefined, onDidChange });
  const { window: next } = await restart(base, window, opened);
  await next.provider.stat(opened.uri);
  expect(next.queued).toEqual([]);
  Object.assign(session, { account });
  for (const listen of [...listeners, ...listeners]) listen();
  await expect.poll(() => next.queued.map(({ key }) => key)).toEqual(['a.txt']);
});
