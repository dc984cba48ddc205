import { expect, test } from 'vitest';
import { readPages } from '../../../src/cloud/pages.js';

test('a list is read to its end, whatever the length of its pages', async () => {
  const pages = [['a', 'b'], ['c'], []];
  const read = async (page: number) => ({ rows: pages[page - 1] ?? [], total: 99 });
  expect(await readPages('List', read)).toEqual(['a', 'b', 'c']);
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
