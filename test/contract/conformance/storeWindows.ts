import { describe, expect, test } from 'vitest';
import type { CompletionKind } from '../../../src/core/publishing/publication.js';
import { eventually } from '../../support/eventually.js';
import { entryOf, type PublishStoreFixture } from './storeFixture.js';

const completionOf = (key: string, at: number, as: CompletionKind = 'fresh') => ({
  publication: entryOf(key).publication,
  as,
  at,
});

/** What the windows tell each other. */
export function testWindows(use: () => PublishStoreFixture): void {
  describe('windows', () => {
    test('each registers once, with the lifetime of its claims', async () => {
      const { first, second } = use();
      await first.write(({ workers }) => workers.extend(1_000));
      await first.write(({ workers }) => workers.extend(2_000));
      await second.tx.workers.extend(1_500);
      const list = async () => [...(await second.tx.workers.list())].sort((left, right) => right.until - left.until);
      const [mine, other] = [
        { name: first.windowId, until: 2_000, hasEnded: false },
        { name: second.windowId, until: 1_500, hasEnded: false },
      ];
      expect(await list()).toEqual([mine, other]);
      await second.tx.workers.remove(first.windowId);
      expect(await list()).toEqual([other]);
    });

    test('a crashed window is known to have ended', async () => {
      const { first, second, endSecond } = use();
      await second.tx.workers.extend(1_500);
      await endSecond();
      expect(first.read(({ workers }) => workers.list())).toEqual([
        { name: second.windowId, until: 1_500, hasEnded: true },
      ]);
    });

    test('completions wait in order for the window that made the request', async () => {
      const { first, second } = use();
      await second.tx.completions.add('first', completionOf('a', 10));
      await second.tx.completions.add('other', completionOf('b', 10));
      await second.tx.completions.add('first', completionOf('c', 11, 'dropped'));
      const list = () => first.read(({ completions }) => completions.list('first', 9));
      expect(list()).toEqual([
        { ...completionOf('a', 10), seq: expect.any(Number) },
        { ...completionOf('c', 11, 'dropped'), seq: expect.any(Number) },
      ]);
      const [{ seq: upTo } = { seq: 0 }] = list();
      await first.write(({ completions }) => completions.remove('first', upTo));
      expect(list().map(({ publication }) => publication.key)).toEqual(['c']);
      expect(await second.tx.completions.list('other', 9)).toHaveLength(1);
    });

    test('a completion after removed ones is not mistaken for one of them', async () => {
      const { first, second } = use();
      await second.tx.completions.add('first', completionOf('a', 10));
      const [{ seq: upTo } = { seq: 0 }] = first.read(({ completions }) => completions.list('first', 9));
      await second.tx.completions.remove('first', upTo);
      await second.tx.completions.add('first', completionOf('b', 11));
      await first.write(({ completions }) => completions.remove('first', upTo - 1));
      expect(first.read(({ completions }) => completions.list('first', 9))).toHaveLength(1);
    });

    test('completions that no window fetches expire', async () => {
      const { first, second } = use();
      for (const at of [10, 11, 12]) await second.tx.completions.add('first', completionOf(`${at}`, at));
      await second.tx.completions.prune(11);
      const left = first.read(({ completions }) => completions.list('first', 9));
      expect(left.map(({ at }) => at)).toEqual([11, 12]);
    });

    test('a note has its last value in every window', async () => {
      const { first, second } = use();
      expect(first.read((tx) => tx.note('quota 1'))).toBeUndefined();
      await first.write((tx) => tx.setNote('quota 1', '{"a":1}'));
      await second.tx.setNote('quota 1', '中😀');
      await second.tx.setNote('quota 2', '');
      expect(first.read((tx) => [tx.note('quota 1'), tx.note('quota 2')])).toEqual(['中😀', '']);
    });

    test("a window is notified of others' writes, and not of its own", async () => {
      const { first, second } = use();
      let heard = 0;
      first.onDidChange(() => {
        heard += 1;
      });
      const before = await second.heard();
      await first.write((tx) => tx.entries.put(entryOf('a')));
      await eventually(async () => expect(await second.heard()).toBeGreaterThan(before));
      expect(heard).toBe(0);
      await second.tx.setNote('a', 'b');
      await eventually(() => expect(heard).toBeGreaterThan(0));
    });
  });
}
