import fc from 'fast-check';

/** How many inputs each reader gets: a few hundred, or as many as `npm run test:fuzz` says. */
const numRuns = Number(process.env.FUZZ_COUNT ?? 300);
/** Printed with a failure, so that the same inputs can be made again. */
export const fuzzSeed = Number(process.env.FUZZ_SEED ?? Date.now() & 0x7fff_ffff);

/** How long all inputs of one reader may take, ms. */
export const fuzzTimeoutMs = 20_000 + 10 * numRuns;

/** Hands a reader random inputs; it fails the test when it throws. The seed is in what is printed then. */
export function fuzz<Input>(input: fc.Arbitrary<Input>, read: (given: Input) => void): void {
  fc.assert(fc.property(input, read), { numRuns, seed: fuzzSeed });
}

/** As `fuzz`, for a reader that takes time. */
export function fuzzAsync<Input>(input: fc.Arbitrary<Input>, read: (given: Input) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(input, read), { numRuns, seed: fuzzSeed });
}
