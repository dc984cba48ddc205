import { afterEach, describe, expect, it } from 'vitest';
import { httpsStepIds, siteStepIds, stepIds } from '../../../../src/core/onboarding/run/run.js';
import { stepTask, stepTitle } from '../../../../src/core/onboarding/stepNames.js';
import { env } from '../../../support/fakeVscode.js';

afterEach(() => {
  env.language = 'en';
});

const ids = [...stepIds, ...httpsStepIds, ...siteStepIds];

/** The width in characters of full width; Latin ones take about half of it. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character < '\u0100' ? 0.5 : 1), 0);
}

describe('the names of the steps', () => {
  it.each([
    ['en', 15],
    ['zh-cn', 16],
  ] as const)('fit a side bar of the default width, in %s', (language, limit) => {
    env.language = language;
    const names = ids.flatMap((id) => [stepTitle(id), stepTask(id)]);
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => widthOf(name) > limit)).toEqual([]);
  });
});
