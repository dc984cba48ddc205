import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AdaptiveGate } from '../../../../src/core/concurrency/adaptiveGate.js';
import { AppError } from '../../../../src/core/errors.js';

const options = { start: 4, most: 8, urgentReserve: 2 };

/** Work that ends when told to. */
function createWork() {
  const started: string[] = [];
  const ends = new Map<string, { good(): void; bad(error: AppError): void }>();
  const work = (name: string) => () => {
    started.push(name);
    return new Promise<void>((resolve, reject) => ends.set(name, { good: resolve, bad: reject }));
  };
  return {
    started,
    work,
    end: (name: string) => ends.get(name)?.good(),
    fail: (name: string, error: AppError) => ends.get(name)?.bad(error),
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('AdaptiveGate', () => {
  test('raises its limit by one with each success, and after the first throttling by one for each window, up to the maximum', async () => {
    const gate = new AdaptiveGate(options);
    const limitsOf = async (count: number) => {
      const limits: number[] = [];
      for (let at = 0; at < count; at++) {
        await gate.run(async () => undefined);
        limits.push(gate.current);
      }
      return limits;
    };
    expect(await limitsOf(5)).toEqual([5, 6, 7, 8, 8]);
    await gate.run(async () => gate.pushBack());
    expect(await limitsOf(10)).toEqual([4, 4, 4, 5, 5, 5, 5, 5, 6, 6]);
    expect((await limitsOf(40)).at(-1)).toBe(8);
  });

  test.each([new AppError('throttled'), new AppError('timeout'), new AppError('unavailable', { httpStatus: 503 })])(
    'halves its limit once for all requests under way: $kind',
    async (error) => {
      const gate = new AdaptiveGate(options);
      const { work, fail } = createWork();
      const all = Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => gate.run(work(name))));
      for (const name of ['a', 'b', 'c', 'd']) fail(name, error);
      await all;
      expect(gate.current).toBe(2);
      await expect(gate.run(() => Promise.reject(error))).rejects.toBe(error);
      expect(gate.current).toBe(1);
    },
  );

  test('does not lower its limit for a failure other than throttling', async () => {
    const gate = new AdaptiveGate(options);
    await expect(gate.run(() => Promise.reject(new AppError('forbidden')))).rejects.toThrow();
    expect(gate.current).toBe(4);
  });

  test('does not lower its limit for the throttling of others while none of its own requests is running', () => {
    const gate = new AdaptiveGate(options);
    for (let time = 0; time < 5; time++) gate.pushBack();
    expect(gate.current).toBe(options.start);
  });

  test('runs urgent work first, and beyond the limit by its reserve', async () => {
    const gate = new AdaptiveGate(options);
    const { started, work, end } = createWork();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) void gate.run(work(name));
    for (const name of ['urgent 1', 'urgent 2', 'urgent 3']) void gate.run(work(name), true);
    expect(started).toEqual(['a', 'b', 'c', 'd', 'urgent 1', 'urgent 2']);
    end('a');
    await settle();
    expect(started.slice(6)).toEqual(['urgent 3']);
  });

  test('a gate never runs more work than its limit, and runs all work, however and whenever each ends', async () => {
    const ending = fc.record({ isUrgent: fc.boolean(), fails: fc.boolean(), turns: fc.nat({ max: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(ending, { maxLength: 60 }), async (all) => {
        const gate = new AdaptiveGate(options);
        let running = 0;
        let ran = 0;
        const run = ({ isUrgent, fails, turns }: (typeof all)[number]) =>
          gate.run(async () => {
            running++;
            ran++;
            expect(running).toBeLessThanOrEqual(options.most + options.urgentReserve);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            running--;
            if (fails) throw new AppError('throttled');
          }, isUrgent);
        await Promise.allSettled(all.map(run));
        expect(ran).toBe(all.length);
      }),
    );
  });
});
