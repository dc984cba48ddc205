import { expect, it } from 'vitest';
import type { FolderConsent } from '../../../../../src/core/onboarding/run/mappingPort.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { createWorld, live, plan, readyCloud } from '../world.js';

const folder = 'file:///site/dist';
const started = ['publish'];
const stepOf = (board: RunBoard) => board.runs[0]?.record.steps.mapping;
const ask = { kind: 'allowPublishing', folder };

/** A run with these answers whose mapping is written and consented to as `consent` says, up to what follows from that. */
async function mapFolder(consent: FolderConsent, answers: Partial<RunAnswers>, domainIs: 'new' | 'former' = 'new') {
  const world = createWorld(readyCloud());
  if (domainIs === 'former') world.cloud.addDomain(plan.domain, 'site');
  world.publishing.consent = consent;
  world.unanswered.add('allowPublishing').add('chooseFolder');
  const board = world.openWindow('one');
  const id = await board.start(plan, answers);
  await live(world, board, id, 5, () => ['needsUser', 'done'].includes(stepOf(board)?.state ?? ''));
  return { world, board, id };
}

it('Start covers the mapping that the run writes, and the consent to publish by it', async () => {
  const { world, board } = await mapFolder('open', { folder, started });
  expect(stepOf(board)).toMatchObject({ state: 'done' });
  expect([[...world.mappings.keys()], world.publishing.consent]).toEqual([[plan.domain], 'given']);
});

it('without an approval by Start the user is asked for the consent, and the run continues once it is given', async () => {
  const { world, board } = await mapFolder('open', { folder });
  expect([...world.mappings.keys()]).toEqual([plan.domain]);
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask });
  world.publishing.consent = 'given';
  await world.clock.advance(60_000);
  expect(stepOf(board)).toMatchObject({ state: 'done' });
});

it('a mapping with more than the run writes is not covered by Start', async () => {
  const { board, world } = await mapFolder('unseen', { folder, started });
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask });
  expect(world.publishing.consent).toBe('unseen');
});

it('a domain that has visitors is not covered by Start', async () => {
  const { board } = await mapFolder('open', { folder, started }, 'former');
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask });
});

it.each<[FolderConsent, object]>([
  ['given', { state: 'done' }],
  ['byHand', { state: 'done' }],
  ['never', { state: 'done', skipped: true, note: 'asChosen' }],
])(
  'a mapping whose consent is %s is done, and counts as skipped only where the user refused it',
  async (consent, state) => {
    const { board } = await mapFolder(consent, { folder, started });
    expect(stepOf(board)).toMatchObject(state);
  },
);

it('a folder is chosen during the run where the user resumes the step', async () => {
  const { world, board, id } = await mapFolder('open', { skipped: { mapping: false } });
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'chooseFolder' } });
  await board.answer(id, { folder, started });
  await world.clock.advance(1_000);
  expect(stepOf(board)).toMatchObject({ state: 'done' });
});

it('a mapped folder that the user skips ends the step', async () => {
  const { world, board, id } = await mapFolder('open', { folder });
  await board.answer(id, { skipped: { mapping: true } });
  await world.clock.advance(1_000);
  expect(stepOf(board)).toMatchObject({ state: 'done', skipped: true, note: 'asChosen' });
});
