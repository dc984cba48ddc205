/*
 * How long a run waits before it observes a step again, where several steps wait for the same. What one step alone waits for is a
 * constant beside that step. `run/runLoop.ts` makes the pauses of a long wait grow.
 */

/** A question that the user answers here or resolves in a console, ms. An occasional check notices the latter. */
export const answerRecheckMs = 30_000;

/** A DNS record that the user adds or changes by hand, ms: they wait for it to be seen. */
export const recordRecheckMs = 15_000;

/** A running change of CDN, OSS or a certificate authority, ms: the user watches. */
export const busyRecheckMs = 5_000;
