import { expect, it } from 'vitest';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { createWorld, live, plan, readyCloud, siteBucket, type World } from '../world.js';

const folder = 'file:///site/dist';
const edgeOf = (board: RunBoard) => board.runs[0]?.record.steps.edge;

/** A run with an empty bucket, up to the question about that. */
async function startEmpty(prepare: (world: World) => void = () => undefined, of = plan) {
  const world = createWorld(readyCloud());
  world.cloud.state.buckets.get('site')?.objects.clear();
  prepare(world);
  world.unanswered.add('emptyBucket').add('publishFolder').add('turnOnAutoUpdate');
  const board = world.openWindow('one');
  const id = await board.start(of, { plannedFolder: folder });
  await live(world, board, id, 30, () => edgeOf(board)?.state === 'needsUser');
  return { world, board, id };
}

function upload({ cloud }: World): Promise<unknown> {
  const object = { body: Buffer.from('<h1>hi</h1>'), headers: {} };
  return cloud.oss.putObject(siteBucket, 'index.html', object, new AbortController().signal);
}

it('an empty bucket is asked about with the folder that was chosen, before live DNS is changed', async () => {
  const { world, board } = await startEmpty();
  expect(edgeOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'emptyBucket', folder } });
  expect([...world.mappings.keys()]).toEqual([]);
  expect(board.runs[0]?.record.steps.record).toEqual({ state: 'pending' });
});

it('a folder that is published into the empty bucket proves the edge, and is not asked about again', async () => {
  const { world, board, id } = await startEmpty();
  Object.assign(world.publishing, { consent: 'open', keys: ['index.html'] });
  await board.answer(id, { folder });
  await world.clock.advance(1_000);
  expect([...world.mappings.keys()]).toEqual([plan.domain]);
  expect(edgeOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'emptyBucket', folder } });
  world.publishing.consent = 'given';
  await upload(world);
  const asked = new Set<string>();
  board.onDidChange(() => {
    for (const step of Object.values(board.runs[0]?.record.steps ?? {}))
      if (step.state === 'needsUser') asked.add(step.ask.kind);
  });
  await live(world, board, id);
  expect(board.runs[0]).toMatchObject({ activity: 'finished', record: { steps: { mapping: { state: 'done' } } } });
  expect([...asked]).not.toContain('publishFolder');
});

it.each<[string, (world: World) => void, typeof plan]>([
  ['is not there any more', ({ gone }) => gone.add(folder), plan],
  ['is in another workspace', (world) => world.closeFolder(), plan],
  ['cannot be mapped to a wildcard domain', () => undefined, { ...plan, domain: '.example.com' }],
])('an empty bucket is asked about without a folder that %s', async (_what, prepare, of) => {
  const { board } = await startEmpty(prepare, of);
  expect(edgeOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'emptyBucket' } });
  expect(JSON.stringify(edgeOf(board))).not.toContain('dist');
});
