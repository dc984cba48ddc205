import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { withTimeLimit } from '../../../../src/cloud/http/timeLimit.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const never = new AbortController();
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

test('work ends at its time limit, even after a garbage collection', async () => {
  const work = withTimeLimit(80, never.signal, untilAborted);
  const tidy = setInterval(collect, 10);
  await expect(work).rejects.toMatchObject({ name: 'TimeoutError' });
  clearInterval(tidy);
});

test('work ends with its signal, and leaves no timer', async () => {
  vi.useFakeTimers();
  const stop = new AbortController();
  const work = withTimeLimit(60_000, stop.signal, untilAborted);
  stop.abort(new Error('enough'));
  await expect(work).rejects.toThrow('enough');
  expect(await withTimeLimit(60_000, never.signal, async () => 'done')).toBe('done');
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
