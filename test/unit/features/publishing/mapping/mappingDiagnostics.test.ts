import { beforeEach, describe, expect, test } from 'vitest';
import { DiagnosticSeverity } from 'vscode';
import { parseMappingFile } from '../../../../../src/core/publishing/mapping/parseMapping.js';
import { toDiagnostics } from '../../../../../src/features/publishing/mapping/mappingDiagnostics.js';
import { resetEditor, sayIn } from '../../../../support/fakeVscode.js';

const place = { folder: 'dist', bucket: 'my-site', region: 'cn-hangzhou' };
const slowGlob = {
  en: 'Matching this glob could take too long. Use at most 256 characters, three "*" between two "/", three "**", and four groups, none repeated: ',
  'zh-cn': '匹配此 glob 模式可能耗时过长：最多 256 个字符',
};
const reservedName = {
  en: 'Windows does not allow this folder name (con, nul, com1, and so on, or a trailing dot or space): ',
  'zh-cn': 'Windows 不支持此文件夹名称',
};

const diagnose = (text: string) => toDiagnostics(text, parseMappingFile(text).problems);
const messagesOf = (more: object) =>
  diagnose(JSON.stringify({ mappings: [{ ...place, ...more }] })).map(({ message }) => message);

beforeEach(resetEditor);

describe.each([
  ['include', (glob: string) => ({ include: [glob] })],
  ['exclude', (glob: string) => ({ exclude: [glob] })],
  ['watch', (glob: string) => ({ watch: [glob] })],
  ['the files of a header rule', (glob: string) => ({ headers: [{ files: [glob], cacheControl: 'no-cache' }] })],
  ['the one glob of a header rule', (glob: string) => ({ headers: [{ files: glob, cacheControl: 'no-cache' }] })],
])('in %s', (_field, write) => {
  test.each([
    ['four stars in a name', '*a*a*a*a*ab'],
    ['four stars in a name below a folder', 'css/*a*a*a*a*ab'],
    ['four double stars', '**/a/**/a/**/a/**/b'],
    ['257 characters', 'a'.repeat(257)],
    ['five groups', '{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}b'],
    ['a group that repeats any number of times', '*(a|aa)b'],
    ['a group that repeats at least once', '+(a|aa)b'],
    ['a plus sign after a group', '(a|aa)+b'],
    ['a plus sign after a set of characters', '[a]+b'],
  ])('a glob with %s is refused with the reason, in both languages', (_what, glob) => {
    expect(messagesOf(write(glob))).toEqual([slowGlob.en + glob.slice(0, 100)]);
    expect(sayIn('zh-cn', () => messagesOf(write(glob)))).toEqual([expect.stringContaining(slowGlob['zh-cn'])]);
  });
});

test.each(['CON', 'site/nul', 'nul.txt/a', 'com1', 'COM¹', 'lpt9.log', 'conin$', 'site./a', 'site /a'])(
  'the folder %s, a name that Windows reserves, is refused with the reason, in both languages',
  (folder) => {
    expect(messagesOf({ folder })).toEqual([reservedName.en + folder]);
    expect(sayIn('zh-cn', () => messagesOf({ folder }))).toEqual([expect.stringContaining(reservedName['zh-cn'])]);
  },
);

test('a problem is an error of this extension at the refused value, with its kind as code', () => {
  const text = '{ "mappings": [{\r\n  "folder": "CON",\n  "bucket": "my-site", "region": "hangzhou" }] }';
  const found = diagnose(text).map(({ range, severity, source, code }) => ({
    from: { line: range.start.line, character: range.start.character },
    to: { line: range.end.line, character: range.end.character },
    severity,
    source,
    code,
  }));
  const shared = { severity: DiagnosticSeverity.Error, source: 'OSS + CDN' };
  expect(found).toEqual([
    { from: { line: 1, character: 12 }, to: { line: 1, character: 17 }, ...shared, code: 'reservedName' },
    { from: { line: 2, character: 33 }, to: { line: 2, character: 43 }, ...shared, code: 'badRegion' },
  ]);
});

test('texts from a mapping are shown without characters that hide or move text', () => {
  const hostile = '\u202e\nx';
  const messages = [{ folder: hostile }, { include: [hostile] }, { [hostile]: 1 }].flatMap(messagesOf);
  expect(messages).toHaveLength(3);
  for (const message of messages) expect(message).toMatch(/^[^\p{Cc}\p{Cf}]*: "?\\.*x"?$/u);
});

test('a subject of any length is cut where a problem is shown', () => {
  const problem = { kind: 'badOnSave', offset: 0, length: 1, subject: 'x'.repeat(10_240) } as const;
  expect(toDiagnostics('{}', [problem])).toEqual([
    expect.objectContaining({ message: `onSave must be "publish", "refresh", or "off": ${'x'.repeat(400)}…` }),
  ]);
});
