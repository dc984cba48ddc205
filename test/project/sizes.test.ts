import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { readSources, type Source, walkTree } from './sources.js';

const rooms = { src: readSources('src'), sandbox: readSources('sandbox') };
const around = ['test', 'scripts', 'bench'].flatMap((folder) => readSources(folder));

interface Measured {
  readonly name: string;
  readonly lines: number;
}

describe.each(Object.entries(rooms))('%s', (_name, sources) => {
  const files = sources.map(({ path, lines }) => ({ name: path, lines }));
  const functions = sources.flatMap(measureFunctions);

  test('no file is longer than 400 lines, and no function than 50', () => {
    expect(longerThan(files, 400)).toEqual([]);
    expect(longerThan(functions, 50)).toEqual([]);
  });
});

test('no folder of src and the sandbox has more than 15 files', () => {
  const counts = new Map<string, number>();
  for (const { path } of [...rooms.src, ...rooms.sandbox]) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  expect(counts.size).toBeGreaterThan(40);
  expect([...counts].filter(([, count]) => count > 15)).toEqual([]);
});

test('the composition root stays under 80 lines', () => {
  const root = rooms.src.find(({ path }) => path === 'src/extension.ts');
  expect(root?.lines).toBeLessThan(80);
});

test('no file of the tests and scripts is longer than 400 lines', () => {
  expect(
    longerThan(
      around.map(({ path, lines }) => ({ name: path, lines })),
      400,
    ),
  ).toEqual([]);
});

function measureFunctions({ path, tree }: Source): readonly Measured[] {
  return [...walkTree(tree)].filter(hasBody).map((node) => {
    const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
    const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
    return { name: `${path}:${first + 1}`, lines: last - first + 1 };
  });
}

function hasBody(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function longerThan(measured: readonly Measured[], limit: number): readonly Measured[] {
  return measured.filter(({ lines }) => lines > limit);
}
