import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listText, noticeText, plainText, withRemark } from '../../../src/host/plainText.js';
import type { Language } from '../../support/browser.js';
import { env } from '../../support/fakeVscode.js';

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

  it('cuts what is too long and says so', () => {
    expect(plainText('x'.repeat(65_536))).toBe(`${'x'.repeat(400)}…`);
  });

  it('leaves no control or direction mark in any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\p{Cf}]/u.test(plainText(text))));
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
