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
const listMappings = (count: number) =>
  indexMappings(Array.from({ length: count }, (_, at) => toMapping(`sites/s${at}`)));

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

test('the mapping of a file is found in about the same time, however many mappings there are', () => {
  const timeOf = (mappings: MappingIndex, count: number) => {
    const start = process.cpuUsage();
    for (let at = 0; at < count; at++) findMapping(mappings, `sites/s${at % mappings.size}/a/${at}.html`);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  const [few, many] = [listMappings(20), listMappings(2_000)];
  let count = 10_000;
  while (timeOf(few, count) < 20) count *= 2;
  const pairs = [0, 1, 2].map(() => [timeOf(few, count), timeOf(many, count)] as const);
  expect(Math.min(...pairs.map(([, it]) => it)) / Math.min(...pairs.map(([it]) => it))).toBeLessThan(12);
});
