import { describe, expect, it } from 'vitest';
import { wrapText } from '../../../../src/host/prompts/promptUi.js';

describe('a text that is wrapped', () => {
  it.each([
    ['short enough', 20, ['short enough']],
    ['one two three four', 9, ['one two', 'three', 'four']],
    ['a averyveryverylongword b', 8, ['a', 'averyveryverylongword', 'b']],
    ['域名用于收取邮件', 8, ['域名用于', '收取邮件']],
    ['域名用于，收取 MX 邮件', 9, ['域名用', '于，收取', 'MX 邮件']],
    ['', 8, []],
  ])('%s in %i columns', (text, columns, lines) => {
    expect(wrapText(text, columns)).toEqual(lines);
  });

  it('loses nothing but spaces at the breaks', () => {
    const text = '在 OSS 控制台的“Bucket 列表 > site > 域名管理”中，为 img.example.com 打开“CDN 缓存自动刷新”。';
    expect(wrapText(text, 24).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
});
