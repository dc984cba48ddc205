import { expect, test } from 'vitest';
import { nearestTests, readImporters } from '../../scripts/nearestTests.mjs';
import { listFiles } from './sources.js';

const importers = readImporters();

test('F5 on a test runs that test', () => {
  const file = 'test/contract/rootPage.test.ts';
  expect(nearestTests(file, importers)).toEqual([file]);
});

test('F5 on a source file runs its own tests alone', () => {
  expect(nearestTests('src/core/form.ts', importers)).toEqual(['test/unit/core/form.test.ts']);
});

test('F5 on a source file without a test of its own runs the tests that import it over the fewest files, those of its folder alone where there are any', () => {
  const imports: readonly (readonly [string, readonly string[]])[] = [
    ['src/core/a.ts', ['src/core/b.ts', 'test/support/world.ts', 'test/contract/near.test.ts']],
    ['src/core/b.ts', ['test/unit/core/far.test.ts', 'src/core/a.ts']],
    ['test/support/world.ts', ['test/unit/cloud/other.test.ts', 'test/contract/far.test.ts']],
    ['src/core/c.ts', ['test/support/world.ts', 'src/core/b.ts']],
    ['src/host/d.ts', ['test/support/world.ts', 'src/core/b.ts']],
  ];
  const found = (file: string) => nearestTests(file, new Map(imports));
  expect(found('src/core/a.ts')).toEqual(['test/contract/near.test.ts']);
  const all = ['test/contract/far.test.ts', 'test/unit/cloud/other.test.ts', 'test/unit/core/far.test.ts'];
  expect(found('src/core/c.ts')).toEqual(['test/unit/core/far.test.ts']);
  expect(found('src/host/d.ts')).toEqual(all);
  expect(found('src/core/none.ts')).toEqual([]);
});

test('F5 finds tests for 19 of 20 source files; the others run in a VS Code alone', () => {
  const files = listFiles('src').filter((path) => path.endsWith('.ts'));
  const without = files.filter((file) => nearestTests(file, importers).length === 0);
  expect(without.length / files.length).toBeLessThan(0.05);
  expect(without.filter((path) => /^src\/(core|cloud)\//.test(path))).toEqual([]);
});
