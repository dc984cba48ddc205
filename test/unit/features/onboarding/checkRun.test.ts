import { beforeEach, expect, it } from 'vitest';
import { toAppError } from '../../../../src/core/errors.js';
import { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import { awaitCheck, checkRun } from '../../../../src/features/onboarding/checkRun.js';
import type { RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createWorld, live, plan } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

async function asking() {
  const world = createWorld();
  world.cloud.state.zones.clear();
  world.unanswered.add('addTxt');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 2);
  expect(board.runs[0]?.record.steps.ownership.state).toBe('needsUser');
  const deps = { board, clock: world.clock, log: { debug: () => undefined } } as unknown as RunCommandDeps;
  return { world, board, id, deps };
}

it('a check without news shows its subject, its time and the next check', async () => {
  const { world, board, deps } = await asking();
  const [run] = board.runs;
  if (!run) throw new Error('no run');
  checkRun(deps, run);
  await world.clock.advance(1_000);
  expect(shownTexts()).toEqual([
    expect.stringMatching(
      /^img\.example\.com: no TXT record with this value found yet at verification\.example\.com\. Checked at \S+.*, next check at \S+.*$/,
    ),
  ]);
});

it('a check that finds the record says what comes next', async () => {
  const { world, board, deps, id } = await asking();
  const { verifyContent } = world.cloud.state;
  world.cloud.state.extraDns.push({ name: 'verification.example.com', type: 'TXT', ttl: 600, data: verifyContent });
  const found = awaitCheck(deps, id, () => board.recheck(id));
  await world.clock.advance(1_000);
  expect((await found)?.record.steps.ownership.state).toBe('done');
});

it('a check of a run that is paused meanwhile or removed ends without a result', async () => {
  for (const end of ['pause', 'remove'] as const) {
    const { world, board, deps, id } = await asking();
    const found = awaitCheck(deps, id, () => board.recheck(id));
    await board[end](id);
    await world.clock.advance(1_000);
    expect({ end, found: await found }).toEqual({ end, found: undefined });
  }
});

it('a check ends with the reason where what works on a run cannot be loaded, also of a run that begins', async () => {
  const world = createWorld();
  const loadRunLoop = () => Promise.reject(Object.assign(new Error('ENOENT: steps.js'), { code: 'ENOENT' }));
  const board = new RunBoard({ ...world.depsOf('one'), loadRunLoop });
  const deps = { board, clock: world.clock } as unknown as RunCommandDeps;
  const reason = { kind: 'unexpected', details: { message: 'ENOENT: steps.js' } };
  const id = `run-${world.cloud.state.ownerId}-${plan.domain}`;
  await expect(awaitCheck(deps, id, () => board.start(plan))).rejects.toMatchObject(reason);
  await expect(awaitCheck(deps, id, () => board.recheck(id))).rejects.toMatchObject(reason);
});

it('a check of a finished run ends with the reason where what works on it cannot be loaded, and the next one without', async () => {
  const world = createWorld();
  const deps = world.depsOf('one');
  let isBroken = false;
  const loadRunLoop: typeof deps.loadRunLoop = async (task) =>
    isBroken
      ? Promise.reject(Object.assign(new Error('ENOENT: steps.js'), { code: 'ENOENT' }))
      : deps.loadRunLoop(task);
  const board = new RunBoard({ ...deps, loadRunLoop });
  const id = await board.start(plan);
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  const check = async () => {
    const checked = awaitCheck({ board, clock: world.clock, log: {} as never }, id, () => board.recheck(id));
    const outcome = checked.then((run) => run?.activity, toAppError);
    await world.clock.advance(1_000);
    return Promise.race([outcome, Promise.resolve('not ended')]);
  };
  isBroken = true;
  const reason = { kind: 'unexpected', details: { message: 'ENOENT: steps.js' } };
  expect(await check()).toMatchObject(reason);
  expect(await check()).toMatchObject(reason);
  isBroken = false;
  expect(await check()).toBe('finished');
  expect(board.runs[0]).not.toHaveProperty('error');
});
