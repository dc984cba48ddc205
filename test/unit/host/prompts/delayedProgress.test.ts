import { beforeEach, expect, test } from 'vitest';
import { withDelayedProgress } from '../../../../src/host/prompts/delayedProgress.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

beforeEach(resetEditor);

test('work that ends within a second shows no progress, which would cover the list that follows it', async () => {
  const clock = createVirtualClock();
  const ended = withDelayedProgress(clock, 'Comparing css', async (report) => {
    report({ message: '6 checked' });
    await clock.sleep(900, new AbortController().signal);
    return 'plan';
  });
  await clock.advance(10_000);
  expect({ ended: await ended, progress: editor.progress, waiting: clock.waiting }).toEqual({
    ended: 'plan',
    progress: [],
    waiting: 0,
  });
});

test('work that takes longer shows its progress, and rejects as it failed', async () => {
  const clock = createVirtualClock();
  const ended = withDelayedProgress(clock, 'Comparing css', async () => {
    await clock.sleep(1_100, new AbortController().signal);
    throw new Error('offline');
  });
  const rejected = expect(ended).rejects.toThrow('offline');
  await clock.advance(10_000);
  await rejected;
  expect(editor.progress).toEqual(['Comparing css']);
});

test.each([
  ['none that says how far it is', [{ message: 'a' }, { message: 'b' }], { message: 'b' }],
  [
    'some that say how far it is',
    [
      { message: 'a', increment: 2 },
      { message: 'b', increment: 3 },
    ],
    { message: 'b', increment: 5 },
  ],
])('reports before progress appears, %s, are shown as one', async (_what, reports, shown) => {
  const clock = createVirtualClock();
  const ended = withDelayedProgress(clock, 'Comparing css', async (report) => {
    for (const each of reports) report(each);
    await clock.sleep(1_100, new AbortController().signal);
  });
  await clock.advance(10_000);
  await ended;
  expect(editor.reports).toEqual([shown]);
});
