import { beforeEach, expect, test, vi } from 'vitest';
import { copyObjectsTo, moveObjects, renameObject } from '../../../../../src/features/objects/copy/copyCommands.js';
import { editor, modalTexts, resetEditor, shownTexts, workspace } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openWindow, serve } from '../objectWindow.js';

beforeEach(resetEditor);

const target = (key: string) => ({ bucket, key });
const press = (label: string) => {
  editor.press = (button) => button === label;
};
async function open(keys: readonly string[], ...lines: readonly Line[]) {
  const opened = await openWindow(keys, undefined, lines);
  serve(opened.cloud, 'img.example.com');
  const keysNow = () => [...opened.cloud.state.buckets.get(bucket.name)!.objects.keys()].sort();
  return { ...opened, keysNow };
}

test('a rename shows both names and the URLs that stop to answer, and changes nothing when declined', async () => {
  const { deps, keysNow } = await open(['img/a.png'], { type: 'b.png' });
  await renameObject(deps, target('img/a.png'));
  expect(modalTexts()).toEqual([
    [
      'Rename “img/a.png” to “b.png”?',
      'From: “my-site/img/a.png”',
      'To: “my-site/img/b.png”',
      'Objects: 1\n',
      'URLs that stop to answer: 1',
      'https://img.example.com/img/a.png\n',
      'CDN serves its cached copies until they are refreshed or expire: img.example.com',
      'Uses 2 of the 10,000 URL refreshes left today.',
      'This takes effect after 5 to 6 minutes and cannot be undone.',
      '[Rename and Refresh CDN]',
      '[Rename Only]',
    ].join('\n'),
  ]);
  expect(keysNow()).toEqual(['img/a.png']);
});

test('a renamed object is copied and deleted, and its old and new URLs are refreshed', async () => {
  const { deps, keysNow, sent, gathered } = await open(['img/a.png'], { type: 'b.png' });
  press('Rename and Refresh CDN');
  await renameObject(deps, target('img/a.png'));
  expect(keysNow()).toEqual(['img/b.png']);
  expect(sent).toEqual([
    { request: 'urls', urls: ['https://img.example.com/img/a.png', 'https://img.example.com/img/b.png'] },
  ]);
  expect(editor.ran).toEqual([['ossCdn.retryNode', 'bucket:my-site']]);
  expect(shownTexts().at(-1)).toBe('Renamed to my-site/img/b.png');
  const [entry] = gathered;
  expect([entry?.action, entry?.subject]).toEqual(['MoveObjects', 'my-site/img/a.png']);
  const names = ['img/a.png', 'img/b.png', 'img/c.png'].map((key) => entry?.covers(`my-site/${key}`));
  expect(names).toEqual([true, true, false]);
});

test('a slip of the mouse moves nothing: the first button of the question declines', async () => {
  const { deps, keysNow } = await open(['a.js', 'img/x.png']);
  editor.press = (button) => button === editor.shown.at(-1)?.buttons[0];
  await moveObjects(deps, [{ ...target('img/'), moved: [target('a.js')] }]);
  expect(modalTexts()[0]).toContain('The rows were dragged to another place. Nothing is moved unless you choose Move.');
  expect(editor.shown[0]?.buttons).toEqual(['Do Not Move', 'Move and Refresh CDN', 'Move Only']);
  expect(keysNow()).toEqual(['a.js', 'img/x.png']);
});

test('a folder is moved to a place that is typed, and names that exist there are left out', async () => {
  const { deps, keysNow } = await open(['img/1', 'img/2', 'old/img/2'], { type: 'my-site/old' });
  press('Move Only');
  await moveObjects(deps, [target('img/')]);
  expect(modalTexts()[0]).toContain('Names that exist at the new place. These objects are left out: 1\n“old/img/2”');
  expect(keysNow()).toEqual(['img/2', 'old/img/1', 'old/img/2']);
});

test('a copy keeps the object and refreshes the new URL alone', async () => {
  const { deps, keysNow, sent } = await open(['a.js'], { type: 'my-site/b.js' });
  press('Copy and Refresh CDN');
  await copyObjectsTo(deps, [target('a.js')]);
  expect({ keys: keysNow(), sent: sent.flatMap(({ urls }) => urls) }).toEqual({
    keys: ['a.js', 'b.js'],
    sent: ['https://img.example.com/b.js'],
  });
  expect(modalTexts()[0]).not.toContain('stop to answer');
});

test.each([
  ['a name that exists', ['a.js', 'b.js'], 'b.js', 'Objects with these names exist at the new place'],
  ['no name of one segment', ['a.js'], ['', '..', 'x/y', 'a.js'], ''],
])('a rename to %s is refused', async (_title, keys, given, shown) => {
  const lines = typeof given === 'string' ? [{ type: given }] : given.map((type) => ({ type, refused: /^Enter / }));
  const { deps, keysNow } = await open(keys, ...lines, 'cancel');
  await renameObject(deps, target('a.js'));
  expect(keysNow()).toEqual(keys);
  if (shown) expect(shownTexts().at(-1)).toContain(shown);
});

test('F2 renames the one selected row, and says so if there are none or several', async () => {
  const { deps, selected, keysNow } = await open(['a.js', 'b.js'], { type: 'c.js' });
  press('Rename Only');
  await renameObject(deps, undefined);
  selected.push(target('a.js'), target('b.js'));
  await renameObject(deps, undefined);
  expect(shownTexts()).toEqual(Array(2).fill('Select one object or folder to rename'));
  selected.pop();
  await renameObject(deps, undefined);
  expect(keysNow()).toEqual(['b.js', 'c.js']);
});

test('the local file of a mapped object is renamed instead if the user wants that', async () => {
  const { deps, mapped, sources, keysNow } = await open(['a.js'], { type: 'b.js' });
  mapped.add('a.js');
  sources.set('a.js', 'file:///site/a.js');
  press('Rename the Local File');
  const edits: unknown[] = [];
  const apply = vi.spyOn(workspace, 'applyEdit').mockImplementation(async (edit) => edits.push(edit) === 1);
  await renameObject(deps, target('a.js'));
  apply.mockRestore();
  expect(edits).toMatchObject([{ renames: [['file:///site/a.js', 'file:///site/b.js']] }]);
  expect(modalTexts()[0]).toContain('the next publish brings the old name back unless the local file is renamed');
  expect(keysNow()).toEqual(['a.js']);
});

test('a new name that would lead a local file elsewhere on Windows does not rename it', async () => {
  const { deps, mapped, sources } = await open(['a.js'], { type: '..\\b.js' });
  mapped.add('a.js');
  sources.set('a.js', 'file:///site/a.js');
  await renameObject(deps, target('a.js'));
  expect(modalTexts()[0]).not.toContain('Rename the Local File');
});

test('a place with dots as segments, which no URL reaches, is refused where it is typed', async () => {
  const typed = ['my-site/../x/', 'my-site/a/./', 'my-site/a/../b.js'].map((type) => ({
    type,
    refused: /^Enter a name/,
  }));
  const { deps, keysNow } = await open(['a.js'], ...typed, 'cancel');
  await moveObjects(deps, [target('a.js')]);
  expect(keysNow()).toEqual(['a.js']);
});

test('a mapped folder without that offer is told to come back with the next publish', async () => {
  const { deps, mapped } = await open(['img/1'], { type: 'pics' });
  mapped.add('img/1');
  await renameObject(deps, target('img/'));
  expect(modalTexts()[0]).toContain('the next publish brings the old names back while the local files have them');
});

test('archived objects and classes with a minimum time are told before, and what was not moved afterwards', async () => {
  const { deps, cloud, keysNow } = await open(['img/1', 'img/2'], { type: 'pics' });
  const { objects } = cloud.state.buckets.get(bucket.name)!;
  objects.set('img/1', { ...objects.get('img/1')!, headers: { 'x-oss-storage-class': 'ColdArchive' } });
  press('Rename Only');
  await renameObject(deps, target('img/'));
  expect(modalTexts()[0]).toContain('Archived objects, which have to be restored first: 1');
  expect(shownTexts().at(-1)).toBe(
    'Moved 1 of 2 objects to my-site/pics. Not changed: “img/1”: it is archived: restore it first',
  );
  expect(keysNow()).toEqual(['img/1', 'pics/2']);
});

test('under versioning, an object of another author is found by a HEAD and never overwritten', async () => {
  const { deps, cloud, keysNow } = await open(['a.js', 'z'], { type: 'b.js' });
  const stored = cloud.state.buckets.get(bucket.name)!;
  stored.info = { ...stored.info, versioning: 'enabled' };
  editor.press = (button) => {
    if (button !== 'Rename Only') return false;
    stored.objects.set('b.js', stored.objects.get('z')!);
    return true;
  };
  await renameObject(deps, target('a.js'));
  expect(keysNow()).toEqual(['a.js', 'b.js', 'z']);
  expect(stored.objects.get('b.js')?.etag).toBe(stored.objects.get('z')?.etag);
});

test('rows of several buckets, and a place in another region, are refused', async () => {
  const { deps, cloud } = await open(['a.js'], { type: 'far/x/' });
  cloud.addBucket('far', 'cn-beijing');
  await moveObjects(deps, [target('a.js')]);
  expect(shownTexts().at(-1)).toBe('OSS copies objects only within a region: choose a bucket in the same region');
  const elsewhere = { bucket: { name: 'far', region: 'cn-beijing' }, key: 'b.js' };
  await copyObjectsTo(deps, [target('a.js'), [target('a.js'), elsewhere]]);
  expect(shownTexts().at(-1)).toContain('Objects of several buckets are selected');
});
