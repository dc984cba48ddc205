import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { editHeaders } from '../../../../../src/features/objects/change/editHeaders.js';
import { setAcl } from '../../../../../src/features/objects/change/setAcl.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openWindow, serve } from '../objectWindow.js';

beforeEach(resetEditor);

const { signal } = new AbortController();
const target = (key: string) => ({ bucket, key });
const press = (wanted: string) => {
  editor.press = (button) => button === wanted;
};

type Window = Awaited<ReturnType<typeof openWindow>>;
const headersOf = async ({ cloud }: Window, key: string) =>
  (await cloud.oss.readObjectHead(bucket, key, signal))?.headers;

/** Uploads an object with headers, metadata, an ACL and tags. */
async function put({ cloud }: Window, key: string) {
  const headers = {
    'content-type': 'text/css',
    'cache-control': 'max-age=60',
    'x-oss-meta-author': 'li',
    'x-oss-object-acl': 'private',
    'x-oss-tagging': 'team=web',
  };
  await cloud.oss.putObject(bucket, key, { body: new TextEncoder().encode(key), headers }, signal);
}

describe('Edit Headers', () => {
  const noCache: readonly Line[] = [{ pick: 'Cache-Control' }, { type: 'no-cache' }, { pick: 'Review Changes…' }];

  test('shows before and after, keeps everything else, and refreshes the URLs', async () => {
    const window = await openWindow([], undefined, [
      ...noCache.slice(0, 2),
      { pick: 'x-oss-meta-author' },
      { type: '' },
      { pick: 'Add Metadata…' },
      { type: 'Owner Name', refused: /^Enter letters/ },
      { type: 'Owner' },
      { type: '李' },
      { pick: 'Review Changes…' },
    ]);
    await put(window, 'a.css');
    serve(window.cloud, 'img.example.com');
    press('Change and Refresh CDN');
    await editHeaders(window.deps, [target('a.css')]);
    expect(modalTexts()[0]).toMatch(
      /^Change the headers of “a\.css”\?\nCache-Control\nBefore: max-age=60\nAfter: no-cache\n\nx-oss-meta-author\nBefore: li\nAfter: not set\n\nx-oss-meta-owner\nBefore: not set\nAfter: 李\n/,
    );
    expect(await headersOf(window, 'a.css')).toEqual({
      'content-type': 'text/css',
      'cache-control': 'no-cache',
      'x-oss-meta-owner': 'æ\u009d\u008e',
      'x-oss-tagging-count': '1',
    });
    expect(await window.cloud.oss.readObjectAcl(bucket, 'a.css', signal)).toBe('private');
    expect(await window.cloud.oss.readTags(bucket, 'a.css', signal)).toEqual({ team: 'web' });
    expect(window.sent).toHaveLength(1);
    expect(window.tracked).toMatchObject([
      { action: 'CopyObject', subject: 'my-site/a.css', change: { kind: 'objectHeaders' } },
    ]);
  });

  test('changes a selection at once, and only the objects that differ', async () => {
    const window = await openWindow([], undefined, noCache);
    for (const key of ['img/a', 'img/b']) await put(window, key);
    await window.cloud.oss.putObject(
      bucket,
      'img/c',
      { body: new Uint8Array(), headers: { 'cache-control': 'no-cache' } },
      signal,
    );
    press('Change');
    await editHeaders(window.deps, [target('img/')]);
    expect(window.asked[0]?.says?.[0]).toBe('different values');
    expect(modalTexts()[0]).toMatch(/^Change the headers of 2 objects\?/);
    for (const key of ['img/a', 'img/b', 'img/c'])
      expect(await headersOf(window, key)).toMatchObject({ 'cache-control': 'no-cache' });
    expect(shownTexts().at(-1)).toBe('Changed: 2 objects');
  });

  test.each([
    ['its content', { body: new Uint8Array(1), headers: {} }],
    ['its headers', { body: new TextEncoder().encode('a.css'), headers: { 'cache-control': 'private' } }],
  ])('does not overwrite what another author changed while the question was open: %s', async (_title, theirs) => {
    const window = await openWindow([], undefined, noCache);
    await put(window, 'a.css');
    editor.answer = async ({ buttons }) => {
      await window.cloud.oss.putObject(bucket, 'a.css', theirs, signal);
      return buttons.find((button) => button === 'Change');
    };
    await expect(editHeaders(window.deps, [target('a.css')])).rejects.toMatchObject({
      details: { code: 'changedSince', subject: 'a.css' },
    });
    expect((await headersOf(window, 'a.css'))?.['cache-control']).toBe(theirs.headers['cache-control' as never]);
  });

  test('changes nothing where the ACL may not be read, since a copy would lose it', async () => {
    const window = await openWindow(['a.css'], undefined, noCache);
    window.cloud.oss.readObjectAcl = () => Promise.reject(new AppError('forbidden'));
    await expect(editHeaders(window.deps, [target('a.css')])).rejects.toMatchObject({ kind: 'forbidden' });
    expect(window.cloud.calls).not.toContain('oss.copyObject');
  });

  test('refuses a symbolic link, whose copy would be its target', async () => {
    const window = await openWindow(['a.css'], undefined, noCache);
    const { readObjectHead } = window.cloud.oss;
    window.cloud.oss.readObjectHead = async (...given) => {
      const head = await readObjectHead(...given);
      return head && { ...head, headers: { ...head.headers, 'x-oss-object-type': 'Symlink' } };
    };
    await expect(editHeaders(window.deps, [target('a.css')])).rejects.toMatchObject({
      details: { code: 'symbolicLink' },
    });
  });

  test('warns of a header that OSS does not tell', async () => {
    const window = await openWindow(['a.css'], undefined, noCache);
    const { readObjectHead } = window.cloud.oss;
    window.cloud.oss.readObjectHead = async (...given) => {
      const head = await readObjectHead(...given);
      return head && { ...head, hidden: ['content-disposition'] };
    };
    await editHeaders(window.deps, [target('a.css')]);
    expect(modalTexts()[0]).toContain('they are removed unless you set them: Content-Disposition');
  });

  test('calls a header that OSS does not tell unknown, not absent', async () => {
    const lines = [{ pick: 'Content-Disposition' }, { type: 'inline' }, { pick: 'Review Changes…' }];
    const window = await openWindow(['a.css'], undefined, lines);
    const { readObjectHead } = window.cloud.oss;
    window.cloud.oss.readObjectHead = async (...given) => {
      const head = await readObjectHead(...given);
      return head && { ...head, hidden: ['content-disposition'] };
    };
    await editHeaders(window.deps, [target('a.css')]);
    expect(modalTexts()[0]).toContain('Content-Disposition\nBefore: unknown\nAfter: inline');
  });

  test('changes nothing when the question is declined or closed', async () => {
    const window = await openWindow(['a.css'], undefined, [...noCache, { pick: 'Cache-Control' }, 'cancel', 'cancel']);
    await editHeaders(window.deps, [target('a.css')]);
    await editHeaders(window.deps, [target('a.css')]);
    expect([await headersOf(window, 'a.css'), window.tracked]).toEqual([{}, []]);
  });
});

describe('Set ACL', () => {
  test('shows before and after for a selection, sets it and refreshes the URLs', async () => {
    const window = await openWindow(['a', 'b', 'c'], undefined, [{ pick: 'private' }]);
    await window.cloud.oss.setObjectAcl(bucket, 'a', 'public-read', signal);
    await window.cloud.oss.setObjectAcl(bucket, 'c', 'private', signal);
    serve(window.cloud, 'img.example.com');
    press('Set ACL and Refresh CDN');
    await setAcl(window.deps, ['a', 'b', 'c'].map(target));
    expect(modalTexts()[0]).toMatch(
      /^Set the ACL of 2 objects\?\nBefore: public read, inherited from the bucket \(public read\)\nAfter: private\n\nCDN reads private objects only/,
    );
    for (const key of ['a', 'b', 'c'])
      expect(await window.cloud.oss.readObjectAcl(bucket, key, signal)).toBe('private');
    expect(window.sent).toHaveLength(1);
    expect(window.tracked).toMatchObject([
      {
        action: 'PutObjectAcl',
        change: { kind: 'objectAcl', at: { key: 'a' }, before: 'public-read', after: 'private' },
      },
      { change: { at: { key: 'b' }, before: 'default' } },
    ]);
  });

  test('has no entries with an Undo for many objects, and says so', async () => {
    const keys = Array.from({ length: 21 }, (_, at) => `k${at}`);
    const window = await openWindow(keys, undefined, [{ pick: 'public read and write' }]);
    press('Set ACL');
    await setAcl(window.deps, keys.map(target));
    expect(modalTexts()[0]).toContain('Anyone can then replace and delete the objects, and you pay for it.');
    expect(modalTexts()[0]).toContain('Changes of more than 20 objects have no Undo in the Activity view.');
    expect(window.tracked).toEqual([]);
    expect(shownTexts().at(-1)).toBe('Changed: 21 objects');
  });

  test('reports the object that failed beside those that were changed', async () => {
    const window = await openWindow(['a', 'b'], undefined, [{ pick: 'private' }]);
    const { setObjectAcl } = window.cloud.oss;
    window.cloud.oss.setObjectAcl = async (ref, key, ...rest) => {
      if (key === 'b') throw new AppError('objectLocked');
      return setObjectAcl(ref, key, ...rest);
    };
    press('Set ACL');
    await setAcl(window.deps, ['a', 'b'].map(target));
    expect(shownTexts().at(-1)).toMatch(/^Changed 1 of 2 objects\. b: A retention policy of the bucket protects/);
    expect(window.failures).toEqual(['set acl my-site/b']);
  });

  test('asks nothing where all objects have it already, or where the selection is in two buckets', async () => {
    const window = await openWindow(['a'], undefined, [{ pick: 'inherited from the bucket' }]);
    await setAcl(window.deps, [target('a')]);
    await setAcl(window.deps, [target('a'), { bucket: { ...bucket, name: 'other' }, key: 'a' }]);
    expect(shownTexts()).toEqual([
      'The objects already have this ACL',
      'Objects of several buckets are selected: select objects of one bucket',
    ]);
  });
});
