import { expect, it } from 'vitest';
import { isConclusive } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import type { FactPart, Verdict } from '../../../../../src/core/verification/facts.js';

const shows = (kind: Verdict['kind'], pending: readonly FactPart[]) =>
  isConclusive({ facts: { pending }, diagnosis: { verdict: { kind } } } as never);

it.each<[Verdict['kind'], boolean]>([
  ['working', true],
  ['httpOnly', true],
  ['downloads', true],
  ['missing', true],
  ['cannotTell', false],
  ['notOnCdn', false],
])('while only resolvers are silent, %s may be shown: %s', (kind, isShown) => {
  expect(shows(kind, ['resolvers'])).toBe(isShown);
});

it.each<Verdict['kind']>(['working', 'downloads', 'missing'])('%s waits for the answer of the source', (kind) => {
  expect(shows(kind, ['authoritative'])).toBe(false);
  expect(shows(kind, ['alidns'])).toBe(false);
  expect(shows(kind, [])).toBe(true);
});
