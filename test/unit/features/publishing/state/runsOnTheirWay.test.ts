import { expect, it } from 'vitest';
import { newFacts, type RunFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunView, StepState } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { isOnItsWay } from '../../../../../src/features/publishing/state/runsOnTheirWay.js';
import { plan } from '../../../core/onboarding/world.js';

const added = { ...newFacts, domain: 'new' as const };
const seen = { ...newFacts, record: { ...newFacts.record, seen: true } };

/** A board that has read nothing yet, with one run. */
function boardOf(activity: RunView['activity'], given: Partial<typeof plan> = {}, facts: RunFacts = newFacts) {
  const board = { runs: [] as RunView[], load: async () => void board.runs.push({ record, activity }) };
  const record = createRecord('1', { ...plan, ...given }, 1, facts);
  return board;
}

/** A board with one run whose step has this state. */
function boardAt(edge: StepState, activity: RunView['activity'] = 'here', facts: RunFacts = added) {
  const record = createRecord('1', plan, 1, facts);
  const runs: RunView[] = [{ record: { ...record, steps: { ...record.steps, edge } }, activity }];
  return { runs, load: () => expect.unreachable('already loaded') };
}

it.each<[string, ReturnType<typeof boardOf>, boolean]>([
  ['a run that another window works on', boardOf('elsewhere'), true],
  ['a run that rests', boardOf('idle'), true],
  ['a run whose CNAME was seen in DNS', boardOf('here', {}, seen), false],
  ['a finished run', boardOf('finished'), false],
  ['a run for another domain', boardOf('here', { domain: 'other.example.com' }), false],
  ['a run that sets up HTTPS of a domain on CDN', boardOf('here', { task: 'https' }), false],
])('whether an onboarding is about to add a domain to CDN: %s', async (_what, board, expected) => {
  expect(await isOnItsWay(board, plan.domain, undefined)).toBe(expected);
});

const pending = { state: 'pending' } as const;

it.each<[string, ReturnType<typeof boardAt>, boolean]>([
  ['a run that has not reached the edge', boardAt(pending), true],
  ['a run that rests before the edge', boardAt(pending, 'idle'), true],
  ['a run that is asking the edge', boardAt({ state: 'running', since: 1 }), false],
  ['a run that another window may have brought to the edge meanwhile', boardAt(pending, 'elsewhere'), false],
  ['a run for a domain that CDN had before', boardAt(pending, 'here', { ...added, domain: 'former' }), false],
  ['a run whose CNAME was seen in DNS', boardAt(pending, 'here', { ...seen, domain: 'new' }), false],
])('whether a domain that CDN already serves has no copies: %s', async (_what, board, expected) => {
  expect(await isOnItsWay(board, plan.domain, 'configuring')).toBe(expected);
});

it('does not read the saved runs for a domain that is online', async () => {
  const board = { runs: [], load: () => expect.unreachable('read') };
  expect(await isOnItsWay(board, plan.domain, 'online')).toBe(false);
});
