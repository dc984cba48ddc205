import { expect, test } from 'vitest';
import { ByteBudget } from '../../../../src/core/concurrency/byteBudget.js';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Takes bytes and notes the name once it has them. */
function createTaker(budget: ByteBudget) {
  const taken: string[] = [];
  const giveBack = new Map<string, () => void>();
  const take = async (name: string, bytes: number, isUrgent = false) => {
    giveBack.set(name, await budget.take(bytes, isUrgent));
    taken.push(name);
  };
  return { taken, take, giveBack: (name: string) => giveBack.get(name)?.() };
}

test('bytes are granted in the order of the requests, up to the budget', async () => {
  const { taken, take, giveBack } = createTaker(new ByteBudget(100, 20));
  for (const [name, bytes] of [
    ['a', 50],
    ['b', 30],
    ['c', 40],
    ['d', 1],
  ] as const)
    void take(name, bytes);
  await settle();
  expect(taken).toEqual(['a', 'b']);
  giveBack('a');
  await settle();
  expect(taken).toEqual(['a', 'b', 'c', 'd']);
});

test('urgent requests have a reserve and are granted before the others', async () => {
  const { taken, take, giveBack } = createTaker(new ByteBudget(100, 20));
  void take('a', 80);
  void take('b', 10);
  void take('urgent 1', 15, true);
  void take('urgent 2', 15, true);
  await settle();
  expect(taken).toEqual(['a', 'urgent 1']);
  giveBack('urgent 1');
  await settle();
  expect(taken).toEqual(['a', 'urgent 1', 'urgent 2']);
  giveBack('a');
  await settle();
  expect(taken).toEqual(['a', 'urgent 1', 'urgent 2', 'b']);
});

test('a request above the whole budget is granted once nothing else is held', async () => {
  const { taken, take, giveBack } = createTaker(new ByteBudget(100, 20));
  void take('a', 1);
  void take('large', 500);
  await settle();
  expect(taken).toEqual(['a']);
  giveBack('a');
  await settle();
  expect(taken).toEqual(['a', 'large']);
});
