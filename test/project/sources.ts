import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../../scripts/ensure.mjs';

/** One import or re-export line of a source file. */
export interface ImportLine {
  readonly from: string;
  /** What it names: a path below the project's top (`src/core/errors.ts`), `node:fs`, or a package. */
  readonly target: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** A source file, parsed once. */
export interface Source {
  /** Its path below the project's top, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly lines: number;
  readonly imports: readonly ImportLine[];
}

/** Every TypeScript file of a folder of this project, sorted by path. */
export function readSources(folder: string): readonly Source[] {
  return listFiles(folder)
    .filter((path) => /\.m?ts$/.test(path) && !path.endsWith('.d.mts'))
    .map(parseSource);
}

/** Every file below a folder of this project, as paths below the project's top. */
export function listFiles(folder: string): readonly string[] {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  const entries = readdirSync(top, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The text of one file of this project. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every node below this one, itself included. */
export function* walkTree(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* walkTree(child);
}

const parsed = new Map<string, Source>();

/** Parses each file once: the tests that share a worker read the same ones. */
function parseSource(path: string): Source {
  const source = parsed.get(path) ?? parseText(path);
  parsed.set(path, source);
  return source;
}

function parseText(path: string): Source {
  const text = readText(path);
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return { path, text, tree, lines: text.trimEnd().split('\n').length, imports: [...readImports(path, tree)] };
}

function* readImports(path: string, tree: ts.SourceFile): Generator<ImportLine> {
  for (const node of walkTree(tree)) {
    const found = importOf(node);
    if (found) yield { from: path, target: resolveTarget(path, found.specifier), ...found };
  }
}

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean; dynamic: boolean } | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node), dynamic: false };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly, dynamic: false };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, typeOnly: true, dynamic: false };
  }
  const [first] = ts.isCallExpression(node) ? node.arguments : [];
  if (
    ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword &&
    first &&
    ts.isStringLiteral(first)
  ) {
    return { specifier: first.text, typeOnly: false, dynamic: true };
  }
  return undefined;
}

function isTypeOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause || clause.isTypeOnly) return clause?.isTypeOnly ?? false;
  const named = clause.namedBindings;
  return !clause.name && !!named && ts.isNamedImports(named) && named.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function resolveTarget(path: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return join(dirname(path), specifier)
    .replaceAll('\\', '/')
    .replace(/\.(m?)js$/, '.$1ts');
}
