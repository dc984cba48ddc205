import { expect, it } from 'vitest';
import { startLines } from '../../../../../src/core/onboarding/approvals.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { createWorld, live, plan, readyCloud, siteBucket, type World } from '../world.js';

const folder = 'file:///site/dist';
const edgeOf = (board: RunBoard) => board.runs[0]?.record.steps.edge;

/** A run with an empty bucket, up to its proof. */
async function startEmpty(answers: Partial<RunAnswers> = {}, of = plan) {
  const world = createWorld(readyCloud());
  world.cloud.state.buckets.get('site')?.objects.clear();
  world.unanswered.add('emptyBucket').add('turnOnAutoUpdate');
  const board = world.openWindow('one');
  const id = await board.start(of, answers);
  await live(world, board, id, 30, () => edgeOf(board)?.state === 'needsUser');
  return { world, board, id };
}

function upload({ cloud }: World): Promise<unknown> {
  const object = { body: Buffer.from('<h1>hi</h1>'), headers: {} };
  return cloud.oss.putObject(siteBucket, 'index.html', object, new AbortController().signal);
}

it.each([
  ['no folder was chosen', {}, plan],
  ['the folder is empty', { folder, started: [startLines.publish] }, plan],
  ['a folder cannot be mapped to a wildcard domain', { folder }, { ...plan, domain: '.example.com' }],
])('an empty bucket is asked about before live DNS is changed where %s', async (_why, answers, of) => {
  const { board } = await startEmpty(answers, of);
  expect(edgeOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'emptyBucket' } });
  expect(board.runs[0]?.record.steps.record).toEqual({ state: 'pending' });
});

it('a file that is uploaded meanwhile proves the edge, and is not asked about again', async () => {
  const { world, board, id } = await startEmpty();
  await upload(world);
  world.unanswered.delete('turnOnAutoUpdate');
  await live(world, board, id);
  expect(board.runs[0]).toMatchObject({ activity: 'finished', record: { steps: { edge: { state: 'done' } } } });
});
