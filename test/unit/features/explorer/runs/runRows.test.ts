import { expect, it } from 'vitest';
import type { RunView } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { RunRows } from '../../../../../src/features/explorer/runs/runRows.js';
import { plan } from '../../../core/onboarding/world.js';

function runOf(name: string, createdAt: number, activity: RunView['activity']): RunView {
  return { record: createRecord('1', { ...plan, domain: `${name}.example.com` }, createdAt), activity };
}

const runs = [
  runOf('old', 1, 'idle'),
  runOf('done-early', 2, 'finished'),
  runOf('done-late', 3, 'finished'),
  runOf('new', 4, 'here'),
];

it('tasks that are unfinished stand above finished ones, the newest of either first', () => {
  const rows = new RunRows().list(runs).map(({ argument }) => argument);
  expect(rows).toEqual(['new', 'old', 'done-late', 'done-early'].map((name) => `run-1-${name}.example.com`));
});

it('rows of tasks are known for as long as the same ones are there, whichever order they come in', () => {
  const rows = new RunRows();
  rows.list(runs);
  expect(rows.allOf(runs.toReversed())).toBeDefined();
});
