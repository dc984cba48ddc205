import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from './sources.js';

const src = listFiles('src').filter((path) => path.endsWith('.ts'));
const unit = listFiles('test/unit');
const tests = unit.filter((path) => path.endsWith('.test.ts'));

/** The path in `src` that a path of `test/unit` mirrors. */
const twinOf = (path: string) => path.replace(/^test\/unit/, 'src');

/** What a test is about, by its name up to the first dot. */
const subjectOf = (path: string) => basename(path).split('.')[0] ?? '';

test('every folder of test/unit mirrors a folder of src', () => {
  const folders = new Set(src.flatMap((path) => ancestorsOf(path)));
  const alone = new Set(unit.map(dirname).filter((folder) => !folders.has(twinOf(folder))));
  expect([...alone]).toEqual([]);
  expect(unit.length).toBeGreaterThan(300);
});

test('a test that has the name of a source file is in the folder that mirrors its own', () => {
  const misplaced = tests.flatMap((path) => {
    const sources = src.filter((source) => basename(source, '.ts') === subjectOf(path));
    const isBeside = sources.some((source) => dirname(source) === twinOf(dirname(path)));
    return sources.length > 0 && !isBeside ? [{ path, sources }] : [];
  });
  expect(misplaced).toEqual([]);
  expect(tests.filter((path) => src.includes(twinOf(path).replace(/\.test\.ts$/, '.ts'))).length).toBeGreaterThan(150);
});

function ancestorsOf(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...ancestorsOf(folder)];
}
