import { expect, test } from 'vitest';
import { countPlaces, mutants } from '../../scripts/mutantTable.mjs';

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('the mutant "%s" fits the code', (_name, mutant) => {
  expect(countPlaces(mutant)).toBe(1);
});
