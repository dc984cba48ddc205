import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './ensure.mjs';

/** Who imports a file, by its path below the project's top. */
export type Importers = ReadonlyMap<string, readonly string[]>;

const specifier = /(?:from|import\()\s*'(\.[^']+)\.js'/g;

/** Reads the import lines of `src` and of the tests that run without a VS Code. */
export function readImporters(): Importers {
  const importers = new Map<string, string[]>();
  for (const file of list('{src,test/unit,test/contract,test/support}/**/*.ts')) {
    for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(specifier)) {
      const target = toPath(relative(root, join(root, dirname(file), `${path}.ts`)));
      importers.set(target, [...(importers.get(target) ?? []), file]);
    }
  }
  return importers;
}

/** The tests of a file: itself where it is one, those of the same path, or else those that import it over the fewest files, of these only those of its folder where there are any. */
export function nearestTests(file: string, importers: Importers): readonly string[] {
  if (isTest(file)) return [file];
  const own = list(file.replace(/^src\/(.*)\.ts$/, 'test/unit/$1.*')).filter(isTest);
  return own.length > 0 ? own : importingTests(file, importers);
}

function importingTests(file: string, importers: Importers): readonly string[] {
  const seen = new Set([file]);
  let level: readonly string[] = [file];
  while (level.length > 0 && !level.some(isTest)) {
    level = [...new Set(level.flatMap((each) => importers.get(each) ?? []))].filter((each) => !seen.has(each));
    for (const each of level) seen.add(each);
  }
  const tests = level.filter(isTest).sort();
  const near = tests.filter((each) => each.startsWith(`${dirname(file).replace(/^src/, 'test/unit')}/`));
  return near.length > 0 ? near : tests;
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

/** The files of a pattern, below the project's top. */
function list(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root }).map(toPath).sort();
}

function toPath(path: string): string {
  return path.replaceAll('\\', '/');
}
