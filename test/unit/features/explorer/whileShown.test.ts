import { expect, test } from 'vitest';
import { repeatWhileShown } from '../../../../src/features/explorer/register.js';
import { EventEmitter } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const hour = 3_600_000;

function open(visible: boolean) {
  const clock = createVirtualClock();
  const changed = new EventEmitter<{ visible: boolean }>();
  const view = { visible, onDidChangeVisibility: changed.event };
  let done = 0;
  const work = async () => void done++;
  const repeating = repeatWhileShown(view as never, clock, hour, work);
  const show = (shown: boolean) => {
    view.visible = shown;
    changed.fire({ visible: shown });
  };
  return { clock, show, repeating, count: () => done };
}

test('the work is done each hour while the view is shown, and no timer runs while it is hidden', async () => {
  const { clock, show, count } = open(true);
  await clock.advance(2 * hour);
  expect(count()).toBe(2);
  show(false);
  await clock.advance(3 * hour);
  expect({ count: count(), waiting: clock.waiting }).toEqual({ count: 2, waiting: 0 });
  show(true);
  await clock.advance(hour - 1);
  expect(count()).toBe(2);
  await clock.advance(1);
  expect(count()).toBe(3);
});

test('the work ends when it is disposed', async () => {
  const { clock, repeating, count } = open(true);
  repeating.dispose();
  await clock.advance(hour);
  expect({ count: count(), waiting: clock.waiting }).toEqual({ count: 0, waiting: 0 });
});
