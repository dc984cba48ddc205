import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './ensure.mjs';

/** One random change of an expression of `src`: its file with that change, and a name that says what it is. */
export interface RandomMutant {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** A place of a file that can be changed. */
interface Site {
  /** The name of its function and the change: the same wherever other changes move it. */
  readonly key: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
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
  const rooms = new Map<string, Site[]>();
  for (const site of allSites()) {
    const room = dirname(site.file);
    rooms.set(room, [...(rooms.get(room) ?? []), site]);
  }
  const drawn = byRank([...rooms], ([room]) => room).filter(([, sites]) => sites.length >= perRoom);
  return drawn
    .slice(0, Math.ceil(count / perRoom))
    .flatMap(([, sites]) => byRank(sites, ({ key }) => key).slice(0, perRoom))
    .map(toMutant);
}

function toMutant({ key, file, start, end, after }: Site): RandomMutant {
  const text = readFileSync(join(root, file), 'utf8');
  const line = text.slice(0, start).split('\n').length;
  return { name: `${file}:${line}: ${key}`, file, text: text.slice(0, start) + after + text.slice(end) };
}

function* allSites(): Iterable<Site> {
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).sort()) {
    const file = `src/${path.replaceAll('\\', '/')}`;
    if (!file.endsWith('.ts') || left.includes(dirname(file))) continue;
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    for (const { node, after, name } of changesIn(source)) {
      const key = `${name}: ${fold(node.getText())} -> ${fold(after)}`;
      yield { key, file, start: node.getStart(), end: node.getEnd(), after: `(${after})` };
    }
  }
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** What can stand in the place of an expression. */
interface Change {
  readonly node: ts.Expression;
  readonly after: string;
}

/** Finds the expressions of a file that can be changed, within functions: conditions, operators and what is returned. */
function* changesIn(node: ts.Node, name?: string): Iterable<Change & { readonly name: string }> {
  const inner = nameOf(node) ?? name;
  if (inner !== undefined) {
    for (const change of changesOf(node)) yield { ...change, name: inner };
  }
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) if (!ts.isTypeNode(child)) yield* changesIn(child, inner);
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText();
  const isFunction = (value: ts.Node | undefined) =>
    value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  return ts.isVariableDeclaration(node) && isFunction(node.initializer) ? node.name.getText() : undefined;
}

function* changesOf(node: ts.Node): Iterable<Change> {
  if (ts.isIfStatement(node)) yield { node: node.expression, after: `!(${node.expression.getText()})` };
  if (ts.isConditionalExpression(node)) yield { node: node.condition, after: `!(${node.condition.getText()})` };
  if (ts.isBinaryExpression(node)) {
    const operator = turned.get(node.operatorToken.kind);
    if (operator) yield { node, after: `((${node.left.getText()}) ${operator} (${node.right.getText()}))` };
  }
  if (ts.isReturnStatement(node) && node.expression) yield* emptied(node.expression);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) yield* emptied(node.body);
}

function* emptied(node: ts.Expression): Iterable<Change> {
  if (['undefined', "''", '[]', '{}'].includes(node.getText())) return;
  if (node.kind === ts.SyntaxKind.TrueKeyword) yield { node, after: 'false' };
  else if (node.kind === ts.SyntaxKind.FalseKeyword) yield { node, after: 'true' };
  else if (ts.isArrayLiteralExpression(node)) yield { node, after: '[]' };
  else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) yield { node, after: "''" };
  else yield { node, after: 'undefined' };
}
