import { beforeEach, describe, expect, it } from 'vitest';
import type { StepId } from '../../../../src/core/onboarding/run/run.js';
import { stepTarget } from '../../../../src/core/onboarding/run/runRecord.js';
import { continueRun, type RunCommandDeps, recheckRun } from '../../../../src/features/onboarding/runCommands.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { count, createWorld, live, plan } from '../../core/onboarding/world.js';

beforeEach(resetEditor);

/** A finished run whose binding was skipped, what a click on the row of a step does, and commands on the run as a whole. */
async function finished() {
  const world = createWorld();
  const board = world.openWindow('one');
  const id = await board.start(plan, { skipped: { binding: true } });
  await live(world, board, id);
  const state = () => board.runs[0]?.record.steps.binding;
  expect({ activity: board.runs[0]?.activity, state: state() }).toMatchObject({
    activity: 'finished',
    state: { skipped: true, note: 'asChosen' },
  });
  const log = { redact: (text: string) => text, debug: () => undefined, info: () => undefined };
  const { session } = world.depsOf('one');
  const deps = { board, log, clock: world.clock, session } as unknown as RunCommandDeps;
  const click = async (step: StepId) => {
    await continueRun(deps, stepTarget({ id }, step));
    await live(world, board, id);
  };
  const run = async (command: typeof recheckRun) => {
    await command(deps, id);
    await live(world, board, id);
  };
  return { world, click, run, state };
}

it('a skipped binding is made once the user agrees, and the origin host with it', async () => {
  const { world, click, state } = await finished();
  editor.press = (button) => button === 'Continue';
  await click('binding');
  const { bound } = count(world.cloud);
  const functions = (world.cloud.state.configs.get(plan.domain) ?? []).map(({ functionName }) => functionName);
  expect({ bound, state: state(), functions }).toMatchObject({
    bound: 1,
    state: { state: 'done' },
    functions: expect.arrayContaining(['set_req_host_header']),
  });
  expect(state()).not.toHaveProperty('skipped');
  expect(modalTexts()).toEqual([expect.stringMatching(/^Bind img\.example\.com to bucket site now\?/)]);
});

describe.each([
  ['Recheck', recheckRun],
  ['Continue', continueRun],
])('%s on a finished task', (_name, command) => {
  it('asks before it takes up a skipped binding', async () => {
    const { world, run, state } = await finished();
    editor.press = (button) => button === 'Continue';
    await run(command);
    expect(modalTexts()).toEqual([expect.stringMatching(/^Bind img\.example\.com to bucket site now\?/)]);
    expect({ bound: count(world.cloud).bound, state: state() }).toMatchObject({ bound: 1, state: { state: 'done' } });
  });

  it('checks the task without a skipped binding that the user declines', async () => {
    const { world, run, state } = await finished();
    await run(command);
    expect({ modals: modalTexts().length, said: shownTexts().length }).toEqual({ modals: 1, said: 2 });
    expect({ bound: count(world.cloud).bound, state: state() }).toMatchObject({ bound: 0, state: { skipped: true } });
  });
});

it('a skipped binding stays skipped where the user cancels the question', async () => {
  const { world, click, state } = await finished();
  await click('binding');
  expect({ bound: count(world.cloud).bound, state: state() }).toMatchObject({ bound: 0, state: { skipped: true } });
});

it('a click on a step that is not skipped any more only checks the task', async () => {
  const { click } = await finished();
  await click('service');
  expect({ modals: modalTexts(), said: shownTexts().length }).toEqual({ modals: [], said: 1 });
});
