/**
 * How long nothing may move on the connection of a request before its attempt fails, ms; `CloudOptions` may give another time. Short,
 * since the user waits for up to three attempts (`callWithRetry.ts`). A query to a DNS server has a timeout of its own in
 * `dns/resolver.ts`.
 */
export const requestTimeoutMs = 10_000;

/** The timeout of an object's transfer, as a multiple of that of other calls: an upload is answered only once it is stored. */
export const transferPatience = 12;

/**
 * A whole answer may take this many times as long as nothing may move, which ends answers that come byte by byte: a minute with the
 * usual 10 s.
 */
const answerPatience = 6;

/** How long a whole answer may take where nothing may stand still for `timeoutMs`, both in ms. */
export function answerTime(timeoutMs: number): number {
  return answerPatience * timeoutMs;
}
