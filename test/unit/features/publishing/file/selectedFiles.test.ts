import { beforeAll, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { findSelectedFiles } from '../../../../../src/features/publishing/file/publishFile.js';
import { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import type { CdnTarget } from '../../../../../src/host/commandIds.js';
import * as workspace from '../../../../support/fakeWorkspace.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const mappings = [
  { folder: 'dist', bucket: bucket.name, region: bucket.region, prefix: 'v1/', exclude: ['*.map'] },
  { folder: 'tools/empty', bucket: bucket.name, region: bucket.region, prefix: 'empty/' },
];
const files = createMemoryFiles({ now: () => 0 });

beforeAll(() => {
  workspace.resetWorkspace();
  files.save('/w/.vscode/oss-cdn.json', JSON.stringify({ mappings }));
  for (const path of ['dist/a.js', 'dist/maps/a.js.map', 'src/a.ts']) {
    files.save(`/w/${path}`, path);
    workspace.disk.files.set(`/w/${path}`, path);
  }
  workspace.disk.files.set('/w/tools/empty', undefined);
});

async function find(target: CdnTarget) {
  const { files: found, refused } = await findSelectedFiles(
    { mappingStore: new MappingStore(files), deps: { files } } as never,
    [target],
  );
  return { keys: found.map(({ key }) => key), ...refused };
}

const nothing = { keys: [], unmapped: [], leftOut: [], emptyFolder: [], missingFile: [] };
const file = (path: string) => Uri.file(`/w/${path}`).toString();

test.each([
  ['a mapped file', file('dist/a.js')],
  ['the object of a mapped file', { bucket, key: 'v1/a.js' }],
  ['a mapped folder', file('dist')],
])('%s is found with its key', async (_what, target) => {
  expect(await find(target)).toEqual({ ...nothing, keys: ['v1/a.js'] });
});

test.each([
  ['a file', file('src/a.ts'), 'src/a.ts'],
  ['a folder', file('src'), 'src'],
  ['an object', { bucket, key: 'other/a.js' }, 'other/a.js'],
])('%s that no mapping covers is unmapped', async (_what, target, name) => {
  expect(await find(target)).toEqual({ ...nothing, unmapped: [name] });
});

test.each([
  ['in a mapped folder, where all files are excluded,', 'dist/maps'],
  ['that is mapped and empty', 'tools/empty'],
  ['around an empty mapped folder', 'tools'],
])('a folder %s has nothing to publish', async (_where, folder) => {
  expect(await find(file(folder))).toEqual({ ...nothing, emptyFolder: [folder] });
});

test('an object without its local file is distinguished from one without a mapping', async () => {
  expect(await find({ bucket, key: 'v1/gone.js' })).toEqual({ ...nothing, missingFile: ['v1/gone.js'] });
});

test('a file with a name too long for an object is left out', async () => {
  const name = `dist/${'x'.repeat(1_100)}`;
  expect(await find(file(name))).toEqual({ ...nothing, leftOut: [name] });
});
