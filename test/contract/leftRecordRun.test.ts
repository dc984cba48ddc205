import { afterEach, beforeEach, expect, test } from 'vitest';
import { reconsiderRun } from '../../src/core/onboarding/reconsiderRun.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../src/core/onboarding/run/runBoard.js';
import { long, sampled } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { putRecord } from './errorRuns/row.js';

let runs: SandboxRuns;
beforeEach(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => runs.stop());

const target = `${plan.domain}.w.kunlunsl.com`;
const records = () => [...(runs.sandbox.state.zones.get('shop-demo.com')?.records.values() ?? [])];
const actions = () => runs.sandbox.state.calls.map(({ action }) => action);
const runOf = (board: RunBoard) => board.runs[0]!;

/** Agrees to everything, and answers the record in the way as told; what was asked is kept. */
function person(answer: (ask: Extract<UserAsk, { kind: 'recordConflict' }>) => Partial<RunAnswers>) {
  const asked: UserAsk[] = [];
  return {
    asked,
    answer: (ask: UserAsk) => {
      asked.push(ask);
      return ask.kind === 'recordConflict' ? answer(ask) : runs.agree(ask);
    },
  };
}

/** Resolves once this holds, at a change of the board or before. */
function until(board: RunBoard, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => holds() && resolve();
    board.onDidChange(look);
    look();
  });
}

sampled<readonly [string, object]>(
  [
    ['could be switched', {}],
    ['is locked', { locked: true }],
  ],
  3,
)('an onboarding ends with DNS unchanged if a conflicting record that %s is left', async (_name, part) => {
  putRecord(runs.sandbox.state, { id: 'old', ...part });
  putRecord(runs.sandbox.state, { id: 'resting', type: 'AAAA', value: '2001:db8::9', enabled: false });
  putRecord(runs.sandbox.state, { id: 'line', value: '203.0.114.78', line: 'telecom' });
  const before = structuredClone(records());
  const board = runs.openWindow();
  const { asked, answer } = person(({ leave = '' }) => ({ left: { records: leave } }));
  await runs.finish(board, await board.start(plan), answer);
  expect(asked.map(({ kind }) => kind)).toContain('recordConflict');
  expect(runOf(board).record.steps).toMatchObject({
    record: { state: 'done', skipped: true, note: 'leftAsIs' },
    resolved: { state: 'done', skipped: true, note: 'recordLeft' },
    binding: { state: 'done' },
  });
  expect(records()).toEqual(before);
  for (const action of ['SetDomainRecordStatus', 'UpdateDomainRecord']) expect(actions()).not.toContain(action);
});

test('a record that was left is asked about again on a recheck, and can be switched then', long, async () => {
  putRecord(runs.sandbox.state, { id: 'old' });
  const board = runs.openWindow();
  const id = await board.start(plan);
  await runs.finish(board, id, person(({ leave = '' }) => ({ left: { records: leave } })).answer);
  const again = person(({ approval = '' }) => ({ approvals: { switch: approval } }));
  await reconsiderRun(board, runOf(board));
  await until(board, () => board.runs[0]?.record.steps.record.state === 'needsUser');
  await runs.finish(board, id, again.answer);
  expect(again.asked).toMatchObject([{ kind: 'recordConflict', existing: [{ id: 'old' }] }]);
  expect(runs.recordsOf('CNAME', 'img')).toMatchObject([{ id: 'old', value: target, enabled: true }]);
});
