/**
 * Idle timeout of an attempt, ms; `CloudOptions` may set another. Short, since the user waits for up to three attempts
 * (`callWithRetry.ts`). DNS queries have their own timeout in `dns/resolver.ts`.
 */
export const requestTimeoutMs = 10_000;

/** Idle timeout of an object's transfer, as a multiple of the usual one: an upload is answered only after it is stored. */
export const transferPatience = 12;

/** Time limit of a whole answer, as a multiple of the idle timeout: a minute with the usual 10 s. Ends answers that arrive byte by byte. */
const answerPatience = 6;

/** Time limit of a whole answer with this idle timeout, both in ms. */
export function answerTime(timeoutMs: number): number {
  return answerPatience * timeoutMs;
}
