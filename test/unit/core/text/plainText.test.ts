import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listText, noticeText, plainText, safeLine, withRemark } from '../../../../src/core/text/plainText.js';
import { quoted, quotedLines } from '../../../../src/core/text/visibleText.js';
import type { Language } from '../../../support/browser.js';
import { env } from '../../../support/fakeVscode.js';

describe('plainText', () => {
  it.each([
    ['img.example.com', 'img.example.com'],
    ['a\u0000b\nc', 'a\\u{0}b\\u{a}c'],
    ['evil\u202Egnp.exe', 'evil\\u{202e}gnp.exe'],
    ['a\u200Bb\uFEFFc', 'a\\u{200b}b\\u{feff}c'],
    ['域名 → 值', '域名 → 值'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('as plain text %j becomes %j', (given, wanted) => {
    expect(plainText(given)).toBe(wanted);
  });

  it('cuts long text and marks the cut', () => {
    expect(plainText('x'.repeat(65_536))).toBe(`${'x'.repeat(400)}…`);
  });

  it.each([
    ...'\u00a0\u2000\u200a\u202f\u205f\u1680',
    ...'\u2800\u3164\u115f\u1160\uffa0',
    ...'\u00ad\u034f\u061c\u180e\u200c\u200d\u2060\u2066\u2069\u{e0041}',
    ...'\ufe00\ufe0f\u{e0100}',
    ...'\u0085\u2028\u2029\r\n\t',
  ])('what draws nothing or moves others shows as its code, in a name and in a sentence: %j', (char) => {
    const code = `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
    expect([plainText(`a${char}b`), safeLine(`a${char}b`)]).toEqual([`a${code}b`, `a${code}b`]);
    expect(plainText(char)).toBe(code);
  });

  it.each([
    ['a b.txt', 'a b.txt'],
    ['a  b', 'a\\u{20}\\u{20}b'],
    [' a ', '\\u{20}a\\u{20}'],
    ['第一章\u3000序', '第一章\u3000序'],
    ['\u3000a\u3000 b\u3000', '\\u{3000}a\\u{3000}\\u{20}b\\u{3000}'],
  ])('of blanks a name has one at a time, and none at its ends: %j', (given, wanted) => {
    expect(plainText(given)).toBe(wanted);
  });

  it.each(['❤️', '👩‍💻.png', '👩🏽‍🚀', '1️⃣ intro.md', '🇨🇳', 'café', 'cafe\u0301', 'हिन्दी', 'ไฟล์'])(
    'emoji and letters with their marks stay as they are: %s',
    (name) => {
      expect(plainText(name)).toBe(name);
    },
  );

  it.each([
    ['\u0338a', '\\u{338}a'],
    ['a \u0301', 'a \\u{301}'],
    [`a${'\u0301'.repeat(6)}`, `a${'\u0301'.repeat(4)}\\u{301}\\u{301}`],
  ])('marks that would be drawn on something else show as codes: %j', (given, wanted) => {
    expect(plainText(given)).toBe(wanted);
  });

  it('leaves no control or direction mark in any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\p{Cf}]/u.test(plainText(text))));
  });
});

describe('a quoted name', () => {
  it.each([
    ['a.txt', '“a.txt”'],
    ['a” and “b', '“a\\u{201d} and \\u{201c}b”'],
    ['say "hi"', '“say \\u{22}hi\\u{22}”'],
    ["it's", "“it's”"],
    ["a''b’’", '“a\\u{27}\\u{27}b\\u{2019}\\u{2019}”'],
    ['a\n\nThis can be undone.', '“a\\u{a}\\u{a}This can be undone.”'],
    ['[x](command:y)', '“[x] (command:y)”'],
  ])('%j is shown as %s', (given, wanted) => {
    expect(quoted(given)).toBe(wanted);
  });

  it('loses its middle where it could fill a line of a dialog, its end sooner where it reads like words, and no part of a code', () => {
    expect(quoted(`${'a'.repeat(70)}${'b'.repeat(70)}`)).toBe(`“${'a'.repeat(60)}…${'b'.repeat(60)}”`);
    expect(quoted('中'.repeat(16))).toBe(`“${'中'.repeat(15)}…”`);
    expect(quoted('photo.jpg The bucket has versioning: it can be restored.')).toBe(
      '“photo.jpg The bucket has versi…”',
    );
    expect(quoted('\n'.repeat(30))).toBe(`“${'\\u{a}'.repeat(12)}…${'\\u{a}'.repeat(12)}”`);
    expect(quoted('中'.repeat(15))).toBe(`“${'中'.repeat(15)}”`);
  });

  it('continues behind a mark in the text of a question, so that no line begins with a part of it', () => {
    const lie = 'The bucket has versioning: a deletion can be restored.';
    expect(quotedLines(`${'a'.repeat(38)} ${lie}`)).toBe(
      `“${'a'.repeat(38)} T\n↳ he bucket has versioning: a deletion can\n↳  be restored.”`,
    );
    expect(quotedLines(`photo.jpg${'\u2800'.repeat(60)}${lie}`).split('\n↳ ').length).toBe(3);
    expect(quotedLines('中'.repeat(30))).toBe(`“${'中'.repeat(20)}\n↳ ${'中'.repeat(10)}”`);
    expect(quotedLines('assets/images/2024/holiday/photo-1024x768.jpg')).toBe(
      '“assets/images/2024/holiday/photo-1024x768.jpg”',
    );
    expect(quotedLines('My photo.jpg')).toBe('“My photo.jpg”');
  });

  it('is one line that nothing closes but its end, whatever the name is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const shown = quoted(name);
        expect(shown).toMatch(/^“[^“”"\n\r\u2028\u2029\u0085]*”$/u);
        expect(shown.length).toBeLessThan(260);
        const lines = quotedLines(name).slice(1, -1).split('\n');
        expect(lines.slice(1).filter((line) => !line.startsWith('↳ '))).toEqual([]);
        expect(lines.filter((line) => / /.test(line.slice(2)) && line.length > 50)).toEqual([]);
      }),
    );
  });
});

describe('noticeText', () => {
  it.each([
    ['[Sign In](command:workbench.action.quit)', '[Sign In] (command:workbench.action.quit)'],
    ['a]([b](https://example.com)', 'a] ([b] (https://example.com)'],
    ['site/[id].html', 'site/[id].html'],
  ])('in a notification %j becomes %j', (given, wanted) => {
    expect(noticeText(given)).toBe(wanted);
  });
});

it.each<[Language, string]>([
  ['en', 'GET, HEAD (2)'],
  ['zh-cn', 'GET、HEAD（2）'],
])('lists and remarks have the punctuation of %s', (language, wanted) => {
  env.language = language;
  expect(withRemark(listText(['GET', 'HEAD']), '2')).toBe(wanted);
});
