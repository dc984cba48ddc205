import { expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { RunAnswers, RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { answersId } from '../../../../../src/core/onboarding/run/runRecord.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const folder = 'file:///site/dist';
const docs = 'file:///site/docs';
const stepOf = (board: RunBoard) => board.runs[0]?.record.steps.mapping;

/** The question that the step for the mapping asks. */
function asked(board: RunBoard): UserAsk | undefined {
  const state = stepOf(board);
  return state?.state === 'needsUser' ? state.ask : undefined;
}

/** A run that was started with a folder, up to the question about its consent. */
async function startPlanned(prepare: (world: World) => void = () => undefined) {
  const world = createWorld(readyCloud());
  world.publishing.consent = 'open';
  prepare(world);
  world.unanswered.add('allowPublishing').add('chooseFolder');
  const board = world.openWindow('one');
  const id = await board.start(plan, { folder });
  await live(world, board, id, 30, () => asked(board) !== undefined || stepOf(board)?.state === 'done');
  return { world, board, id };
}

it('a folder chosen in the form is not asked for again', async () => {
  const { world, board } = await startPlanned();
  expect(board.runs[0]?.record.answers).toMatchObject({ folder });
  expect(asked(board)).toEqual({ kind: 'allowPublishing', folder });
  expect([...world.mappings.keys()]).toEqual([plan.domain]);
});

it('a folder chosen in the form that is not in the workspace any more is asked for again, and named', async () => {
  const { board, world } = await startPlanned(({ gone }) => gone.add(folder));
  expect(asked(board)).toEqual({ kind: 'chooseFolder', gone: folder });
  expect([...world.mappings.keys()]).toEqual([]);
});

it('a mapping that was written by hand replaces the folder chosen in the form, and the step says so', async () => {
  const { board } = await startPlanned(({ mappings }) => mappings.set(plan.domain, undefined));
  expect(stepOf(board)).toMatchObject({ state: 'done', note: 'otherFolderMapped' });
});

it('another window that continues the run knows the folder chosen in the form', async () => {
  const { world, board } = await startPlanned();
  await board.dispose();
  const other = world.openWindow('two');
  await other.load();
  await world.clock.advance(100_000);
  expect(asked(other)).toEqual({ kind: 'allowPublishing', folder });
  await other.dispose();
});

it('a run that is started again without a folder keeps the one chosen before', async () => {
  const { world, board } = await startPlanned();
  await board.start(plan);
  await world.clock.advance(1_000);
  expect(asked(board)).toEqual({ kind: 'allowPublishing', folder });
});

it.each<[string, Partial<RunAnswers>]>([
  ['chosen before', { folder }],
  ['skipped before', { skipped: { mapping: true } }],
])('a run that is started again with a folder asks about that one although a folder was %s', async (_what, earlier) => {
  const { world, board, id } = await startPlanned(({ gone }) => gone.add(folder));
  // Written by a window that has died since.
  const { documents } = world.documents;
  await board.dispose();
  const { createdAt } = JSON.parse(documents.get(id) ?? '') as RunRecord;
  documents.set(answersId(id), JSON.stringify({ ...earlier, createdAt }));
  const next = world.openWindow('two');
  await next.start(plan, { folder: docs });
  await world.clock.advance(100_000);
  expect(asked(next)).toEqual({ kind: 'allowPublishing', folder: docs });
  await next.dispose();
});

it('a start with a folder is refused while another window works on the finished run, and without one is not', async () => {
  const world = createWorld(readyCloud());
  world.unanswered.add('turnOnAutoUpdate');
  const [one, two] = [world.openWindow('one'), world.openWindow('two')];
  const id = await one.start(plan, { skipped: { certificate: true } });
  await live(world, one, id);
  expect(one.runs[0]).toMatchObject({
    activity: 'finished',
    record: { steps: { autoUpdate: { state: 'needsUser' } } },
  });
  await expect(two.start(plan, { folder })).rejects.toMatchObject({ kind: 'runElsewhere' });
  expect(await two.start(plan)).toBe(id);
  await Promise.all([one.dispose(), two.dispose()]);
});
