import { beforeEach, describe, expect, test } from 'vitest';
import { parseMappingFile } from '../../../../../src/core/publishing/mapping/parseMapping.js';
import { toDiagnostics } from '../../../../../src/features/publishing/mapping/mappingDiagnostics.js';
import { resetEditor, sayIn } from '../../../../support/fakeVscode.js';

const place = { folder: 'dist', bucket: 'my-site', region: 'cn-hangzhou' };
const tooSlow =
  'Matching this glob could take too long. Use at most 256 characters, three "*" between two "/", three "**", and four groups, none repeated: ';
const reserved = 'Windows does not allow this folder name (con, nul, com1, and so on, or a trailing dot or space): ';
const inChinese: Readonly<Record<string, string>> = {
  [tooSlow]: '匹配此 glob 模式可能耗时过长：最多 256 个字符',
  [reserved]: 'Windows 不支持此文件夹名称',
};

const messagesOf = (more: object) => {
  const text = JSON.stringify({ mappings: [{ ...place, ...more }] });
  return toDiagnostics(text, parseMappingFile(text).problems).map(({ message }) => message);
};

beforeEach(resetEditor);

describe.each([
  ['include', (glob: string) => ({ include: [glob] })],
  ['exclude', (glob: string) => ({ exclude: [glob] })],
  ['watch', (glob: string) => ({ watch: [glob] })],
  ['the files of a header rule', (glob: string) => ({ headers: [{ files: [glob], cacheControl: 'no-cache' }] })],
  ['the one glob of a header rule', (glob: string) => ({ headers: [{ files: glob, cacheControl: 'no-cache' }] })],
])('in %s', (_field, write) => {
  test.each([
    '*a*a*a*a*ab',
    'css/*a*a*a*a*ab',
    '**/a/**/a/**/a/**/b',
    'a'.repeat(257),
    '{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}b',
    '*(a|aa)b',
    '+(a|aa)b',
    '(a|aa)+b',
    '[a]+b',
  ])('the glob %.40s is refused with the reason, in both languages', (glob) => {
    const shown = glob.slice(0, 100);
    expect(messagesOf(write(glob))).toEqual([tooSlow + shown]);
    expect(sayIn('zh-cn', () => messagesOf(write(glob)))).toEqual([
      expect.stringMatching(new RegExp(`^${inChinese[tooSlow]}`)),
    ]);
  });
});

test.each(['CON', 'site/nul', 'nul.txt/a', 'com1', 'COM¹', 'lpt9.log', 'conin$', 'site./a', 'site /a'])(
  'the folder %s, a name that Windows reserves, is refused with the reason, in both languages',
  (folder) => {
    expect(messagesOf({ folder })).toEqual([reserved + folder]);
    expect(sayIn('zh-cn', () => messagesOf({ folder }))).toEqual([
      expect.stringMatching(new RegExp(`^${inChinese[reserved]}`)),
    ]);
  },
);

test('what a mapping brings is shown without signs that hide or move text, and of bounded length', () => {
  const hostile = `\u202e\n${'x'.repeat(10_240)}`;
  for (const message of [
    ...messagesOf({ folder: hostile }),
    ...messagesOf({ include: [hostile] }),
    ...messagesOf({ [hostile]: 1 }),
  ]) {
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(message.length).toBeLessThan(700);
  }
});
