import fc from 'fast-check';

/** The number of inputs for each reader: some hundred, or as `npm run test:fuzz` says. */
const numRuns = Number(process.env.FUZZ_COUNT ?? 300);
/** Printed with a failure, to reproduce the inputs. */
export const fuzzSeed = Number(process.env.FUZZ_SEED ?? Date.now() & 0x7fff_ffff);

/** Time limit for all inputs of a reader, ms. */
export const fuzzTimeoutMs = 60_000 + 10 * numRuns;

/** Calls a reader with random inputs; the test fails if it throws, and prints the seed. */
export function fuzz<Input>(input: fc.Arbitrary<Input>, read: (given: Input) => void): void {
  fc.assert(fc.property(input, read), { numRuns, seed: fuzzSeed });
}

/** Like `fuzz`, for an asynchronous reader. */
export function fuzzAsync<Input>(input: fc.Arbitrary<Input>, read: (given: Input) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(input, read), { numRuns, seed: fuzzSeed });
}
