import { expect, it } from 'vitest';
import { resumeOnboarding } from '../../../../src/features/publishing/publishingFeature.js';
import { createWorld, live, plan } from '../../core/onboarding/world.js';

const log = { debug: () => undefined } as never;

it('a run that asks for a folder continues once a mapping is written by hand', async () => {
  const world = createWorld();
  world.unanswered.add('chooseFolder');
  const board = world.openWindow('one');
  let change = () => {};
  const onDidChange = (listener: () => void) => {
    change = listener;
    return { dispose() {} };
  };
  resumeOnboarding({ onDidChange }, { board, log });
  const id = await board.start(plan, { skipped: { mapping: false } });
  await live(world, board, id);
  expect(board.runs[0]).toMatchObject({
    activity: 'idle',
    record: { steps: { mapping: { ask: { kind: 'chooseFolder' } } } },
  });
  world.mappings.set(plan.domain, undefined);
  change();
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
});

it('a run that asks for a folder but was paused stays paused', async () => {
  const world = createWorld();
  world.unanswered.add('chooseFolder');
  const board = world.openWindow('one');
  let change = () => {};
  resumeOnboarding(
    {
      onDidChange: (listener: () => void) => {
        change = listener;
        return { dispose() {} };
      },
    },
    { board, log },
  );
  const id = await board.start(plan, { skipped: { mapping: false } });
  await live(world, board, id);
  board.pause(id);
  world.mappings.set(plan.domain, undefined);
  change();
  await world.clock.advance(1_000);
  expect(board.runs[0]?.activity).toBe('idle');
});
