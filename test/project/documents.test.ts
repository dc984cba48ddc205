import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root, vscodeVersions } from '../../scripts/ensure.mjs';
import { cases } from '../support/verification/cases.js';
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
      path,
      anchor,
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

test('SHOTS.md lists the pictures that UI tests take and no others, each number in one row', () => {
  const rows = readText('test/ui/SHOTS.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  const files = listFiles('test/ui').filter((path) => path.endsWith('.test.ts'));
  const taken = files.flatMap((path) => picturesOf(readText(path)));
  expect({
    unlisted: taken.filter((name) => !listed.some((each) => isSame(each, name))),
    untaken: listed.filter((name) => !taken.some((each) => isSame(each, name))),
  }).toEqual({ unlisted: [], untaken: [] });
  const numbers = rows.flatMap((row) => [...new Set([...row.matchAll(/`(\d+)-/g)].map(([, number = '']) => number))]);
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  expect(taken.length).toBeGreaterThan(150);
});

/** The pictures that a UI test takes, but for those of a failed test: one of each verdict, and with `*` for any other value. */
function picturesOf(text: string): readonly string[] {
  const named = text.matchAll(/(?:\.shot\(|join\(pictures, |\.out\/)(?:`([^`]+)`|'?([^']+)')/g);
  return [...named]
    .map(([, template, literal = '']) => (template ?? literal).replace('.png', ''))
    .filter((name) => !name.startsWith('failed-'))
    .flatMap((name) => (eachCase.test(name) ? cases.map(({ id }) => name.replace(eachCase, id)) : name))
    .map((name) => name.replace(/-\$\{language\}$/, '').replaceAll(/\$\{[^}]*\}/g, '*'));
}

const eachCase = /\$\{each\.id\}/;

/** Whether two names, of which each may have a `*`, can be those of one picture, in whichever language. */
function isSame(one: string, other: string): boolean {
  return matches(one, other) || matches(other, one);
}

function matches(pattern: string, name: string): boolean {
  const [expected, actual] = [withoutLanguage(pattern).replaceAll('*', '.*'), withoutLanguage(name)];
  return new RegExp(`^${expected}$`).test(actual.replaceAll('*', 'any'));
}

const withoutLanguage = (name: string) => name.replace(/-(en|zh-cn)$/, '');
