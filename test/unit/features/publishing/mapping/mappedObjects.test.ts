import { beforeAll, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { createMappedObjects } from '../../../../../src/features/publishing/mapping/mappedObjects.js';
import { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import { resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';

beforeAll(resetWorkspace);

const place = { bucket: 'my-site', region: 'cn-hangzhou' };
const mappings = [
  {
    folder: 'dist',
    ...place,
    prefix: 'v1/',
    exclude: ['*.map'],
    refreshVariants: ['/feed.xml'],
    domains: ['cdn.example.com'],
  },
  { folder: 'docs', ...place, prefix: 'docs/', include: ['*.html'] },
];
const disk = createMemoryFiles({ now: () => 0 });
disk.save('/w/.vscode/oss-cdn.json', JSON.stringify({ mappings }));
for (const path of ['dist/a.js', 'dist/a.js.map', 'dist/.env', 'docs/a.html', 'docs/a.md', 'x.js'])
  disk.save(`/w/${path}`, path);
const objects = createMappedObjects(new MappingStore(disk), disk);

test.each([
  ['dist/a.js', 'v1/a.js'],
  ['dist/a.js.map', 'v1/a.js.map'],
  ['docs/a.md', 'docs/a.md'],
  ['x.js', undefined],
])('the file %s is the object %s, whatever the globs say', async (path, key) => {
  expect((await objects.findFile(Uri.file(`/w/${path}`)))?.key).toBe(key);
});

test('a folder lists the files that its mappings publish', async () => {
  const list = async (folder: string) => (await objects.listBelow(Uri.file(folder))).map(({ key }) => key);
  expect(await list('/w/dist')).toEqual(['v1/a.js']);
  expect(await list('/w')).toEqual(['v1/a.js', 'docs/a.html']);
});

test.each([
  ['dist', 'v1/'],
  ['dist/js', 'v1/js/'],
  ['src', undefined],
])('the folder %s is the prefix %s', async (path, key) => {
  expect((await objects.findFolder(Uri.file(`/w/${path}`)))?.key).toBe(key);
});

test('an object has the further URLs of its mapping unless the globs exclude its file', async () => {
  const bucket = { name: place.bucket, region: place.region };
  expect(await objects.listVariants(bucket, 'v1/gone.js')).toEqual(['/feed.xml']);
  expect(await objects.listVariants(bucket, 'v1/gone.map')).toEqual([]);
});

test('the objects among many that mappings publish are counted, with the domains and further URLs of these mappings', async () => {
  const bucket = { name: place.bucket, region: place.region };
  expect(await objects.findPublished(bucket, ['v1/a.js', 'v1/a.js.map', 'v1/b.js', 'x.js'])).toEqual({
    count: 2,
    domains: ['cdn.example.com'],
    variants: ['/feed.xml'],
  });
  expect(await objects.findPublished(bucket, ['x.js'])).toEqual({ count: 0, domains: [], variants: [] });
});

test('every mapped folder is listed with where it goes', async () => {
  const found = (await objects.listFolders()).map(({ folder, mapping }) => `${folder} ${mapping.prefix}`);
  expect(found).toEqual(['file:///w/dist v1/', 'file:///w/docs docs/']);
});
