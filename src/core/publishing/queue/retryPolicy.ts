import { nextReset } from '../../cdn/quota.js';
import { type AppError, accountWideKinds, type ErrorKind, isConnectionClosed } from '../../errors.js';
import { type Entry, retryOf, type WorkingEntry } from '../queueEntry.js';

/**
 * The reaction to a failure: `retry` tries the file again, up to a limit; `bucket` tries until the bucket or its upload domain works; `blocked` pauses the
 * whole account (no network, no keys, in arrears); `quota` waits for the reset of the quota.
 */
export type RetryDecision = 'retry' | 'bucket' | 'blocked' | 'quota' | 'fail';

/** Errors that concern the whole account. An intercepted connection probably affects all buckets, and without the store nothing can be published. */
const accountWide: readonly ErrorKind[] = [...accountWideKinds, 'untrustedCertificate', 'storeRefused'];
const transient: readonly ErrorKind[] = [
  'throttled',
  'unavailable',
  'timeout',
  'badAnswer',
  'corruptUpload',
  'domainBusy',
  'tooMuchAtOnce',
  'prefetchQueueFull',
  'noSuchUpload',
];
const maxAttempts = 12;
const initialPauseMs = 1_000;
const maxPauseMs = 5 * 60_000;
/** The factor by which each pause is longer than the one before, up to the longest. */
const backoffFactor = 2;
/** The longest pause of an account, in ms. Short enough to notice soon that the network is back. */
const maxAccountPauseMs = 30_000;
/** The random factor of pauses, so that they do not all end at once. */
const [minJitter, maxJitter] = [0.8, 1.2];
/** The pauses after closed connections in a row, as shares of the usual ones; the last one for all further ones. */
const closedShares = [0, 1 / 16, 1 / 8, 1 / 4] as const;
/** How long after its reset the quota is read again, in ms. The reset is at midnight by the vendor's clock. */
const afterResetMs = 2 * 60_000;

/** Decides what follows a failure. `attempts` is the number of failures in a row before this one. */
export function classifyFailure(error: Pick<AppError, 'kind' | 'details'>, attempts: number): RetryDecision {
  const { kind, details } = error;
  const isOfObject = accountWide.includes(kind) && details.scope === 'object';
  if (details.scope === 'bucket' && (accountWide.includes(kind) || transient.includes(kind))) return 'bucket';
  if (accountWide.includes(kind) && !isOfObject) return 'blocked';
  if (kind === 'quotaExceeded' || kind === 'prefetchQuotaExceeded') return 'quota';
  const passes = isOfObject || transient.includes(kind) || (kind === 'badFile' && details.code === 'changed');
  return passes && attempts + 1 < maxAttempts ? 'retry' : 'fail';
}

/** Returns whether an entry waits for nothing but the reset of the quota. */
export function waitsForQuota(entry: Entry): boolean {
  return decideOn(entry) === 'quota';
}

/** Returns whether a waiting entry may be retried now. After a failure of the whole account this is false, since all entries wait for the account. */
export function canRetryNow(entry: Entry): entry is WorkingEntry {
  const decision = decideOn(entry);
  return decision !== undefined && decision !== 'blocked';
}

/** Returns the decision about the failure because of which an entry waits. `undefined` if the entry does not wait. */
function decideOn(entry: Entry): RetryDecision | undefined {
  const { cause } = retryOf(entry) ?? {};
  if (!cause) return undefined;
  return cause.kind === 'error' ? classifyFailure(cause.error, 0) : 'retry';
}

/** Returns the latest time for which a retry is ever scheduled, ms since the epoch. A later retry comes from a clock that was set back. */
export function latestRetry(now: number, waitsForQuota: boolean): number {
  return waitsForQuota ? nextReset(now) + afterResetMs : now + maxPauseMs * maxJitter;
}

/**
 * Returns whether a pause that ends at `until` still applies. A pause longer than any that is ever scheduled comes from a clock that was set back and does
 * not.
 */
export function isPauseActive(until: number, now: number): boolean {
  return now < until && until - now <= maxAccountPauseMs * maxJitter;
}

/** Returns the pause before the next attempt in ms. `random` is a number from 0 to 1. */
export function backoffMs(attempts: number, decision: RetryDecision, random: number): number {
  const longest = decision === 'blocked' ? maxAccountPauseMs : maxPauseMs;
  return Math.round(
    Math.min(initialPauseMs * backoffFactor ** attempts, longest) * (minJitter + (maxJitter - minJitter) * random),
  );
}

/**
 * Returns the pause before an entry is tried again, in ms: as `backoffMs`, but none after the first closed connection, and shorter ones after the next, since
 * the limit of requests has been lowered meanwhile.
 */
export function retryPauseMs(
  error: Pick<AppError, 'kind' | 'details'>,
  attempts: number,
  decision: RetryDecision,
  random: number,
): number {
  if (!isConnectionClosed(error)) return backoffMs(attempts, decision, random);
  const share = closedShares[attempts] ?? closedShares[3];
  return Math.round(backoffMs(Math.max(0, attempts - 1), decision, random) * share);
}
