import { beforeEach, expect, it } from 'vitest';
import type { RunRecord, RunView, StepId, StepState } from '../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import { recheckOnRuns } from '../../../../src/features/verification/recheckOnRuns.js';
import { plan } from '../../core/onboarding/world.js';

const { domain } = plan;
const done: StepState = { state: 'done', since: 1 };
const waiting: StepState = { state: 'waiting', since: 1, reason: { kind: 'certificateUnready' } };

let runs: RunView[] = [];
let news = 0;
const listeners = new Set<() => void>();
const board = {
  get runs() {
    return runs;
  },
  onDidChange(listen: () => void) {
    listeners.add(listen);
    return { dispose: () => void listeners.delete(listen) };
  },
};

beforeEach(() => {
  runs = [];
  news = 0;
  listeners.clear();
});

/** A run in which these steps stand so. */
function run(
  steps: Partial<Record<StepId, StepState>>,
  changes: Partial<RunView> & { of?: RunRecord['plan'] } = {},
): RunView {
  const { of = plan, ...rest } = changes;
  const record = createRecord('1', of, 0);
  return { record: { ...record, steps: { ...record.steps, ...steps } }, activity: 'here', ...rest };
}

function become(...now: readonly RunView[]): number {
  runs = [...now];
  news = 0;
  for (const listen of listeners) listen();
  return news;
}

const follow = () => recheckOnRuns(board, domain, () => void news++);

it.each(['certificate', 'served', 'record', 'resolved', 'afterSwitch'] as const)(
  'a page hears once of a run that has done step %s, and again where that is undone',
  (step) => {
    runs = [run({ [step]: waiting })];
    follow();
    expect([become(run({ [step]: done })), become(run({ [step]: done })), become(run({ [step]: waiting }))]).toEqual([
      1, 0, 1,
    ]);
  },
);

it('a page hears of the end of a run, and of a task beside the onboarding', () => {
  const task = { ...plan, task: 'https' as const };
  runs = [run({}), run({}, { of: task })];
  follow();
  expect(become(run({}), run({ certificate: done }, { of: task }))).toBe(1);
  expect(become(run({}), run({ certificate: done }, { of: task, activity: 'finished' }))).toBe(1);
});

it('a page ignores other domains, waiting, and runs that are loaded or removed', () => {
  follow();
  expect(become(run({ certificate: done }))).toBe(0);
  expect(become(run({ certificate: done, online: waiting }))).toBe(0);
  expect(
    become(run({ certificate: done }), run({ record: done }, { of: { ...plan, domain: 'other.example.com' } })),
  ).toBe(0);
  expect(become()).toBe(0);
});

it('a page that is closed hears nothing', () => {
  runs = [run({})];
  follow().dispose();
  expect(become(run({ certificate: done }))).toBe(0);
});
