import { describe, expect, test } from 'vitest';
import { planFiles, refuseSameFiles } from '../../../../src/core/objects/localNames.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const object = (path: string, size = 1) => ({ bucket, key: `top/${path}`, size, path });
const problemOf = (path: string, flavour: 'windows' | 'posix') =>
  planFiles([object(path)], flavour).refused.map(({ problem }) => problem)[0] ?? 'none';

describe.each(['windows', 'posix'] as const)('on %s', (flavour) => {
  test.each([
    ['../a', 'outside'],
    ['a/../../b', 'outside'],
    ['a/..', 'outside'],
    ['./a', 'refused'],
    ['/etc/passwd', 'outside'],
    ['a//b', 'refused'],
    ['a/./b', 'refused'],
    ['/', 'folder'],
    ['', 'refused'],
    ['a/', 'folder'],
    ['a\0b', 'refused'],
    [`${'n'.repeat(256)}/a`, 'tooLong'],
    ['a/b.txt', 'none'],
    ['...', flavour === 'windows' ? 'refused' : 'none'],
    ['中文 (1)/é.css', 'none'],
  ])('the name %j is refused for: %s', (path, problem) => {
    expect(problemOf(path, flavour)).toBe(problem);
  });

  test('the empty object of a folder is no file, and none is refused', () => {
    expect(planFiles([object('a/', 0)], flavour)).toEqual({ files: [], refused: [] });
  });

  test('the second object with a name is refused', () => {
    const [first, second] = [object('a.txt'), { ...object('a.txt'), key: 'other/a.txt' }];
    expect(planFiles([first, second], flavour)).toEqual({
      files: [{ object: first, path: 'a.txt' }],
      refused: [{ object: second, problem: 'sameName' }],
    });
  });
});

test.each([
  '..\\..\\a',
  'C:\\a',
  'C:a',
  'a:stream',
  'con',
  'CON.txt',
  'a/NUL',
  'lpt1.tar.gz',
  'COM¹',
  'dot.',
  'space ',
  'nul .txt',
  'CON  .tar.gz',
  'com¹ .log',
  'CONOUT$ ',
  'a?',
])('Windows takes no file named %j, which other systems take', (path) => {
  expect(problemOf(path, 'windows')).toBe('refused');
  expect(problemOf(path, 'posix')).toBe('none');
});

test('a long name is measured as the system does: in bytes, or in UTF-16 units on Windows', () => {
  const name = '中'.repeat(100);
  expect(problemOf(name, 'posix')).toBe('tooLong');
  expect(problemOf(name, 'windows')).toBe('none');
});

describe('replacing files', () => {
  const paths = ['Logo.png', 'caf\u00e9.txt', 'cafe\u0301.txt', 'logo.png', 'other.png'];
  const plan = { files: paths.map((path) => ({ object: object(path), path })), refused: [] };
  const split = (identities: readonly string[]) => {
    const { files, refused } = refuseSameFiles(plan, new Map(paths.map((path, at) => [path, identities[at] ?? ''])));
    return { files: files.map(({ path }) => path), refused: refused.map((each) => [each.object.path, each.problem]) };
  };

  test('of objects that differ by case or Unicode form, only the first replaces the single file on disk', () => {
    expect(split(['1:1', '1:2', '1:2', '1:1', '1:3'])).toEqual({
      files: ['Logo.png', 'caf\u00e9.txt', 'other.png'],
      refused: [
        ['cafe\u0301.txt', 'sameName'],
        ['logo.png', 'sameName'],
      ],
    });
  });

  test('objects that differ by case or Unicode form replace one file each where the disk has several, and so do names of hard links', () => {
    expect(split(['1:1', '1:2', '1:3', '1:4', '1:1'])).toEqual({ files: paths, refused: [] });
    expect(refuseSameFiles(plan, new Map())).toEqual(plan);
  });
});
