import { expect, test } from 'vitest';
import { ExternalChanges } from '../../../../src/core/publishing/externalChanges.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

test('changes outside of the editor are passed on although the clock is set back meanwhile', async () => {
  const clock = createVirtualClock();
  let behind = 0;
  const computer = { now: () => clock.now() - behind, sleep: clock.sleep };
  const batches: number[] = [];
  const onBatch = (batch: readonly unknown[]) => void batches.push(batch.length);
  const changes = new ExternalChanges(computer, onBatch, new AbortController().signal);

  changes.add('/w/a');
  behind = 3_600_000;
  await clock.advance(3_000);

  expect(batches).toEqual([1]);
});
