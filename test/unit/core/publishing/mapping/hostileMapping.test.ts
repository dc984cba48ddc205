import { expect, test } from 'vitest';
import { addMappingTo } from '../../../../../src/core/publishing/mapping/editMapping.js';
import { maxMappingBytes } from '../../../../../src/core/publishing/mapping/mapping.js';
import { listFolderPlaces, parseMappingFile } from '../../../../../src/core/publishing/mapping/parseMapping.js';
import { growthOf, mostGrowth } from '../../../../support/growth.js';

const place = { bucket: 'abc', region: 'cn-hangzhou' };
const write = (...mappings: readonly unknown[]) => JSON.stringify({ mappings });
const many = <T>(count: number, make: (name: string) => T) =>
  Array.from({ length: count }, (_, at) => make(String(at).padStart(5, '0')));

/** Texts that hold many of one thing. */
const shapes: Readonly<Record<string, (count: number) => string>> = {
  mappings: (count) => write(...many(count, (name) => ({ ...place, folder: `${name}`, prefix: `${name}` }))),
  'mappings of one target': (count) => write(...many(count, (name) => ({ ...place, folder: `${name}` }))),
  'unknown fields': (count) =>
    write({ ...place, folder: 'a', ...Object.fromEntries(many(count * 4, (name) => [`f${name}`, 1])) }),
  'domains and variants': (count) =>
    write({
      ...place,
      folder: 'a',
      domains: many(count, (name) => `${name}.example.com`),
      refreshVariants: many(count, (name) => `http://${name}.example.com/${name}`),
    }),
  globs: (count) => write({ ...place, folder: 'a', include: many(count * 4, (name) => `f${name}`) }),
};

test.each(Object.entries(shapes))('%s are read in linear time', (_name, make) => {
  const largest = 600;
  expect(make(largest).length).toBeLessThan(maxMappingBytes);
  // Names of one length, and no frame that counts: the input is ten times as long, as near as makes no difference.
  expect(make(largest).length / make(largest / 10).length).toBeLessThanOrEqual(10);
  expect(growthOf(make, (text) => parseMappingFile(text), { largest })).toBeLessThanOrEqual(mostGrowth);
});

test.each([
  ['lists', '['.repeat(10_000)],
  ['objects', '{"a":'.repeat(10_000)],
  ['lists that are closed', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['lists in a mapping', `{"mappings": [{"folder": ${'['.repeat(200)}${']'.repeat(200)}}]}`],
])('deeply nested %s are malformed', (_name, text) => {
  const { mappings, problems } = parseMappingFile(text);
  expect({ mappings, problems: problems.map(({ kind }) => kind) }).toEqual({ mappings: [], problems: ['badJson'] });
  expect(listFolderPlaces(text)).toEqual([]);
  const mapping = { folder: '', bucket: { name: 'abc', region: 'cn-hangzhou' }, prefix: '', domains: [] } as const;
  expect(() => addMappingTo(text, { ...mapping, onSave: 'publish' })).toThrow('badFile');
});

test.each(['/*', '{"mappings": []} /*', '[1,2/* a *', '"/*', '//', '/'])(
  'a text that ends inside a comment is read to its end: %s',
  (text) => {
    expect(() => parseMappingFile(text)).not.toThrow();
  },
);

test.each(['*a*a*ab', 'a'.repeat(256), '*a*b/*a*b'])('a pattern at the limits is accepted: %s', (glob) => {
  expect(parseMappingFile(write({ ...place, folder: 'a', include: [glob] })).problems).toEqual([]);
});

test.each([
  ['of one kind', { include: many(1_000, (name) => `f${name}`) }, { include: many(1_001, (name) => `f${name}`) }],
  [
    'of all kinds',
    {
      exclude: many(400, String),
      watch: many(400, String),
      headers: [{ files: many(200, String), cacheControl: 'a' }],
    },
    {
      exclude: many(400, String),
      watch: many(400, String),
      headers: [{ files: many(201, String), cacheControl: 'a' }],
    },
  ],
  [
    'with lists',
    { include: many(250, (name) => `f${name}.{a,b}{c,d}`) },
    { include: [...many(250, (name) => `f${name}.{a,b}{c,d}`), 'x'] },
  ],
  [
    'with groups',
    { include: many(500, (name) => `f${name}.@(a|b)`) },
    { include: many(501, (name) => `f${name}.@(a|b)`) },
  ],
])('more than 1,000 globs of a mapping %s are refused with one sentence', (_name, most, more) => {
  const kindsOf = (rules: object) => {
    const { problems } = parseMappingFile(write({ ...place, folder: 'a', ...rules }));
    return problems.map(({ kind }) => kind);
  };
  expect({ most: kindsOf(most), more: kindsOf(more) }).toEqual({ most: [], more: ['tooManyGlobs'] });
});

test('the limit of globs applies to each mapping separately, and one glob is never too many', () => {
  const full = { ...place, include: many(1_000, (name) => `f${name}`) };
  const long = `{${many(40, String).join()}}{${'a'.repeat(1)},b}.{x,y}`;
  const text = write(...['a', 'b'].map((folder) => ({ ...full, folder, prefix: folder })), {
    ...place,
    folder: 'c',
    include: [`{${'a,'.repeat(100)}b}{c,d}{e,f}`, long],
  });
  expect(parseMappingFile(text).problems).toEqual([]);
});

test('a bracket in a string or a comment does not count as nesting', () => {
  const text = `{ // ${'['.repeat(100)}\n"mappings": [${JSON.stringify({ ...place, folder: '['.repeat(100) })}]}`;
  expect(parseMappingFile(text).problems).toEqual([]);
});

test('a text of more than 256 KB is refused as a whole', () => {
  const good = write({ ...place, folder: 'dist' });
  const fill = (length: number) => good + ' '.repeat(length - good.length);
  expect(parseMappingFile(fill(maxMappingBytes)).mappings).toHaveLength(1);
  const { mappings, problems } = parseMappingFile(fill(maxMappingBytes + 1));
  expect({ mappings, problems: problems.map(({ kind }) => kind) }).toEqual({ mappings: [], problems: ['tooLarge'] });
  expect(listFolderPlaces(fill(maxMappingBytes + 1))).toEqual([]);
});
