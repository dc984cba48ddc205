import { beforeEach, describe, expect, test } from 'vitest';
import type { ObjectVersion } from '../../../../../src/core/ports/objectVersions.js';
import { turnOnVersioning } from '../../../../../src/features/objects/objectCommands.js';
import { ReadOnlyTexts } from '../../../../../src/features/objects/properties/readOnlyTexts.js';
import { showVersions } from '../../../../../src/features/objects/versions/showVersions.js';
import { showDeleted } from '../../../../../src/features/objects/versions/undelete.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openWindow, serve } from '../objectWindow.js';

beforeEach(resetEditor);

const { signal } = new AbortController();
const bytes = (text: string) => new TextEncoder().encode(text);

/** A versioned bucket with an object that was replaced once, unless it is deleted. */
async function open(lines: readonly Line[], versioning: 'enabled' | 'suspended' = 'enabled') {
  const window = await openWindow([], undefined, lines);
  const { oss } = window.cloud;
  await oss.setVersioning(bucket, 'enabled', signal);
  await oss.putObject(bucket, 'img/a.txt', { body: bytes('old'), headers: { 'cache-control': 'no-cache' } }, signal);
  if (versioning === 'suspended') await oss.setVersioning(bucket, versioning, signal);
  await oss.putObject(bucket, 'img/a.txt', { body: bytes('newer'), headers: {} }, signal);
  const list = async () => (await oss.listVersions(bucket, { prefix: '', limit: 100, flat: true }, signal)).versions;
  const [newest, oldest] = (await list()) as [ObjectVersion, ObjectVersion];
  const read = async () => {
    const found = await oss.readObject(bucket, 'img/a.txt', 99, signal);
    return found && new TextDecoder().decode(found);
  };
  return { ...window, list, read, newest, oldest };
}

const object = { bucket, key: 'img/a.txt' };
const press = (wanted: string) => {
  editor.press = (button) => button === wanted;
};

/** Chooses the row of a version by its id, since times are those of the test. */
async function choose(window: Awaited<ReturnType<typeof open>>, version: ObjectVersion, action: string) {
  const { pick } = window.deps.ui;
  let asked = 0;
  window.deps.ui.pick = async (question) => {
    asked += 1;
    const items = await question.items;
    const item = items.find(({ detail, label }) => (asked === 1 ? detail === version.versionId : label === action));
    if (!item) throw new Error(`No row: ${items.map(({ label }) => label).join()}`);
    return { kind: 'value', value: item.value };
  };
  await showVersions(window.deps, new ReadOnlyTexts(), object);
  window.deps.ui.pick = pick;
}

describe('Restore This Version', () => {
  test('asks with both versions, copies the version onto the object and refreshes its URLs', async () => {
    const window = await open([]);
    serve(window.cloud, 'img.example.com');
    await window.cloud.oss.setObjectAcl(bucket, object.key, 'public-read', signal);
    press('Restore and Refresh CDN');
    await choose(window, window.oldest, 'Restore This Version…');
    expect(modalTexts()[0]).toMatch(
      /^Restore this version of “img\/a\.txt”\?\nBefore: .* · 5 B\nAfter: .* · 3 B\n\nThe present/,
    );
    const head = await window.cloud.oss.readObjectHead(bucket, object.key, signal);
    expect([await window.read(), head?.headers['cache-control']]).toEqual(['old', 'no-cache']);
    expect(await window.cloud.oss.readObjectAcl(bucket, object.key, signal)).toBe('public-read');
    expect((await window.list()).map(({ size }) => size)).toEqual([3, 5, 3]);
    expect(window.sent.map(({ request, urls }) => [request, urls.length])).toEqual([['urls', 1]]);
  });

  test('changes nothing if another author replaced the object while the question was open', async () => {
    const window = await open([]);
    editor.answer = async ({ buttons }) => {
      await window.cloud.oss.putObject(bucket, object.key, { body: bytes('theirs'), headers: {} }, signal);
      return buttons.find((button) => button === 'Restore');
    };
    await expect(choose(window, window.oldest, 'Restore This Version…')).rejects.toMatchObject({
      details: { code: 'changedSince' },
    });
    expect(await window.read()).toBe('theirs');
  });

  test('tells that suspended versioning does not keep the present content', async () => {
    const window = await open([], 'suspended');
    await choose(window, window.oldest, 'Restore This Version…');
    expect(modalTexts()[0]).toContain('the present content is replaced and cannot be restored.');
    expect(await window.read()).toBe('newer');
  });
});

test('a version is opened as a read-only document', async () => {
  const window = await open([]);
  await choose(window, window.oldest, 'Open');
  expect(editor.documents).toEqual([expect.stringMatching(/^\/a\.txt \(/)]);
});

test('a version and the object are compared side by side', async () => {
  const window = await open([]);
  await choose(window, window.oldest, 'Compare With Current');
  expect(editor.ran).toEqual([
    ['vscode.diff', expect.anything(), expect.anything(), expect.stringMatching(/^a\.txt \(.* ↔ bucket\)$/)],
  ]);
});

test('a bucket without versioning offers to turn it on', async () => {
  const window = await openWindow(['img/a.txt'], undefined, [{ pick: 'Turn On Versioning…' }]);
  await showVersions(window.deps, new ReadOnlyTexts(), object);
  expect(window.asked[0]?.notes).toEqual(['The bucket has no versioning: OSS keeps only the current content.']);
  expect(editor.ran).toEqual([['ossCdn.turnOnVersioning', bucket]]);
});

test('versioning is turned on after a question with its cost', async () => {
  const window = await openWindow([]);
  press('Turn On Versioning');
  await turnOnVersioning(window.deps, bucket);
  expect(modalTexts()[0]).toMatch(/Before: off\nAfter: on\n\n[\s\S]*Cost: OSS bills the storage of each version/);
  expect((await window.cloud.oss.readBucketInfo(bucket, signal)).versioning).toBe('enabled');
});

describe('Show Deleted', () => {
  test('lists the deleted objects of a folder and brings the chosen one back', async () => {
    const window = await open([{ pick: 'a.txt' }]);
    await window.cloud.oss.deleteObject(bucket, object.key, signal);
    serve(window.cloud, 'img.example.com');
    press('Undelete and Refresh CDN');
    await showDeleted(window.deps, { bucket, key: 'img/' });
    expect(window.asked[0]).toMatchObject({ title: 'Deleted in my-site/img/', labels: ['a.txt'] });
    expect(modalTexts()[0]).toMatch(/^Undelete “img\/a\.txt” in my-site\?\nBefore: deleted\nAfter: the newest version/);
    expect([await window.read(), window.sent.length]).toEqual(['newer', 1]);
    expect(window.tracked).toMatchObject([{ action: 'DeleteObject', change: { kind: 'deletion', after: null } }]);
    expect((await window.list()).map(({ size }) => size)).toEqual([5, 3]);
  });

  test('removes every delete marker above the newest version, and all objects at once', async () => {
    const window = await open([{ pick: 'Undelete All…' }]);
    await window.cloud.oss.putObject(bucket, 'b', { body: bytes('b'), headers: {} }, signal);
    for (const key of [object.key, object.key, 'b']) await window.cloud.oss.deleteObject(bucket, key, signal);
    press('Undelete');
    await showDeleted(window.deps, bucket);
    expect((await window.list()).map(({ key, isDeleteMarker }) => [key, isDeleteMarker])).toEqual([
      ['b', false],
      ['img/a.txt', false],
      ['img/a.txt', false],
    ]);
    expect(shownTexts().at(-1)).toBe('Undeleted in my-site: 2 objects');
  });

  test('deletes nothing if the question is declined, or if the object is back by then', async () => {
    const window = await open([{ pick: 'a.txt' }, { pick: 'a.txt' }]);
    await window.cloud.oss.deleteObject(bucket, object.key, signal);
    await showDeleted(window.deps, { bucket, key: 'img/' });
    expect(await window.read()).toBeUndefined();
    editor.answer = async ({ buttons }) => {
      if (!buttons.includes('Undelete')) return undefined;
      await window.cloud.oss.putObject(bucket, object.key, { body: bytes('back'), headers: {} }, signal);
      return buttons.find((button) => button === 'Undelete');
    };
    const before = (await window.list()).length;
    await showDeleted(window.deps, { bucket, key: 'img/' });
    expect([await window.read(), (await window.list()).length]).toEqual(['back', before + 1]);
    expect([shownTexts().at(-1), window.tracked]).toEqual(['The object is not deleted any more: img/a.txt', []]);
  });

  test.each([
    ['deleted again', 'Someone else deleted the object again: img/a.txt', undefined],
    ['replaced', 'Someone else uploaded other content meanwhile: img/a.txt', 'theirs'],
  ])('tells when another author has %s it meanwhile, and offers no undo', async (what, text, content) => {
    const window = await open([{ pick: 'a.txt' }]);
    const { oss } = window.cloud;
    await oss.deleteObject(bucket, object.key, signal);
    const { deleteVersion } = oss;
    oss.deleteVersion = async (...given) => {
      if (what === 'replaced') await oss.putObject(bucket, object.key, { body: bytes('theirs'), headers: {} }, signal);
      else await oss.deleteObject(bucket, object.key, signal);
      await deleteVersion(...given);
    };
    press('Undelete');
    await showDeleted(window.deps, { bucket, key: 'img/' });
    expect([shownTexts().at(-1), await window.read()]).toEqual([text, content]);
    expect(window.tracked).toEqual([{ action: 'DeleteObject', subject: 'my-site/img/a.txt' }]);
  });

  test('tells that nothing was deleted, or that the bucket keeps nothing', async () => {
    const window = await open([]);
    await showDeleted(window.deps, bucket);
    const other = await openWindow([]);
    press('Turn On Versioning…');
    await showDeleted(other.deps, bucket);
    expect(shownTexts()).toEqual([
      'No deleted objects in my-site/',
      'The bucket has no versioning, so deleted objects cannot be brought back: my-site\n[Turn On Versioning…]',
    ]);
    expect(editor.ran).toEqual([['ossCdn.turnOnVersioning', bucket]]);
  });
});
