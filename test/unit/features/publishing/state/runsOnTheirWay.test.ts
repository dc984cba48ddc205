import { expect, it } from 'vitest';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunView } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { isOnItsWay } from '../../../../../src/features/publishing/state/runsOnTheirWay.js';
import { plan } from '../../../core/onboarding/world.js';

const seen = { ...newFacts, record: { ...newFacts.record, seen: true } };

/** A board that has read nothing yet, with one run. */
function boardOf(activity: RunView['activity'], given: Partial<typeof plan> = {}, facts = newFacts) {
  const board = { runs: [] as RunView[], load: async () => void board.runs.push({ record, activity }) };
  const record = createRecord('1', { ...plan, ...given }, 1, facts);
  return board;
}

it.each<[string, ReturnType<typeof boardOf>, boolean]>([
  ['a run that another window works on', boardOf('elsewhere'), true],
  ['a run that rests', boardOf('idle'), true],
  ['a run whose CNAME was seen in DNS', boardOf('here', {}, seen), false],
  ['a finished run', boardOf('finished'), false],
  ['a run for another domain', boardOf('here', { domain: 'other.example.com' }), false],
  ['a run that sets up HTTPS of a domain on CDN', boardOf('here', { task: 'https' }), false],
])('whether an onboarding is about to add a domain to CDN: %s', async (_what, board, expected) => {
  expect(await isOnItsWay(board, plan.domain)).toBe(expected);
});
