import { expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { questionOf } from '../../../../src/features/questions/questions.js';

it('a setting that a run asks to set again is named in words', () => {
  const ask: UserAsk = { kind: 'settingFailed', functionName: 'l2_oss_key', approval: '' };
  expect(questionOf(ask).text()).toMatchObject({
    row: 'Set again: Private bucket access',
    detail: expect.stringContaining('the setting "Private bucket access" of the domain'),
  });
});

it.each<UserAsk>([
  { kind: 'turnOnAutoUpdate' },
  { kind: 'confirmAutoUpdate' },
  { kind: 'certificateUnserved', shown: ['a.example.com'] },
  { kind: 'certificateUnserved' },
])('a question that says two things shows them as paragraphs: %j', (ask) => {
  const { detail } = questionOf(ask).text();
  expect(detail.split('\n\n')).toHaveLength(2);
});
