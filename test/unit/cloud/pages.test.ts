import { expect, test } from 'vitest';
import { readPages } from '../../../src/cloud/pages.js';

test('a list is read to its end, whatever the length of its pages', async () => {
  const pages = [['a', 'b'], ['c'], []];
  const read = async (page: number) => ({ rows: pages[page - 1] ?? [], total: 99 });
  expect(await readPages('List', read)).toEqual(['a', 'b', 'c']);
});

test('the first page of a long list comes before the others, of which four are read at a time', async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const read = async (page: number) => {
    begun.push(page);
    await new Promise<void>((resolve) => ends.push(resolve));
    return { rows: [page], total: 6 };
  };
  const parts: (readonly number[])[] = [];
  const all = readPages('List', read, (rows) => parts.push(rows));
  const answer = async () => {
    for (const end of ends.splice(0)) end();
    await new Promise(setImmediate);
  };
  await answer();
  expect({ begun, parts }).toEqual({ begun: [1, 2, 3, 4, 5], parts: [[1]] });
  await answer();
  await answer();
  expect(await all).toEqual([1, 2, 3, 4, 5, 6]);
  expect(parts).toHaveLength(1);
});

test('a list without an end is a bad answer, after a bounded number of calls', async () => {
  let calls = 0;
  const read = async () => {
    calls += 1;
    return { rows: ['again'], total: Number.MAX_SAFE_INTEGER };
  };
  await expect(readPages('List', read)).rejects.toMatchObject({ kind: 'badAnswer', details: { action: 'List' } });
  expect(calls).toBe(1_000);
});
