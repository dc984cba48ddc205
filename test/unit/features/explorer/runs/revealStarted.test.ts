import { beforeEach, expect, it } from 'vitest';
import { registerExplorer } from '../../../../../src/features/explorer/register.js';
import { eventually } from '../../../../support/eventually.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { createWorld, live, plan } from '../../../core/onboarding/world.js';

beforeEach(resetEditor);

/** The explorer of a window, none of whose groups was opened. */
function open() {
  const world = createWorld();
  const board = world.openWindow('one');
  const { session } = world.depsOf('one');
  const memory = { get: () => undefined, set: async () => undefined };
  const log = { debug: () => undefined };
  const settings = { get: () => [] };
  registerExplorer({ session, board, settings, log, clock: world.clock, memory } as never);
  return { world, board };
}

const how = { select: true, focus: false };

it('a task that the user starts is selected in sight once, also while its group is closed', async () => {
  const { world, board } = open();
  const id = await board.start(plan);
  await world.clock.advance(60_000);
  await eventually(() =>
    expect(editor.revealed).toEqual([{ row: { kind: 'run', id: `run:${id}`, argument: id }, how }]),
  );
});

it('a finished task that the user starts again is selected as it begins', async () => {
  const { world, board } = open();
  const id = await board.start(plan);
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  await board.start(plan);
  await world.clock.advance(1_000);
  const row = { kind: 'run', id: `run:${id}`, argument: id };
  await eventually(() => expect(editor.revealed.slice(1)).toEqual([{ row, how }]));
});

it('no task is selected when the saved ones are read', async () => {
  const { world, board } = open();
  await world.openWindow('two').start(plan);
  await board.load();
  await world.clock.advance(1_000);
  expect(board.runs).toHaveLength(1);
  expect(editor.revealed).toEqual([]);
});
