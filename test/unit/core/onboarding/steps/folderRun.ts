import { expect } from 'vitest';
import type { AskOf } from '../../../../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

export const folder = 'file:///site/dist';
const started = ['publish'];
export const recordOf = (board: RunBoard) => board.runs[0]?.record;
export const stepOf = (board: RunBoard) => recordOf(board)?.steps.publish;

interface Situation {
  readonly publishing: Partial<World['publishing']>;
  readonly answers?: Partial<RunAnswers>;
  prepare?(world: World): void;
}

/** A run up to what becomes of its folder, which stands against the bucket as `publishing` says. */
export async function publish({ publishing, answers = {}, prepare }: Situation) {
  const world = createWorld(readyCloud());
  Object.assign(world.publishing, publishing);
  prepare?.(world);
  world.unanswered.add('approveReplacing').add('filesFailed').add('allowPublishing').add('openFolder');
  const board = world.openWindow('one');
  const id = await board.start(plan, { folder, started, ...answers });
  const isThere = () => ['needsUser', 'done', 'waiting'].includes(stepOf(board)?.state ?? '');
  await live(world, board, id, 20, isThere);
  const answer = async (given: Partial<RunAnswers>) => {
    await board.answer(id, given);
    await world.clock.advance(1_000);
  };
  return { world, board, id, answer };
}

/** The question that the step asks now, which is of this kind. */
export function askedFor<Kind extends 'approveReplacing' | 'filesFailed'>(board: RunBoard, kind: Kind): AskOf<Kind> {
  const state = stepOf(board);
  if (state?.state !== 'needsUser' || state.ask.kind !== kind) return expect.unreachable(`${state?.state}`);
  return state.ask as AskOf<Kind>;
}
