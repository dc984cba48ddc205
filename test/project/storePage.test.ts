import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { readText } from './sources.js';

const pages = { en: 'docs/marketplace.md', 'zh-cn': 'docs/marketplace.zh-cn.md' } as const;
const chinese: Readonly<Record<string, string>> = JSON.parse(readText('l10n/bundle.l10n.zh-cn.json'));

/** The first column of the table under the last heading. */
function messagesOf(path: string): readonly string[] {
  const table = readText(path).split('\n## ').at(-1) ?? '';
  // The page shows an example of what has a place for a permission.
  const cells = [...table.matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell.replace('oss:ListBuckets', '{0}'));
  return cells.slice(1);
}

test('troubleshooting on the store page names messages of the extension, the same in both languages', () => {
  const english = messagesOf(pages.en);
  expect(english.filter((message) => !(message in chinese))).toEqual([]);
  expect(messagesOf(pages['zh-cn'])).toEqual(english.map((message) => chinese[message]));
  expect(english.length).toBeGreaterThan(5);
});

test('each page of the store shows the same pictures in its own language, in light, and each exists in dark too', () => {
  const shown = (path: string) => [...readText(path).matchAll(/\]\((pictures\/.+?)\)/g)].map(([, file]) => file ?? '');
  const files = shown(pages.en);
  expect(shown(pages['zh-cn'])).toEqual(files.map((file) => file.replace('-en.', '-zh-cn.')));
  const all = [...files, ...shown(pages['zh-cn'])].flatMap((file) => [file, file.replace('-light-', '-dark-')]);
  expect(all.filter((file) => !existsSync(join(root, 'docs', file)))).toEqual([]);
  expect(files.length).toBeGreaterThan(3);
});

test('the page of the store is what is packaged, and pictures of documents are not', () => {
  const { vsce } = JSON.parse(readText('package.json'));
  expect(vsce.readmePath).toBe(pages.en);
  expect(vsce.baseContentUrl).toMatch(/^https:\/\//);
  const packaged = readText('.vscodeignore')
    .split('\n')
    .filter((line) => line.startsWith('!'));
  expect(packaged.filter((line) => /docs|README/.test(line))).toEqual([]);
});
