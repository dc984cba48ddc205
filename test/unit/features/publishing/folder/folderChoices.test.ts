import { describe, expect, it, test } from 'vitest';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import {
  dropInner,
  type FolderChoice,
  type FolderPart,
  listParts,
  listPartsOfBucket,
} from '../../../../../src/features/publishing/folder/folderChoices.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const other = { name: 'other', region: 'cn-hangzhou' };

function mapping(folder: string, prefix = '', at = bucket): Mapping {
  return { folder, bucket: at, prefix, domains: [], onSave: 'publish' };
}

const shown = (parts: readonly FolderPart[]) => parts.map(({ mapping: { folder }, below }) => `${folder}|${below}`);

describe('listParts', () => {
  const mappings = [mapping('dist'), mapping('dist/en', 'en/'), mapping('docs', 'docs/')];
  it.each([
    ['dist', ['dist|', 'dist/en|']],
    ['dist/css', ['dist|css']],
    ['dist/css/a b', ['dist|css/a b']],
    ['dist/en', ['dist/en|']],
    ['dist/en/img', ['dist/en|img']],
    ['', ['dist|', 'dist/en|', 'docs|']],
    ['dist2', []],
    ['src', []],
  ])('listParts of %j', (label, expected) => {
    expect(shown(listParts(mappings, label))).toEqual(expected);
  });

  it('listParts of a mapped workspace folder', () => {
    expect(shown(listParts([mapping('')], ''))).toEqual(['|']);
    expect(shown(listParts([mapping(''), mapping('a/b')], 'a'))).toEqual(['|a', 'a/b|']);
  });
});

describe('listPartsOfBucket', () => {
  const mappings = [mapping('dist'), mapping('en', 'en/'), mapping('else', '', other)];
  it.each([
    [undefined, ['dist|', 'en|']],
    ['css/', ['dist|css']],
    ['en/', ['dist|en', 'en|']],
    ['en/img/', ['dist|en/img', 'en|img']],
  ])('listPartsOfBucket of %j', (key, expected) => {
    expect(shown(listPartsOfBucket(mappings, bucket, key))).toEqual(expected);
  });

  it('a bucket of the same name in another region has no folders', () => {
    expect(listPartsOfBucket(mappings, { ...bucket, region: 'cn-beijing' })).toEqual([]);
  });
});

const css = { folder: 'css' };
const choice = (path: string, mapping: object = css) =>
  ({ uri: { path: `/w/${path}` }, part: { mapping } }) as unknown as FolderChoice;
const pathsOf = (choices: readonly FolderChoice[]) => choices.map(({ uri }) => uri.path);

test('a folder is not compared a second time as a part of another one, nor twice when it is named twice', () => {
  const given = [choice('css/lib/fonts'), choice('css/lib'), choice('css/lib'), choice('css/library')];
  expect(pathsOf(dropInner(given))).toEqual(['/w/css/lib', '/w/css/library']);
});

test('a part of another mapping is a folder of its own', () => {
  expect(dropInner([choice('css'), choice('css/lib', { folder: 'css/lib' })])).toHaveLength(2);
});
