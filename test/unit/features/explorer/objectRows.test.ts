import { expect, it } from 'vitest';
import { collapsibleState, rangeLook } from '../../../../src/features/explorer/cloudItems.js';
import type { Node, NodeOf } from '../../../../src/features/explorer/node.js';
import type { ObjectParent } from '../../../../src/features/explorer/objectRows.js';
import type { Rows } from '../../../../src/features/explorer/rows.js';
import { bucket, rowsOf, siteWith } from './bucketRows.js';

const keys = Array.from({ length: 11_200 }, (_, at) => `a/file-${String(at).padStart(5, '0')}.txt`);
const keyOf = (row: Node) => (row.kind === 'object' ? row.object.key : row.kind === 'folder' ? row.prefix : row.kind);

/** The rows of a list, as keys, with the rows that stand for many opened. */
async function listAll(rows: Rows, parent: ObjectParent): Promise<readonly string[]> {
  const found: string[] = [];
  for (const row of await rows.list(parent)) {
    if (row.kind === 'range') found.push(...(await listAll(rows, row)));
    else found.push(keyOf(row));
  }
  return found;
}

const kindsOf = async (rows: Rows, parent: ObjectParent) => {
  const counts: Record<string, number> = {};
  for (const { kind } of await rows.list(parent)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

it('a long list becomes one row for those that are shown each time more are loaded, which lists them again when it is opened', async () => {
  const cloud = await siteWith(...keys);
  const rows = rowsOf(cloud);
  const [folder] = (await rows.list(bucket)) as NodeOf<'folder'>[];
  const counts = [await kindsOf(rows, folder!)];
  for (let round = 0; round < 3; round++) {
    const next = await rows.readNext(folder!);
    const loaded = counts.reduce((sum, { object = 0, range = 0 }) => (range > 0 ? sum : object), 0);
    expect(next && keyOf(next)).toBe(keys[round < 2 ? loaded : 6_100]);
    counts.push(await kindsOf(rows, folder!));
  }
  expect(counts).toEqual([
    { object: 100, more: 1 },
    { object: 1_100, more: 1 },
    { object: 6_100, more: 1 },
    { range: 1, object: 5_000, more: 1 },
  ]);
  expect((await rows.list(folder!)).at(-1)).toMatchObject({ kind: 'more', loaded: 11_100 });
  await rows.readNext(folder!);
  expect(await kindsOf(rows, folder!)).toEqual({ range: 2, object: 100 });
  expect(await listAll(rows, folder!)).toEqual(keys);
});

it('a row for many names the first and the last, can be opened, and is read again with its list', async () => {
  const cloud = await siteWith(...keys.slice(0, 6_200));
  const rows = rowsOf(cloud);
  const [folder] = (await rows.list(bucket)) as NodeOf<'folder'>[];
  for (let round = 0; round < 3; round++) {
    await rows.list(folder!);
    await rows.readNext(folder!);
  }
  const [range] = (await rows.list(folder!)) as NodeOf<'range'>[];
  const { label, description, accessibilityInformation } = rangeLook(range!);
  expect({ label, description, spoken: accessibilityInformation?.label, state: collapsibleState(range!) }).toEqual({
    label: 'file-00000.txt to file-06099.txt',
    description: '6,100 loaded',
    spoken: 'file-00000.txt to file-06099.txt, 6,100 loaded',
    state: 1,
  });
  await rows.list(range!);
  cloud.state.buckets.get('site')?.objects.delete('a/file-00000.txt');
  rows.drop(folder!.id);
  expect((await rows.list(range!)).length).toBe(6_099);
});

it('a row for many has the keys up to its last in the order of OSS, also in a filtered bucket with folders and rare characters', async () => {
  const files = Array.from({ length: 6_098 }, (_, at) => `x${String(at).padStart(4, '0')}`);
  const expected = [
    ...files.slice(0, 2_001),
    'x2000x/',
    ...files.slice(2_001),
    'x\uFF21',
    'x\u{1F600}-1',
    'x\u{1F600}-2',
  ];
  const rows = rowsOf(await siteWith('w', ...expected.map((key) => key.replace('x/', 'x/a')), 'y'));
  rows.setFilter(bucket.id, 'x');
  for (let round = 0; round < 3; round++) {
    await rows.list(bucket);
    await rows.readNext(bucket);
  }
  const [, range] = (await rows.list(bucket)) as NodeOf<'range'>[];
  expect(range).toMatchObject({ kind: 'range', first: 'x0000', until: 'x\uFF21', count: 6_100 });
  const found = await listAll(rows, bucket);
  expect([found[0], ...found.slice(1).sort()]).toEqual(['filter', ...expected.sort()]);
});
