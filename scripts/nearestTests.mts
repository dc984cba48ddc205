import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './ensure.mjs';

/** Who imports a file, by its path below the project's top. */
export type Importers = ReadonlyMap<string, readonly string[]>;

const specifier = /(?:from|import\()\s*'(\.[^']+)\.js'/g;

/** Reads the import lines of `src` and of the tests that run without a VS Code. */
export function readImporters(): Importers {
  const importers = new Map<string, string[]>();
  for (const file of ['src', 'test/unit', 'test/contract', 'test/support'].flatMap(listTypeScript)) {
    for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(specifier)) {
      const target = toPath(relative(root, join(root, dirname(file), `${path}.ts`)));
      importers.set(target, [...(importers.get(target) ?? []), file]);
    }
  }
  return importers;
}

/**
 * The tests of a file: itself where it is one, those of the same path, or else those that import it over the fewest files. Of
 * several such tests those in the folder that mirrors its own, then those below it, go before others, and unit tests before contract tests.
 */
export function nearestTests(file: string, importers: Importers): readonly string[] {
  if (isTest(file)) return [file];
  const own = ownTests(file);
  return own.length > 0 ? own : importingTests(file, importers);
}

function ownTests(file: string): readonly string[] {
  const base = file.replace(/^src\/(.*)\.ts$/, 'test/unit/$1.');
  const folder = dirname(base);
  if (base === file || !existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => path.startsWith(base) && isTest(path))
    .sort();
}

function importingTests(file: string, importers: Importers): readonly string[] {
  const seen = new Set([file]);
  let level: readonly string[] = [file];
  while (level.length > 0) {
    level = [...new Set(level.flatMap((each) => importers.get(each) ?? []))].filter((each) => !seen.has(each)).sort();
    for (const each of level) seen.add(each);
    const tests = level.filter(isTest);
    const twin = dirname(file).replace(/^src/, 'test/unit');
    const choices = [
      tests.filter((each) => dirname(each) === twin),
      ...[`${twin}/`, 'test/unit/'].map((folder) => tests.filter((each) => each.startsWith(folder))),
      tests,
    ];
    if (tests.length > 0) return choices.find(({ length }) => length > 0) ?? [];
  }
  return [];
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

function listTypeScript(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${toPath(path)}`);
}

function toPath(path: string): string {
  return path.replaceAll('\\', '/');
}
