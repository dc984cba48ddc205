import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { TextDocumentSaveReason, Uri } from 'vscode';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { workspaceEvents } from '../../../../support/fakeWorkspace.js';
import { bucket, serve } from '../objectWindow.js';
import { bytesOf, openEditWindow, textOf } from './editWindow.js';

beforeEach(resetEditor);

const isCode = (code: string) => expect.objectContaining({ code });

/** Opens an object and changes its text. */
async function openChanged(window: Awaited<ReturnType<typeof openEditWindow>>, key = 'a.txt', text = 'mine') {
  const opened = await window.edit(key);
  window.type(opened!, text);
  return opened!;
}

async function openOne(text: string | Uint8Array = 'old', headers = {}) {
  const window = await openEditWindow();
  await window.put('a.txt', text, headers);
  return window;
}

test('a saved edit replaces the object with all that it was, and its URLs are refreshed by the queue', async () => {
  const window = await openEditWindow();
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'max-age=60',
    'content-language': 'de',
    'x-oss-meta-owner': 'anna',
    'x-oss-server-side-encryption': 'AES256',
    'x-oss-storage-class': 'IA',
  };
  const sent = { ...headers, 'x-oss-object-acl': 'public-read', 'x-oss-tagging': 'team=web&stage=live%20now' };
  await window.put('index.html', '<p>old</p>\r\n', sent);
  serve(window.cloud, 'www.example.com');
  const opened = await window.edit('index.html');
  expect(opened?.text).toBe('<p>old</p>\r\n');
  window.type(opened!, '<p>new</p>\r\n');
  await window.saveByHand(opened!);
  expect(window.textIn('index.html')).toBe('<p>new</p>\r\n');
  const tags = { team: 'web', stage: 'live now' };
  expect(window.stored('index.html')).toMatchObject({ headers, acl: 'public-read', tags });
  await expect.poll(() => window.queued).toMatchObject([{ bucket, key: 'index.html', act: 'refresh' }]);
  expect(window.queued[0]?.domains).toEqual(['www.example.com']);
  expect(modalTexts()).toEqual([]);
});

test('several saves in a row ask nothing, and a save of the same text sends nothing', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await window.saveByHand(opened);
  window.type(opened, 'mine again');
  await window.saveByHand(opened);
  window.cloud.calls.length = 0;
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe('mine again');
  expect(window.cloud.calls).not.toContain('oss.putObject');
  expect(shownTexts()).toEqual([]);
});

test('an object that another author has changed is replaced only after a question, and then only that version', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await window.put('a.txt', 'of a colleague');
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('of a colleague');
  expect(opened.isDirty).toBe(true);
  let asked = 0;
  editor.answer = async ({ buttons }) => {
    if (!buttons.includes('Overwrite')) return undefined;
    asked += 1;
    if (asked === 1) await window.put('a.txt', 'changed again meanwhile');
    return 'Overwrite';
  };
  await window.saveByHand(opened);
  expect({ asked, text: window.textIn('a.txt') }).toEqual({ asked: 2, text: 'mine' });
  // The other author's text is lost.
  await expect.poll(() => shownTexts().at(-1)).toMatch(/^Without versioning, OSS does not keep what is overwritten/);
});

test.each([
  ['enabled', 'The bucket has versioning: OSS keeps the text in the bucket as an earlier version.'],
  ['suspended', 'Versioning of the bucket is suspended: a text that was written since then is lost.'],
  [undefined, 'The bucket has no versioning: the text in the bucket is lost.'],
] as const)(
  'the question tells what Overwrite does to the text of the other author (versioning: %s)',
  async (state, text) => {
    const window = await openOne();
    const opened = await openChanged(window);
    if (state) await window.cloud.oss.setVersioning(bucket, state, new AbortController().signal);
    await window.put('a.txt', 'of a colleague');
    editor.press = (button) => button === 'Overwrite';
    await window.saveByHand(opened);
    expect(modalTexts()[0]).toContain(text);
  },
);

test('the bucket is shown beside the editor, where the user may take its text instead', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await window.put('a.txt', 'of a colleague');
  editor.press = (button) => button === 'Compare';
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  const [, left, right] = editor.ran.find(([id]) => id === 'vscode.diff') ?? [];
  expect(textOf(await window.provider.readFile(left))).toBe('of a colleague');
  expect((await window.provider.stat(left)).permissions).toBe(1);
  expect(String(right)).toBe(String(opened.uri));
  expect(opened).toMatchObject({ text: 'mine', isDirty: true });
  await window.put('a.txt', 'of another colleague');
  editor.press = (button) => button === 'Take Theirs';
  await window.saveByHand(opened);
  await expect.poll(() => opened).toMatchObject({ text: 'of another colleague', isDirty: false });
  expect(window.textIn('a.txt')).toBe('of another colleague');
  editor.shown.length = 0;
  window.type(opened, 'after theirs');
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe('after theirs');
  expect(shownTexts()).toEqual([]);
});

test('what the user merges after Compare is saved without another question, while the object is the one that was shown', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await window.put('a.txt', 'of a colleague');
  editor.press = (button) => button === 'Compare';
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('of a colleague');
  window.type(opened, 'mine and of a colleague');
  editor.shown.length = 0;
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe('mine and of a colleague');
  expect(shownTexts()).toEqual([]);
});

test('an object that was deleted is created again only after a question', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await window.cloud.oss.deleteObject(bucket, 'a.txt', new AbortController().signal);
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBeUndefined();
  editor.press = (button) => button === 'Upload Again';
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe('mine');
});

test('auto save writes nothing, says that Save publishes, and offers the setting once', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  for (const reason of [TextDocumentSaveReason.AfterDelay, TextDocumentSaveReason.FocusOut])
    await expect(window.save(opened, reason)).rejects.toMatchObject({
      code: 'NoPermissions',
      message: expect.stringContaining('use Save'),
    });
  expect(window.textIn('a.txt')).toBe('old');
  expect(opened.isDirty).toBe(true);
  expect(shownTexts()).toEqual([
    'Auto save does not publish objects. Limit it to files of the workspace?\n[Limit Auto Save]',
  ]);
  await window.saveByHand(opened);
  expect(window.textIn('a.txt')).toBe('mine');
});

test('a save by a menu, a task or a debug session asks, until its editor is closed if the user wants that', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await expect(window.saveByMenu(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('old');
  editor.press = (button) => button === 'Always for This Document';
  await window.saveByMenu(opened);
  expect(window.textIn('a.txt')).toBe('mine');
  editor.press = () => false;
  window.type(opened, 'half-typed');
  await window.saveByMenu(opened);
  expect(window.textIn('a.txt')).toBe('half-typed');
  workspaceEvents.onDidCloseTextDocument.fire(opened);
  window.type(opened, 'after closing');
  await expect(window.saveByMenu(opened)).rejects.toEqual(isCode('Unavailable'));
});

test('the mark of a save by hand ends with it, though it wrote nothing', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await window.put('a.txt', 'of a colleague');
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  editor.press = (button) => button !== 'Save to Bucket';
  await expect(window.saveByMenu(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('of a colleague');
});

test('a save that was not announced asks', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await expect(window.save(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('old');
  editor.press = (button) => button === 'Save to Bucket';
  await window.save(opened);
  expect(window.textIn('a.txt')).toBe('mine');
});

test('other extensions can write nothing else than the text of an open editor, and change no folders', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  const how = { create: true, overwrite: true };
  const { provider } = window;
  const foreign = Uri.from({ scheme: 'oss-cdn', path: '/my-site/b.txt' });
  const own = opened.uri;
  await expect(provider.writeFile(own, bytesOf('of a program'), how)).rejects.toEqual(isCode('NoPermissions'));
  await expect(provider.writeFile(foreign, bytesOf('x'), how)).rejects.toEqual(isCode('NoPermissions'));
  await expect(provider.writeFile(foreign, bytesOf('x'), { ...how, create: false })).rejects.toEqual(
    isCode('FileNotFound'),
  );
  await expect(provider.writeFile(own, bytesOf('mine'), { create: true, overwrite: false })).rejects.toEqual(
    isCode('FileExists'),
  );
  await expect(provider.delete(own, {})).rejects.toEqual(isCode('NoPermissions'));
  await expect(provider.rename(own, foreign, {})).rejects.toEqual(isCode('NoPermissions'));
  await expect(provider.createDirectory(foreign)).rejects.toEqual(isCode('NoPermissions'));
  await expect(provider.readDirectory(foreign)).rejects.toEqual(isCode('FileNotFound'));
  expect(window.textIn('a.txt')).toBe('old');
  expect(shownTexts()).toEqual([]);
});

test('an address from elsewhere causes no request, even with a known id and another path', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  await window.put('secret.txt', 'secret');
  window.cloud.calls.length = 0;
  const { scheme, query } = opened.uri;
  for (const uri of [
    Uri.from({ scheme, path: '/my-site/secret.txt', query }),
    Uri.from({ scheme, path: '/my-site/secret.txt' }),
    Uri.from({ scheme, path: opened.uri.path, query: '1' }),
  ]) {
    await expect(window.provider.stat(uri)).rejects.toEqual(isCode('FileNotFound'));
    await expect(window.provider.readFile(uri)).rejects.toEqual(isCode('FileNotFound'));
  }
  expect(window.cloud.calls).toEqual([]);
});

test.each(['../up.txt', 'a//b.txt', 'a/./b.txt', '100%.txt', 'a#b?c.txt', 'folder/text/', '%2e%2e/x', '中文 .txt'])(
  'the key %s is edited as it is',
  async (key) => {
    const window = await openEditWindow();
    await window.put(key, 'old');
    const opened = await openChanged(window, key);
    expect(opened.uri.path).not.toMatch(/\/\.{0,2}(\/|$)/);
    await window.saveByHand(opened);
    expect([...window.cloud.state.buckets.get(bucket.name)!.objects.keys()]).toEqual([key]);
    expect(window.textIn(key)).toBe('mine');
  },
);

test('a read by another extension does not hide a change of another author', async () => {
  const window = await openOne();
  const opened = (await window.edit('a.txt'))!;
  await window.put('a.txt', 'of a colleague');
  expect(textOf(await window.provider.readFile(opened.uri))).toBe('of a colleague');
  window.type(opened, 'mine');
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect(window.textIn('a.txt')).toBe('of a colleague');
});

test('gzip is unpacked for the editor and packed again', async () => {
  const headers = { 'content-encoding': 'gzip', 'content-type': 'text/css' };
  const window = await openOne(gzipSync('old'), headers);
  const opened = await openChanged(window);
  await window.saveByHand(opened);
  const object = window.stored('a.txt')!;
  expect(object.headers).toEqual(headers);
  expect(gunzipSync(object.body).toString()).toBe('mine');
});

test.each<[string, Uint8Array, Record<string, string>, RegExp]>([
  ['another charset', Uint8Array.of(0xd6, 0xd0), {}, /not UTF-8/],
  ['a declared charset', bytesOf('abc'), { 'content-type': 'text/html; charset=gbk' }, /not UTF-8 |not UTF-8:|gbk/],
  ['another encoding', bytesOf('abc'), { 'content-encoding': 'br' }, /Content-Encoding \(br\)/],
  ['wrong gzip', bytesOf('abc'), { 'content-encoding': 'gzip' }, /Content-Encoding \(gzip\)/],
  ['binary content', Uint8Array.of(1, 0, 2), {}, /not text/],
  ['a large object', new Uint8Array(5 * 1024 * 1024 + 1), {}, /too large/],
  ['a symbolic link', bytesOf('abc'), { 'x-oss-object-type': 'Symlink' }, /symbolic link/],
  ['an appendable object', bytesOf('abc'), { 'x-oss-object-type': 'Appendable' }, /appendable/],
])('%s is not opened, with the reason', async (_what, body, headers, reason) => {
  const window = await openOne(body, headers);
  expect(await window.edit('a.txt')).toBeUndefined();
  expect(shownTexts()).toEqual([expect.stringMatching(reason)]);
});

test('a header that OSS hides is given up once for an object, and again after another author wrote it', async () => {
  const window = await openOne();
  const { readObjectHead } = window.cloud.oss;
  window.cloud.oss.readObjectHead = async (...given) => {
    const head = await readObjectHead(...given);
    return head && { ...head, hidden: ['content-disposition'] };
  };
  const questions = () => modalTexts().filter((text) => text.includes('Content-Disposition')).length;
  const opened = await openChanged(window);
  await expect(window.saveByHand(opened)).rejects.toEqual(isCode('Unavailable'));
  expect([window.textIn('a.txt'), questions()]).toEqual(['old', 1]);
  editor.press = (button) => button === 'Save Without It' || button === 'Overwrite';
  await window.saveByHand(opened);
  window.type(opened, 'again');
  await window.saveByHand(opened);
  expect([window.textIn('a.txt'), questions()]).toEqual(['again', 2]);
  await window.put('a.txt', 'of a colleague');
  window.type(opened, 'mine');
  await window.saveByHand(opened);
  expect([window.textIn('a.txt'), questions()]).toEqual(['mine', 3]);
  editor.press = (button) => button === 'Save, and Do Not Ask for This Bucket';
  await window.put('b.txt', 'old');
  await window.saveByHand(await openChanged(window, 'b.txt'));
  await window.put('c.txt', 'old');
  await window.saveByHand(await openChanged(window, 'c.txt'));
  expect([window.textIn('c.txt'), questions()]).toEqual(['mine', 4]);
});

test('a save in another encoding of the editor is refused', async () => {
  const window = await openOne();
  const opened = await openChanged(window);
  const how = { create: true, overwrite: true };
  await expect(window.provider.writeFile(opened.uri, Uint8Array.of(0xd6, 0xd0), how)).rejects.toMatchObject({
    code: 'NoPermissions',
    message: expect.stringContaining('UTF-8'),
  });
  expect(window.textIn('a.txt')).toBe('old');
});
