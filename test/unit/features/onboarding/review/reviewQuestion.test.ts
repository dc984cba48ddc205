import { expect, it } from 'vitest';
import type { OnboardingAnswers } from '../../../../../src/features/onboarding/form/answers.js';
import { reviewQuestion } from '../../../../../src/features/onboarding/review/reviewQuestion.js';
import { consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { scriptedUi } from '../../../../support/scriptedUi.js';
import { account, bucketRef } from '../form/fillIn.js';

const plan = {
  originKind: 'bucket',
  bucket: bucketRef,
  domain: 'img.example.com',
  type: 'web',
  region: 'overseas',
} as const;

/** The review of these answers, as it is shown. */
async function review(answers: Partial<OnboardingAnswers>) {
  const means = {
    cloud: account(),
    account: { id: '100', source: { kind: 'secret' } },
    links: consoleLinks('china'),
    openPage: async () => true,
    resolvers: ['192.0.2.1'],
  } as const;
  const ui = scriptedUi(['cancel']);
  await reviewQuestion(means, new AbortController().signal).ask(ui, answers, { step: 1, total: 1 });
  return ui.asked;
}

it('the review says in a row in front that nothing is created yet, and its first row to choose starts', async () => {
  expect(await review(plan)).toMatchObject([
    { notes: ['Nothing is created before you choose Start Onboarding'], active: '$(rocket) Start Onboarding' },
  ]);
});

it('the review names a folder that was chosen first and that a wildcard domain cannot publish', async () => {
  const [asked] = await review({ ...plan, folder: 'file:///elsewhere/dist', domain: '.example.com' });
  expect(asked?.labels).toContain('Not published: /elsewhere/dist');
});

it('the review names no folder that is to be chosen later', async () => {
  const [asked] = await review({ ...plan, folder: 'later', domain: '.example.com' });
  expect(asked?.labels?.join()).not.toContain('Not published');
});
