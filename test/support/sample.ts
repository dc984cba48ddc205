import { type TestOptions, test } from 'vitest';

/** The tag of tests that `npm run test:all` runs and `npm test` does not. */
export const long = { tags: ['long'] } satisfies TestOptions;

type Arguments<T> = T extends readonly unknown[] ? [...T] : [T];

/**
 * As `test.each`, for cases of which `npm test` runs a fixed sample; the others are tagged as long. `every` is the share of the sample: 7 takes the first of seven.
 * A prime number takes some of each kind where kinds take turns.
 */
export function sampled<T>(cases: readonly T[], every: number) {
  const isChosen = (_: T, at: number) => at % every === 0;
  return (name: string, run: (...values: Arguments<T>) => Promise<void> | void): void => {
    const body = (...values: unknown[]) => run(...(values as Arguments<T>));
    test.each(cases.filter(isChosen))(name, body);
    test.each(cases.filter((each, at) => !isChosen(each, at)))(name, long, body);
  };
}
