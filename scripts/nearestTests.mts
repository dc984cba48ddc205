import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './ensure.mjs';

/** The files that import a file, by the path of the imported file. All paths are relative to the project's top folder. */
export type Importers = ReadonlyMap<string, readonly string[]>;

const specifier = /(?:from|import\()\s*'(\.[^']+)\.js'/g;

/** Reads the import lines of `src`, of the unit and contract tests and of their support files. */
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

/**
 * Returns the tests of a file. A test file is its own test. Another file has the tests of the same path, or else those
 * that import it over the fewest files; of these, only those in the folder of the same path count if there are any.
 */
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

/** Lists the files that match a pattern, relative to the project's top folder. */
function list(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root }).map(toPath).sort();
}

function toPath(path: string): string {
  return path.replaceAll('\\', '/');
}
