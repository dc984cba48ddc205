import { beforeEach, expect, test } from 'vitest';
import { acmeFailureText } from '../../../../../src/core/onboarding/https/acmeText.js';
import { resetEditor, sayIn } from '../../../../support/fakeVscode.js';

beforeEach(resetEditor);

const textOf = (code: string) => acmeFailureText({ kind: 'refused', problem: { code } });

/** Why the client uses no answer of the server, and gives an order up. */
const codes = [
  'badAnswer',
  'foreignUrl',
  'redirected',
  'badNonce',
  'otherNames',
  'otherKey',
  'notValidNow',
  'brokenChain',
  'stalled',
];

test.each(['en', 'zh-cn'] as const)('each answer that was not used has one sentence of its own in %s', (language) => {
  const texts = sayIn(language, () => [...codes, 'not known'].map(textOf));
  expect(new Set(texts).size).toBe(codes.length + 1);
  // What is wrong, and after a colon what to do.
  expect(texts.filter((text) => !/^[^:：。]+[:：][^:：。]+[.。]$/.test(text))).toEqual([]);
});
