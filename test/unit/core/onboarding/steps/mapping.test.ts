import { expect, it } from 'vitest';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const folder = 'file:///site/dist';
const stepOf = (board: RunBoard) => board.runs[0]?.record.steps.mapping;

/** A run whose user has chosen the folder that is published as far as `publishing` says. */
async function mapFolder(publishing: World['publishing'], prepare: (cloud: MemoryCloud) => void = () => undefined) {
  const world = createWorld(readyCloud());
  prepare(world.cloud);
  Object.assign(world.publishing, publishing);
  const board = world.openWindow('one');
  const id = await board.start(plan, { plannedFolder: folder });
  world.unanswered.add('publishFolder').add('turnOnAutoUpdate');
  await live(world, board, id, 30, () => stepOf(board)?.state === 'needsUser');
  await board.answer(id, { folder });
  await world.clock.advance(1_000);
  return { world, board, id };
}

it('a mapped folder is not done while the user has not agreed to publish from it', async () => {
  const { world, board } = await mapFolder({ consent: 'open', keys: [] });
  expect([...world.mappings.keys()]).toEqual([plan.domain]);
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'publishFolder', folder, left: 'consent' } });
  expect(board.runs[0]?.activity).not.toBe('finished');
});

it('a mapped folder is not done while none of its files is in the bucket, and is once one was uploaded elsewhere', async () => {
  const { world, board } = await mapFolder({ consent: 'given', keys: ['about.html'] });
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'publishFolder', folder, left: 'upload' } });
  world.publishing.keys = ['about.html', 'index.html'];
  await world.clock.advance(60_000);
  expect(stepOf(board)).toMatchObject({ state: 'done' });
  expect(board.runs[0]?.activity).toBe('finished');
});

it('a mapped folder is not done while a bucket of thousands of other objects has none of its files', async () => {
  const { world, board } = await mapFolder({ consent: 'given', keys: ['zoo.html'] }, (cloud) => {
    const { objects } = cloud.state.buckets.get('site') ?? expect.unreachable('no bucket');
    const other = objects.get('index.html') ?? expect.unreachable('no object');
    for (let at = 0; at < 6_000; at += 1) objects.set(`logs/${at}.txt`, other);
  });
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'publishFolder', folder, left: 'upload' } });
  world.publishing.keys = ['logs/1.txt', 'zoo.html'];
  await world.clock.advance(60_000);
  expect(stepOf(board)).toMatchObject({ state: 'done' });
});

it('a mapped folder is done where the user has agreed and it has no file to upload', async () => {
  const { board } = await mapFolder({ consent: 'given', keys: [] });
  expect(stepOf(board)).toMatchObject({ state: 'done' });
});

it('a folder from which the user never wants to publish counts as left out', async () => {
  const { board } = await mapFolder({ consent: 'never', keys: [] });
  expect(stepOf(board)).toMatchObject({ state: 'done', skipped: true, note: 'asChosen' });
});

it('a mapped folder that the user leaves as it is ends the run', async () => {
  const { world, board, id } = await mapFolder({ consent: 'open', keys: [] });
  await board.answer(id, { skipped: { mapping: true } });
  await world.clock.advance(1_000);
  expect(stepOf(board)).toMatchObject({ state: 'done', skipped: true, note: 'asChosen' });
});

it('a folder that was published stays done where the user takes the consent back later', async () => {
  const { world, board, id } = await mapFolder({ consent: 'given', keys: ['index.html'] });
  expect(stepOf(board)).toMatchObject({ state: 'done' });
  world.publishing.consent = 'open';
  board.recheck(id);
  await world.clock.advance(1_000);
  expect(stepOf(board)).toMatchObject({ state: 'done' });
});
