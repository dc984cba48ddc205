import { describe, expect, test } from 'vitest';
import type { SetAsideRequest, StoreWriter } from '../../../src/core/publishing/publishStore.js';
import { entryOf, type PublishStoreFixture } from './storeFixture.js';

/** What is promised of requests that a window could not write. */
export function testAside(use: () => PublishStoreFixture): void {
  const requestOf = (...keys: readonly string[]): SetAsideRequest => ({
    accountId: '1',
    publications: keys.map((key) => entryOf(key).publication),
    held: false,
    at: 5,
  });
  const keysOf = ({ publications }: SetAsideRequest) => publications.map(({ key }) => key);

  describe('requests that were set aside', () => {
    test('are taken once, complete and in order', async () => {
      const { first, setAside } = use();
      await setAside(requestOf('a', 'b'));
      await setAside(requestOf('c'));
      const taken: SetAsideRequest[] = [];
      const take = (_tx: StoreWriter, request: SetAsideRequest) => void taken.push(request);
      await first.takeAside(take);
      await first.takeAside(take);
      expect(taken).toEqual([requestOf('a', 'b'), requestOf('c')]);
      await setAside(requestOf('d'));
      await first.takeAside(take);
      expect(taken.map(keysOf)).toEqual([['a', 'b'], ['c'], ['d']]);
    });

    test('are taken once by simultaneous windows', async () => {
      const { first, setAside } = use();
      await setAside(requestOf('a'));
      const take = (tx: StoreWriter, request: SetAsideRequest) =>
        tx.setNote('taken', [tx.note('taken'), ...keysOf(request)].filter(Boolean).join());
      await Promise.all([first.takeAside(take), first.takeAside(take)]);
      expect(first.read(({ note }) => note('taken'))).toBe('a');
    });

    test('are kept if they cannot be written', async () => {
      const { first, setAside } = use();
      await setAside(requestOf('a'));
      const failing = first.takeAside((tx) => {
        tx.setNote('n', 'x');
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      const taken: SetAsideRequest[] = [];
      await first.takeAside((_tx, request) => void taken.push(request));
      expect({ keys: taken.map(keysOf), note: first.read(({ note }) => note('n')) }).toEqual({
        keys: [['a']],
        note: undefined,
      });
    });
  });
}
