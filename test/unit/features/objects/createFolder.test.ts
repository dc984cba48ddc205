import { beforeEach, expect, test } from 'vitest';
import { createFolder } from '../../../../src/features/objects/objectCommands.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import type { Line } from '../../../support/scriptedUi.js';
import { bucket, openWindow } from './objectWindow.js';

beforeEach(resetEditor);

async function open(keys: readonly string[], ...lines: readonly Line[]) {
  const { cloud, deps, asked } = await openWindow(keys, undefined, lines);
  return { cloud, deps, asked, objects: cloud.state.buckets.get(bucket.name)!.objects };
}

test.each([
  ['a bucket', bucket, '', 'bucket:my-site'],
  ['a folder', { bucket, key: 'img/' }, 'img/', 'folder:my-site/img/'],
])(
  'a new folder in %s is an empty object whose key ends in a slash, and its row is read',
  async (_title, target, prefix, row) => {
    const { deps, asked, objects } = await open([], { type: '中 文' });
    await createFolder(deps, target);
    expect([...objects].map(([key, { size }]) => ({ key, size }))).toEqual([{ key: `${prefix}中 文/`, size: 0 }]);
    expect(asked.map(({ title }) => title)).toEqual([`New Folder in my-site/${prefix}`]);
    expect(editor.ran).toEqual([['ossCdn.retryNode', row]]);
    expect(shownTexts()).toEqual([`Folder created: my-site/${prefix}中 文/`]);
  },
);

test('names that OSS does not accept, and paths, are refused where they are typed', async () => {
  const refused = /^Enter a name that OSS accepts/;
  const names = ['', '.', '..', 'a/b', '/', 'n'.repeat(1_023)];
  const { deps, objects } = await open([], ...names.map((type) => ({ type, refused })), { type: 'ok' });
  await createFolder(deps, { bucket, key: 'img/' });
  expect([...objects.keys()]).toEqual(['img/ok/']);
});

test.each([['img/new/'], ['img/new/a.png']])('a folder that exists because of %s is refused', async (key) => {
  const { deps, cloud } = await open([key], { type: 'new' });
  await createFolder(deps, { bucket, key: 'img/' });
  expect(shownTexts()).toEqual(['The folder already exists, choose another name: my-site/img/new/']);
  expect(cloud.calls.filter((call) => call === 'oss.putObject')).toHaveLength(1);
});

test('a folder that another author creates meanwhile is not overwritten', async () => {
  const { deps, cloud, objects } = await open(['other'], { type: 'new' });
  const { listObjects } = cloud.oss;
  cloud.oss.listObjects = async (...given) => {
    const page = await listObjects(...given);
    objects.set('img/new/', objects.get('other')!);
    return page;
  };
  await createFolder(deps, { bucket, key: 'img/' });
  expect(objects.get('img/new/')?.size).toBe(5);
  expect(shownTexts()).toEqual(['The folder already exists, choose another name: my-site/img/new/']);
});

test('nothing is created when the question is closed', async () => {
  const { deps, objects } = await open([], 'cancel');
  await createFolder(deps, bucket);
  expect({ objects: objects.size, shown: shownTexts() }).toEqual({ objects: 0, shown: [] });
});
