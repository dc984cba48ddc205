import { expect, it } from 'vitest';
import { reviewQuestion } from '../../../../../src/features/onboarding/review/reviewQuestion.js';
import { consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { scriptedUi } from '../../../../support/scriptedUi.js';
import { account, bucketRef } from '../form/fillIn.js';

it('the review says in a row in front that nothing is created yet, and its first row to choose starts', async () => {
  const answers = {
    originKind: 'bucket',
    bucket: bucketRef,
    domain: 'img.example.com',
    type: 'web',
    region: 'overseas',
  } as const;
  const means = {
    cloud: account(),
    account: { id: '100', source: { kind: 'secret' } },
    links: consoleLinks('china'),
    openPage: async () => true,
    resolvers: ['192.0.2.1'],
  } as const;
  const ui = scriptedUi(['cancel']);
  await reviewQuestion(means, new AbortController().signal).ask(ui, answers, { step: 1, total: 1 });
  expect(ui.asked).toMatchObject([
    { notes: ['Nothing is created before you choose Start Onboarding'], active: '$(rocket) Start Onboarding' },
  ]);
});
