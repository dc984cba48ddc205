import ts from 'typescript';
import { expect, test } from 'vitest';
import { readSources, type Source, walkTree } from './sources.js';

const sources = ['src', 'sandbox', 'test', 'scripts', 'bench'].flatMap((folder) => readSources(folder));
const products = sources.filter(({ path }) => /^(src|sandbox)\//.test(path));

/** What no source file may hold, as the line numbers where it does. */
const habits: Readonly<Record<string, (source: Source) => readonly number[]>> = {
  'no default export': ({ tree }) => linesOf(tree, isDefaultExport),
  'no re-export, so no barrel': ({ tree }) => linesOf(tree, (node) => isReexport(node)),
  'no `any`': ({ tree }) => linesOf(tree, (node) => node.kind === ts.SyntaxKind.AnyKeyword),
};

test.each(Object.entries(habits))('%s in any source file', (_name, find) => {
  const found = sources.flatMap((source) => find(source).map((line) => `${source.path}:${line}`));
  expect(found).toEqual([]);
});

test('no function, method or arrow of src, the sandbox and the scripts has more than four parameters', () => {
  const scripts = sources.filter(({ path }) => path.startsWith('scripts/'));
  const hasMany = (node: ts.Node) => ts.isFunctionLike(node) && node.parameters.length > 4;
  const found = [...products, ...scripts].flatMap(({ path, tree }) =>
    linesOf(tree, hasMany).map((line) => `${path}:${line}`),
  );
  expect(found).toEqual([]);
});

test('a modal question with one button is asked in one place, which says whether the button was pressed', () => {
  const asks = products.filter(({ text }) => /showWarning\([^;]*\{ modal: true[^}]*\}, (\w+)\)\) [!=]== \1/.test(text));
  expect(asks.map(({ path }) => path)).toEqual([]);
});

test('no comment switches the compiler off', () => {
  const off = new RegExp(['ts-ignore', 'ts-nocheck', 'ts-expect-error'].map((word) => `@${word}`).join('|'));
  expect(sources.filter(({ text }) => off.test(text)).map(({ path }) => path)).toEqual([]);
});

test('no statement of SQL has numbered parameters: the node:sqlite of the oldest VS Code takes them for named ones', () => {
  const store = products.filter(({ path }) => path.startsWith('src/disk/store/'));
  expect(store.length).toBeGreaterThan(10);
  expect(store.filter(({ text }) => /\?\d/.test(text)).map(({ path }) => path)).toEqual([]);
});

test('every export but a type alias says in a comment what it promises', () => {
  const bare = products.flatMap(({ path, tree }) =>
    tree.statements
      .filter((node) => hasExport(node) && !ts.isTypeAliasDeclaration(node) && !hasComment(node))
      .map((node) => `${path}:${lineOf(tree, node)}`),
  );
  expect(bare).toEqual([]);
});

test('no exported name of src, a type included, stands in two files', () => {
  const places = new Map<string, Set<string>>();
  for (const { path, tree } of products.filter((source) => source.path.startsWith('src/')))
    for (const name of tree.statements.filter(hasExport).flatMap(namesOf))
      places.set(name, (places.get(name) ?? new Set()).add(path));
  expect(places.size).toBeGreaterThan(500);
  const twice = [...places].filter(([, paths]) => paths.size > 1);
  expect(twice.map(([name, paths]) => ({ name, paths: [...paths] }))).toEqual([]);
});

function namesOf(node: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = node as ts.DeclarationStatement;
  return name ? [name.getText()] : [];
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  return (
    ts.canHaveModifiers(node) && !!ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function hasExport(node: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return !!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function hasComment(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length > 0;
}

function linesOf(tree: ts.SourceFile, matches: (node: ts.Node) => boolean): readonly number[] {
  return [...walkTree(tree)].filter(matches).map((node) => lineOf(tree, node));
}

function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

function isReexport(node: ts.Node): boolean {
  if (!ts.isExportDeclaration(node) || !node.moduleSpecifier) return false;
  return ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text.startsWith('.');
}
