import { describe, expect, test } from 'vitest';
import { planFiles } from '../../../../src/core/objects/localNames.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const object = (path: string, size = 1) => ({ bucket, key: `top/${path}`, size, path });
const problemOf = (path: string, flavour: 'windows' | 'posix') =>
  planFiles([object(path)], flavour).refused.map(({ problem }) => problem)[0] ?? 'none';

describe.each(['windows', 'posix'] as const)('on %s', (flavour) => {
  test.each([
    ['../a', 'outside'],
    ['a/../../b', 'outside'],
    ['a/..', 'outside'],
    ['./a', 'outside'],
    ['/etc/passwd', 'outside'],
    ['a//b', 'outside'],
    ['', 'outside'],
    ['a/', 'folder'],
    ['a\0b', 'refused'],
    [`${'n'.repeat(256)}/a`, 'tooLong'],
    ['a/b.txt', 'none'],
    ['...', flavour === 'windows' ? 'refused' : 'none'],
    ['中文 (1)/é.css', 'none'],
  ])('the name %j is refused for: %s', (path, problem) => {
    expect(problemOf(path, flavour)).toBe(problem);
  });

  test('the empty object that stands for a folder is no file, and none is refused', () => {
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
  ...[
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
    'a?',
  ],
])('Windows takes no file named %j, which other systems take', (path) => {
  expect(problemOf(path, 'windows')).toBe('refused');
  expect(problemOf(path, 'posix')).toBe('none');
});

test('a long name is measured as the system does: in bytes, or in UTF-16 units on Windows', () => {
  const name = '中'.repeat(100);
  expect(problemOf(name, 'posix')).toBe('tooLong');
  expect(problemOf(name, 'windows')).toBe('none');
});
