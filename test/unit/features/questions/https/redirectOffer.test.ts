import { beforeEach, expect, it } from 'vitest';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { modalTexts, resetEditor } from '../../../../support/fakeVscode.js';
import { plan } from '../../../core/onboarding/world.js';

beforeEach(() => resetEditor());

it.each([
  ['unproven', 'Warning: The edge was not seen to serve the certificate.'],
  ['untrusted', 'Warning: This computer does not trust the certificate.'],
] as const)(
  'the redirect is offered with a warning where HTTPS is %s, in the row and in the modal',
  async (doubt, said) => {
    const ask = { kind: 'offerRedirect', approval: 'x', doubt } as const;
    await questionOf(ask).show({ run: createRecord('1', { ...plan, task: 'https' }, 0) } as AskContext);
    for (const text of [modalTexts()[0], questionOf(ask).text().detail]) {
      expect(text).toContain(said);
      expect(text).not.toContain('The edge serves HTTPS');
    }
  },
);

it('the redirect is offered with the end of the certificate, in the row and in the modal', async () => {
  const ask = { kind: 'offerRedirect', approval: 'x', expires: Date.UTC(2026, 2, 4, 12) } as const;
  await questionOf(ask).show({ run: createRecord('1', { ...plan, task: 'https' }, 0) } as AskContext);
  for (const text of [modalTexts()[0], questionOf(ask).text().detail])
    expect(text).toContain('The certificate expires on Mar 4, 2026. Unless it is renewed by then, visitors redirected');
});
