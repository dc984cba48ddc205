import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './ensure.mjs';

/** One random change of an expression of `src`; its key is the same wherever its file moves, as long as the code is. */
export interface RandomMutant {
  readonly key: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** Mutants of one room, so that a sample spreads over the source. */
const perRoom = 3;
/** Rooms without code that a unit or contract test can run, or with constants alone. */
const left = ['src', 'src/webview', 'src/protocol'];
const turned: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '>='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
]);

/**
 * Draws mutants from the whole of `src` by a seed, `count` of them over `count / 3` rooms. A site is drawn by the hash of its
 * function's name and text, not by its place: what other changes move keeps its mutant.
 */
export function drawMutants(seed: number, count: number): readonly RandomMutant[] {
  const rank = (text: string) => createHash('sha256').update(`${seed} ${text}`).digest('hex');
  const byRank = <T,>(items: readonly T[], key: (item: T) => string) =>
    [...items].sort((a, b) => (rank(key(a)) < rank(key(b)) ? -1 : 1));
  const rooms = new Map<string, RandomMutant[]>();
  for (const site of allSites()) {
    const room = dirname(site.file);
    rooms.set(room, [...(rooms.get(room) ?? []), site]);
  }
  const drawn = byRank([...rooms], ([room]) => room)
    .map(([, sites]) => apart(byRank(sites, ({ key }) => key)))
    .filter(({ length }) => length === perRoom);
  return drawn.slice(0, Math.ceil(count / perRoom)).flat();
}

/** Finds each of these keys where it stands now; undefined where the code has changed. */
export function findMutants(keys: readonly string[]): ReadonlyMap<string, RandomMutant> {
  const wanted = new Set(keys);
  return new Map([...allSites()].filter(({ key }) => wanted.has(key)).map((site) => [site.key, site]));
}

/** The first few that do not lie within each other. */
function apart(sites: readonly RandomMutant[]): readonly RandomMutant[] {
  const taken: RandomMutant[] = [];
  for (const site of sites) {
    const overlaps = taken.some(
      (other) => other.file === site.file && site.start < other.end && other.start < site.end,
    );
    if (!overlaps && taken.length < perRoom) taken.push(site);
  }
  return taken;
}

/** The source of a file in which each of these mutants is in force while `isMutant` says so of its number. */
export function withMutants(text: string, mutants: readonly (RandomMutant & { readonly number: number })[]): string {
  let changed = text;
  for (const { start, end, before, after, number } of [...mutants].sort((a, b) => b.start - a.start)) {
    changed = `${changed.slice(0, start)}(isMutant(${number}) ? ${after} : ${before})${changed.slice(end)}`;
  }
  return changed + preamble;
}

/** Chooses by the environment, and notes which test has reached which mutant. */
const preamble = `
function isMutant(number) {
  const { MUTANT, MUTANT_LOG } = process.env;
  if (MUTANT_LOG) {
    const line = number + ' ' + (globalThis.__vitest_worker__?.filepath ?? '?');
    isMutant.noted ??= new Set();
    if (!isMutant.noted.has(line)) process.getBuiltinModule('node:fs').appendFileSync(MUTANT_LOG, line + '\\n');
    isMutant.noted.add(line);
  }
  return MUTANT === String(number);
}
`;

function* allSites(): Iterable<RandomMutant> {
  const seen = new Map<string, number>();
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).sort()) {
    const file = `src/${path.replaceAll('\\', '/')}`;
    if (!file.endsWith('.ts') || left.includes(dirname(file))) continue;
    const text = readFileSync(join(root, file), 'utf8');
    for (const { node, after, name } of sitesOf(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))) {
      const before = node.getText();
      const same = `${name}: ${fold(before)} -> ${fold(after)}`;
      const nth = (seen.get(same) ?? 0) + 1;
      seen.set(same, nth);
      const key = nth === 1 ? same : `${same} #${nth}`;
      yield { key, file, start: node.getStart(), end: node.getEnd(), before: `(${before})`, after };
    }
  }
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ');
}

interface Site {
  readonly node: ts.Expression;
  readonly after: string;
  readonly name: string;
}

/** Finds the expressions of a file that can be changed, within functions: conditions, operators and what is returned. */
function* sitesOf(node: ts.Node, name?: string): Iterable<Site> {
  const inner = nameOf(node) ?? name;
  if (inner !== undefined) {
    for (const { node: expression, after } of changesOf(node)) yield { node: expression, after, name: inner };
  }
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) if (!ts.isTypeNode(child)) yield* sitesOf(child, inner);
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText();
  const isFunction = (value: ts.Node | undefined) =>
    value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  return ts.isVariableDeclaration(node) && isFunction(node.initializer) ? node.name.getText() : undefined;
}

function* changesOf(node: ts.Node): Iterable<{ readonly node: ts.Expression; readonly after: string }> {
  if (ts.isIfStatement(node)) yield { node: node.expression, after: `!(${node.expression.getText()})` };
  if (ts.isConditionalExpression(node)) yield { node: node.condition, after: `!(${node.condition.getText()})` };
  if (ts.isBinaryExpression(node)) {
    const operator = turned.get(node.operatorToken.kind);
    if (operator) yield { node, after: `((${node.left.getText()}) ${operator} (${node.right.getText()}))` };
  }
  if (ts.isReturnStatement(node) && node.expression) yield* emptied(node.expression);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) yield* emptied(node.body);
}

function* emptied(node: ts.Expression): Iterable<{ readonly node: ts.Expression; readonly after: string }> {
  if (['undefined', "''", '[]', '{}'].includes(node.getText())) return;
  if (node.kind === ts.SyntaxKind.TrueKeyword) yield { node, after: 'false' };
  else if (node.kind === ts.SyntaxKind.FalseKeyword) yield { node, after: 'true' };
  else if (ts.isArrayLiteralExpression(node)) yield { node, after: '[]' };
  else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) yield { node, after: "''" };
  else yield { node, after: 'undefined' };
}
