import { beforeEach, expect, it } from 'vitest';
import type { RunRecord } from '../../../../src/core/onboarding/run/run.js';
import { stepIds } from '../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import type { PageInput } from '../../../../src/features/verification/page/page.js';
import { actOnPage } from '../../../../src/features/verification/pageActs.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { plan, siteBucket } from '../../core/onboarding/world.js';

beforeEach(resetEditor);

/** The command that the button of the onboarding runs on a page with this. */
async function pressed(input: Partial<PageInput>) {
  const settings = { get: () => 'china' };
  await actOnPage({ settings } as never, 'onboard', { domain: plan.domain, ...input } as PageInput);
  return editor.ran;
}

const fresh = createRecord('100', plan, 1);
const done = Object.fromEntries(stepIds.map((id) => [id, { state: 'done', since: 1 }])) as RunRecord['steps'];
const skipped: RunRecord = {
  ...fresh,
  answers: { ...fresh.answers, skipped: { binding: true } },
  steps: { ...fresh.steps, ...done, binding: { state: 'done', since: 1, skipped: true, note: 'asChosen' } },
};

it('the button of the onboarding takes up the binding of the task for the domain where that was skipped', async () => {
  expect(await pressed({ run: skipped })).toEqual([['ossCdn.continueRun', `${fresh.id}/binding`]]);
});

it('the button of the onboarding continues the task for the domain, and rechecks a finished one', async () => {
  await pressed({ run: fresh });
  const finished = { ...fresh, steps: { ...fresh.steps, ...done } };
  expect(await pressed({ run: finished })).toEqual([
    ['ossCdn.continueRun', fresh.id],
    ['ossCdn.recheckRun', fresh.id],
  ]);
});

it('the button of the onboarding starts the form at the domain and its bucket where there is no task', async () => {
  const facts = { bucket: { ...siteBucket, isPrivate: true } } as NonNullable<PageInput['result']>['facts'];
  await pressed({ result: { facts } as PageInput['result'] & object });
  expect(await pressed({})).toEqual([
    ['ossCdn.onboard', { ...siteBucket, domain: plan.domain }],
    ['ossCdn.onboard', plan.domain],
  ]);
});
