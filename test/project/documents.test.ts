import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root, vscodeVersions } from '../../scripts/ensure.mjs';
import { readManifest } from './manifest.js';
import { listFiles, readText } from './sources.js';

const documents = [
  'README.md',
  'README.zh-cn.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...['docs', '.github'].flatMap(listFiles).filter((path) => path.endsWith('.md')),
];
const { scripts } = readManifest();

test('every npm command that a document names exists', () => {
  const named = documents.flatMap((path) =>
    [...readText(path).matchAll(/npm (?:run )?([a-z][\w:-]*)/g)].map(([, name]) => ({ path, name: name ?? '' })),
  );
  const own = named.filter(({ name }) => !['ci', 'install', 'pack', 'packages', 'and'].includes(name));
  expect(own.filter(({ name }) => !(name in scripts))).toEqual([]);
  expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(['start', 'test', 'check']));
});

test('every path that a document links to or names in code exists', () => {
  const named = documents.flatMap((path) => {
    const text = readText(path);
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => target ?? '');
    const code = [...text.matchAll(/`((?:src|sandbox|test|scripts|docs|bench|demo)\/[\w./-]*)`/g)].map(
      ([, target]) => target ?? '',
    );
    return [...links, ...code].map((target) => ({ path, target }));
  });
  const missing = named.filter(
    ({ path, target }) => !existsSync(join(root, target)) && !existsSync(join(root, path, '..', target)),
  );
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
});

test('every heading that a document links to exists', () => {
  const links = documents.flatMap((path) =>
    [...readText(path).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)].map(([, file, anchor = '']) => ({
      ...{ path, anchor },
      target: file ? join(dirname(path), file) : path,
    })),
  );
  expect(links.filter(({ target, anchor }) => !anchorsOf(readText(target)).includes(anchor))).toEqual([]);
  expect(links.length).toBeGreaterThan(3);
});

/** The anchors of the headings, as GitHub makes them. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every file that the table of CONTRIBUTING.md names exists, from the top or in a folder that its row names', () => {
  const [, table = ''] = readText('CONTRIBUTING.md').split('| To add | Copy |');
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  const missing = rows.flatMap((row) => {
    const named = [...row.matchAll(/`([\w./-]+(?:\/|\.(?:ts|json|md)))`/g)].map(([, path]) => path ?? '');
    const folders = ['.', ...named.map((path) => (path.endsWith('/') ? path : dirname(path)))];
    return named.filter((path) => !folders.some((folder) => existsSync(join(root, folder, path))));
  });
  expect(missing).toEqual([]);
  expect(rows.length).toBeGreaterThan(10);
});

test('the Node of `.nvmrc` is that of the tests, and the documents name the oldest that `engines` allows', () => {
  const [, oldest = ''] = readManifest().engines.node.match(/^>=([\d.]+)$/) ?? [];
  expect(readText('.nvmrc').trim()).toBe(vscodeVersions.current.node);
  const named = documents.flatMap((path) => [...readText(path).matchAll(/Node (20[\d.]*\d)/g)].map(([, node]) => node));
  expect(new Set(named)).toEqual(new Set([oldest]));
});

test('every script of package.json starts a file that exists', () => {
  const files = Object.values(scripts).flatMap((line) => line.match(/[\w/]+\.m?[jt]s/g) ?? []);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('no source or document holds a path of a developer’s own machine', () => {
  const paths = [...documents, ...['src', 'sandbox', 'l10n', 'media', 'demo'].flatMap(listFiles), 'package.json'];
  const machine = /(?<![\w.])\/(work|tmp|home|Users|root)\//;
  const texts = paths.filter((path) => /\.(m?ts|js|json|md|html|css|svg)$/.test(path));
  expect(texts.filter((path) => machine.test(readText(path)))).toEqual([]);
});

test.each([
  ['README.md', 'README.zh-cn.md'],
  ['docs/marketplace.md', 'docs/marketplace.zh-cn.md'],
])('%s and %s have the same headings, lists, tables, code and pictures', (...paths) => {
  const [english, chinese] = paths.map((path) => outlineOf(readText(path)));
  expect(chinese).toEqual(english);
  expect(english?.length).toBeGreaterThan(20);
});

/** What begins each line that has a mark, the names in code of a table row, and each block of code. */
function outlineOf(text: string): readonly string[] {
  return [...text.matchAll(/^(```\w*\n.*?\n```|#+ |\d\. |- |\| `?\w*|!\[|<img )/gms)].map(([mark]) =>
    mark.replace(/^\| \w+/, '| '),
  );
}
