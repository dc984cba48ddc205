import { expect, test } from 'vitest';
import { parseFolder } from '../../../../../src/core/publishing/mapping/fieldParsers.js';
import {
  findMapping,
  indexMappings,
  type Mapping,
  type MappingIndex,
} from '../../../../../src/core/publishing/mapping/mapping.js';
import { pathFlavours } from '../../../../support/pathFlavours.js';

const bucket = { name: 'abc', region: 'cn-hangzhou' };
const toMapping = (folder: string): Mapping => ({ folder, bucket, prefix: '', domains: [], onSave: 'publish' });

test.each([
  [['a', 'a/b', ''], 'a/b/c.js', 'a/b', 'c.js'],
  [['a/b', 'a'], 'a/bc/d.js', 'a', 'bc/d.js'],
  [['', 'a'], 'b.js', '', 'b.js'],
  [['', 'a'], '/b.js', '', '/b.js'],
  [['a'], 'a', undefined, undefined],
  [['a'], 'a/', 'a', ''],
  [[], 'a/b', undefined, undefined],
])('of the folders %j, the mapping of %s is that of %s', (folders, path, folder, inside) => {
  const found = findMapping(indexMappings(folders.map(toMapping)), path);
  expect({ folder: found?.mapping.folder, inside: found?.inside }).toEqual({ folder, inside });
});

test.each(
  pathFlavours.flatMap((flavour) =>
    [
      { folders: ['a', 'a/b', ''], path: 'a/b/c.js', folder: 'a/b', inside: 'c.js' },
      { folders: ['a/b', 'a'], path: 'a/bc/d.js', folder: 'a', inside: 'bc/d.js' },
      { folders: ['', 'a'], path: 'b.js', folder: '', inside: 'b.js' },
      { folders: ['a'], path: 'A/b.js', folder: undefined, inside: undefined },
      { folders: ['a', ''], path: '../a/b.js', folder: undefined, inside: undefined },
    ].map((each) => ({ ...flavour, ...each })),
  ),
)('of the folders $folders, the mapping of $path on disk with paths of $name is that of $folder', (each) => {
  const label = each.toLabel(each.toPath(each.path));
  const found = label === undefined ? undefined : findMapping(indexMappings(each.folders.map(toMapping)), label);
  expect({ folder: found?.mapping.folder, inside: found?.inside }).toEqual({
    folder: each.folder,
    inside: each.inside,
  });
});

test.each(pathFlavours)(
  'a folder of a mapping is written as a POSIX path, and no other path of $name is one',
  ({ root, toPath }) => {
    for (const path of ['site', 'a/b', 'a/b/c']) expect(parseFolder(path)).toBe(path);
    for (const path of [root, toPath('a'), toPath('../a'), `a${toPath('b')}`.replaceAll('/', '\\')])
      expect({ path, folder: parseFolder(path) }).toEqual({ path, folder: undefined });
  },
);

test('the mapping of a file is found by looking up the folders above it, however many mappings there are', () => {
  const mappings = indexMappings(Array.from({ length: 2_000 }, (_, at) => toMapping(`sites/s${at}`)));
  const folders: string[] = [];
  // It cannot be searched.
  const lookUpsOnly = {
    get: (folder: string) => {
      folders.push(folder);
      return mappings.get(folder);
    },
  } as MappingIndex;
  expect(findMapping(lookUpsOnly, 'sites/s1999/a/b/c.html')?.mapping.folder).toBe('sites/s1999');
  expect(findMapping(lookUpsOnly, 'other/c.html')).toBeUndefined();
  expect(folders).toEqual(['sites/s1999/a/b', 'sites/s1999/a', 'sites/s1999', 'other', '']);
});
