import { beforeEach, expect, it } from 'vitest';
import type { OnboardingPlan } from '../../../../src/core/onboarding/run/run.js';
import { runId } from '../../../../src/core/onboarding/run/runRecord.js';
import { undoRecord } from '../../../../src/features/onboarding/onboardingCommands.js';
import { continueRun, type RunCommandDeps, recheckRun } from '../../../../src/features/onboarding/runCommands.js';
import { RunWatcher } from '../../../../src/features/onboarding/watchRuns.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { oldRecord } from '../../core/onboarding/richWorld.js';
import { formerRuns } from '../../core/onboarding/run/formerRuns.js';
import { createWorld, plan, readyCloud } from '../../core/onboarding/world.js';

beforeEach(resetEditor);

/** A window with a run of version 1 that has this task and whose switch is still in DNS. */
async function openFormer(task: Pick<OnboardingPlan, 'task'>) {
  const cloud = readyCloud();
  const cname = { ...oldRecord, id: '8', type: 'CNAME', value: `${plan.domain}.w.kunlunsl.com`, ttl: 600 };
  cloud.state.records.push({ ...oldRecord, enabled: false }, cname);
  const world = createWorld(cloud);
  const id = runId(cloud.state.ownerId, plan.domain, task.task);
  const record = { ...JSON.parse(formerRuns.switched.record), id, plan: { ...plan, ...task } };
  world.documents.documents.set(id, JSON.stringify(record));
  const board = world.openWindow('one');
  const log = { redact: (text: string) => text, debug: () => undefined, info: () => undefined };
  const { session } = world.depsOf('one');
  const deps = { board, log, clock: world.clock, session } as unknown as RunCommandDeps;
  await board.load();
  return { world, board, id, deps };
}

it.each([
  [{}, ['ossCdn.onboard', { plan }]],
  [{ task: 'https' }, ['ossCdn.setUpHttps', plan.domain]],
  [{ task: 'site' }, ['ossCdn.setSiteType', plan.domain]],
] as const)(
  'a run of an earlier version is started again as the same kind of run, by a click or a recheck: %j',
  async (task, ran) => {
    for (const command of [continueRun, recheckRun]) {
      const { id, deps } = await openFormer(task);
      editor.ran.length = 0;
      await command(deps, id);
      expect(editor.ran).toEqual([ran]);
    }
  },
);

it('the DNS change of a run of an earlier version is undone after a question, and the run stays as it was', async () => {
  const { world, board, id, deps } = await openFormer({});
  editor.press = (button) => button === 'Undo DNS Change';
  await undoRecord(deps, id);
  await world.clock.advance(10_000);
  expect(modalTexts()[0]).toContain('Undo the DNS change of img.example.com?');
  expect(modalTexts()[0]).toContain('Resumed: img.example.com  A  192.0.2.9');
  expect(world.cloud.state.records).toEqual([oldRecord]);
  expect(board.runs.map(({ activity }) => activity)).toEqual(['former']);
});

it('a run of an earlier version is shown only in its row, without a notification', async () => {
  const { world, board, deps } = await openFormer({});
  const watcher = new RunWatcher(deps);
  await board.load();
  await world.clock.advance(60_000);
  expect(shownTexts()).toEqual([]);
  watcher.dispose();
});
