import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { stepIds } from '../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import { addRecord, cname } from './hands.js';
import { remains, richCloud, richEnd, richPlan, richStart } from './richWorld.js';
import { type Undone, undone, waitsAt } from './undone.js';
import { createWorld, live, plan, type World } from './world.js';

const cells = stepIds.flatMap((step) => {
  const hands = undone[step];
  return typeof hands === 'string' ? [] : hands.map((each) => ({ step, ...each }));
});

/** Undoes, lets some minutes pass in which nothing is answered, and expects that the run has noticed. */
async function expectNoticed(
  world: World,
  board: RunBoard,
  { act, seen }: Undone,
  look: () => unknown = () => undefined,
) {
  const before = remains(world);
  await act(world);
  if (seen === 'redone') expect(remains(world)).not.toEqual(before);
  await look();
  await world.clock.advance(5 * 60_000);
  if (seen === 'redone') expect(remains(world)).toEqual(before);
  else expect(board.runs[0]?.record.steps[seen[0]]).toMatchObject(seen[1]);
}

/** The user takes it back or answers; then the run finishes with everything there once. */
async function expectMended(world: World, board: RunBoard, { back, end }: Undone) {
  if (back) {
    await back(world);
    // The run detects that too.
    await world.clock.advance(5 * 60_000);
  }
  await live(world, board, board.runs[0]?.record.id ?? '');
  expect(board.runs[0]?.activity).toBe('finished');
  expect(remains(world)).toEqual({ ...richEnd, ...end });
}

const isAsked = (board: RunBoard, kind: UserAsk['kind']) =>
  Object.values(board.runs[0]?.record.steps ?? {}).some(
    (state) => state.state === 'needsUser' && state.ask.kind === kind,
  );

describe('what the user undoes by hand while the run waits at a later step', () => {
  const meanwhile = cells.flatMap((cell) => {
    const at = waitsAt[cell.step];
    return typeof at === 'string' ? [{ ...cell, at }] : [];
  });

  it.each(meanwhile)('a change that a user undoes while a later step waits, $step: $what', async (cell) => {
    const world = createWorld(richCloud());
    world.unanswered.add(cell.at);
    const board = world.openWindow('one');
    await live(world, board, await board.start(richPlan, richStart(world)), 30, () => isAsked(board, cell.at));
    expect(isAsked(board, cell.at)).toBe(true);
    await expectNoticed(world, board, cell);
    world.unanswered.clear();
    await expectMended(world, board, cell);
  });
});

describe('what the user undoes by hand after the finish', () => {
  it.each(cells)('a change that a user undoes after the finish, $step: $what', async (cell) => {
    const world = createWorld(richCloud());
    const board = world.openWindow('one');
    const id = await board.start(richPlan, richStart(world));
    await live(world, board, id);
    expect(remains(world)).toEqual(richEnd);
    await expectNoticed(world, board, cell, () => board.recheck(id));
    await expectMended(world, board, cell);
  });
});

it('an undone change is noticed before the run finishes', async () => {
  const world = createWorld();
  const board = world.openWindow('one');
  world.unanswered.add('approveRecord').add('bindAgain');
  await live(world, board, await board.start(plan), 30, () => isAsked(board, 'approveRecord'));
  world.cloud.state.buckets.get('site')?.cnames.clear();
  addRecord(world, 'img', cname);
  await world.clock.advance(60_000);
  expect(board.runs[0]?.activity).not.toBe('finished');
  expect(board.runs[0]?.record.steps.binding).toMatchObject({ ask: { kind: 'bindAgain' } });
});
