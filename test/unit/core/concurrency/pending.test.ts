import { expect, test } from 'vitest';
import { Pending } from '../../../../src/core/concurrency/pending.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const never = new AbortController().signal;

test('waits for all pending work, whether it succeeds or fails', async () => {
  const pending = new Pending();
  const clock = createVirtualClock();
  const good = pending.add(clock.sleep(1, never));
  const bad = pending.add(clock.sleep(2, never).then(() => Promise.reject(new Error('refused'))));
  let settled = false;
  const settling = pending.settle().then(() => {
    settled = true;
  });
  const refused = expect(bad).rejects.toThrow('refused');
  await clock.advance(1);
  await good;
  expect(settled).toBe(false);
  await clock.advance(1);
  await Promise.all([refused, settling]);
  expect(settled).toBe(true);
});
