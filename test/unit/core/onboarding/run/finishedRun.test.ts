import { describe, expect, it } from 'vitest';
import { startLines } from '../../../../../src/core/onboarding/approvals.js';
import type { RunAnswers, RunRecord, StepState } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { answersId } from '../../../../../src/core/onboarding/run/runRecord.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { chooseFirst, createWorld, live, plan, readyCloud, type World } from '../world.js';

const ruleOf = ({ cloud: { state } }: World) =>
  (state.configs.get(plan.domain) ?? []).find(({ functionName }) => functionName === 'https_force');
const redirectOf = (board: RunBoard) => board.runs[0]?.record.steps.redirect;

/** The approval that the question about the redirect carries. */
function approvalOf(board: RunBoard): string {
  const state = redirectOf(board);
  if (state?.state !== 'needsUser' || state.ask.kind !== 'offerRedirect') throw new Error(JSON.stringify(state));
  return state.ask.approval;
}

/** A finished run that asks about the redirect and about nothing else. */
async function finished(folder?: string) {
  const cloud = readyCloud();
  addMemoryCertificate(cloud.state, [plan.domain], 2e12);
  const world = createWorld(cloud);
  world.unanswered.add('offerRedirect');
  const board = world.openWindow('one');
  const chosen = folder === undefined ? {} : { folder, started: [startLines.publish] };
  const id = await board.start(plan, { ...chosen, ...chooseFirst(cloud) });
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  return { world, board, id, approval: approvalOf(board) };
}

/** The next session, after one that left the redirect and the answers like this. */
async function reload(
  { world, board, id }: Awaited<ReturnType<typeof finished>>,
  redirect: StepState | undefined,
  answers: Partial<RunAnswers>,
) {
  await board.dispose();
  const { documents } = world.documents;
  const stored = JSON.parse(documents.get(id) ?? '') as RunRecord;
  const steps = { ...stored.steps, ...(redirect && { redirect }) };
  documents.set(id, JSON.stringify({ ...stored, steps }));
  const known = { ...stored.answers, ...(JSON.parse(documents.get(answersId(id)) ?? '{}') as RunAnswers) };
  documents.set(answersId(id), JSON.stringify({ ...known, ...answers, createdAt: stored.createdAt }));
  const next = world.openWindow('two');
  const seen = new Set<string | undefined>();
  next.onDidChange(() => void seen.add(next.runs[0]?.activity));
  await next.load();
  await world.clock.advance(150_000);
  return { next, seen: [...seen] };
}

const offline: StepState = { state: 'failed', since: 1, error: { kind: 'offline', details: {} } };
const forbidden: StepState = { state: 'failed', since: 1, error: { kind: 'forbidden', details: {} } };
const configuring: StepState = { state: 'waiting', since: 1, reason: { kind: 'configuring' } };

describe('a recommended step of a finished run that continues without the user continues after a reload', () => {
  it.each<[string, StepState | undefined]>([
    ['while CDN sets what was approved', configuring],
    ['after a temporary failure', offline],
    ['after the approval was saved and before it was acted on', undefined],
  ])('%s', async (_when, state) => {
    const run = await finished();
    const { next } = await reload(run, state, { approvals: { redirect: run.approval } });
    expect(redirectOf(next)).toMatchObject({ state: 'done' });
    expect(ruleOf(run.world)).toBeDefined();
    await next.dispose();
  });

  it.each<[string, StepState | undefined]>([
    ['while it asked', undefined],
    ['after a permanent failure', forbidden],
  ])('after the user chose to skip it %s', async (_when, state) => {
    const { next } = await reload(await finished(), state, { skipped: { redirect: true } });
    expect(redirectOf(next)).toMatchObject({ state: 'done', note: 'asChosen' });
    await next.dispose();
  });
});

describe('a recommended step of a finished run that needs the user is left to them after a reload', () => {
  it.each<[string, StepState | undefined]>([
    ['while its question is open', undefined],
    ['after a permanent failure', forbidden],
  ])('%s', async (_when, state) => {
    const run = await finished();
    const calls = run.world.cloud.calls.length;
    const { next } = await reload(run, state, {});
    expect(run.world.cloud.calls.slice(calls)).toEqual([]);
    await next.dispose();
  });
});

describe('a finished run that is resumed for a recommended step', () => {
  const folder = 'file:///site/dist';
  const openElsewhere: readonly [string, (world: World) => unknown][] = [
    ['without a workspace', (world) => world.closeFolder()],
    [
      'with another workspace',
      ({ mappings, gone }) => {
        mappings.clear();
        gone.add(folder);
      },
    ],
  ];

  it.each(openElsewhere)('stays finished in a window %s', async (_where, open) => {
    const run = await finished();
    open(run.world);
    const { next, seen } = await reload(run, { state: 'running', since: 1 }, {});
    expect(seen).toEqual(['finished']);
    expect(redirectOf(next)).toMatchObject({ state: 'needsUser' });
    await next.dispose();
  });

  it.each(openElsewhere)('stays finished once its question is answered in a window %s', async (_where, open) => {
    const run = await finished(folder);
    open(run.world);
    const { next, seen } = await reload(run, undefined, {});
    await next.answer(run.id, { approvals: { redirect: run.approval } });
    await run.world.clock.advance(150_000);
    expect(redirectOf(next)).toMatchObject({ state: 'done' });
    expect(seen).toEqual(['finished']);
    await next.dispose();
  });

  it('stays finished with another workspace where its mapping was written by hand', async () => {
    const run = await finished();
    run.world.mappings.clear();
    const { next, seen } = await reload(run, undefined, { folder: undefined } as unknown as RunAnswers);
    await next.answer(run.id, { approvals: { redirect: run.approval } });
    await run.world.clock.advance(150_000);
    expect(redirectOf(next)).toMatchObject({ state: 'done' });
    expect(seen).toEqual(['finished']);
    await next.dispose();
  });

  it('observes no other step until the user rechecks it', async () => {
    const run = await finished();
    run.world.cloud.state.domains.clear();
    const { next, seen } = await reload(run, { state: 'running', since: 1 }, {});
    expect(seen).toEqual(['finished']);
    next.recheck(run.id);
    await run.world.clock.advance(10_000);
    expect(next.runs[0]?.record.steps.name.state).toBe('needsUser');
    await next.dispose();
  });
});

it('a mapping that was removed by hand is written again in the workspace that it was in', async () => {
  const { world, board, id } = await finished('file:///site/dist');
  world.mappings.clear();
  await board.answer(id, { skipped: { redirect: true } });
  await world.clock.advance(150_000);
  expect([...world.mappings.keys()]).toEqual([plan.domain]);
});

describe('two windows with one finished run', () => {
  it('both show what one of them does with a recommended step', async () => {
    const { world, board, id, approval } = await finished();
    const other = world.openWindow('two');
    await other.load();
    await other.answer(id, { approvals: { redirect: approval } });
    await world.clock.advance(150_000);
    expect(ruleOf(world)).toBeDefined();
    expect([board, other].map((each) => redirectOf(each)?.state)).toEqual(['done', 'done']);
    await Promise.all([board.dispose(), other.dispose()]);
  });
});
