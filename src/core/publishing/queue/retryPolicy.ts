import { nextReset } from '../../cdn/quota.js';
import { type AppError, accountWideKinds, type ErrorKind } from '../../errors.js';
import { type Entry, retryOf, type WorkingEntry } from '../queueEntry.js';

/**
 * What to do after a failure: `retry` for a file, up to a number of times; `bucket` for a bucket or its upload domain, until it works;
 * `blocked` for the whole account (no network, no keys, not paid for), which pauses it; `quota` once the day's quota is full again.
 */
export type RetryDecision = 'retry' | 'bucket' | 'blocked' | 'quota' | 'fail';

/** An intercepted connection is expected to concern all buckets, and without the store nothing can be published. */
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
/** Each pause is this many times as long as the one before, up to the longest. */
const backoffFactor = 2;
/** A network that is back is noticed this soon. */
const maxAccountPauseMs = 30_000;
/** Pauses are shortened or lengthened by a factor between these two, so that not all end at once. */
const [minJitter, maxJitter] = [0.8, 1.2];
/** The vendor's clock counts: the quota is asked for again up to so long after its reset. */
const afterResetMs = 2 * 60_000;

/** Decides on a failure after `attempts` earlier ones in a row. */
export function classifyFailure(error: Pick<AppError, 'kind' | 'details'>, attempts: number): RetryDecision {
  const { kind, details } = error;
  const isOfObject = accountWide.includes(kind) && details.scope === 'object';
  if (details.scope === 'bucket' && (accountWide.includes(kind) || transient.includes(kind))) return 'bucket';
  if (accountWide.includes(kind) && !isOfObject) return 'blocked';
  if (kind === 'quotaExceeded' || kind === 'prefetchQuotaExceeded') return 'quota';
  const passes = isOfObject || transient.includes(kind) || (kind === 'badFile' && details.code === 'changed');
  return passes && attempts + 1 < maxAttempts ? 'retry' : 'fail';
}

/** Whether an entry only waits for the day's quota to be whole again. */
export function waitsForQuota(entry: Entry): boolean {
  return decideOn(entry) === 'quota';
}

/** Whether an entry waits for its next attempt and can make it now; after an account-wide failure the whole account waits. */
export function canRetryNow(entry: Entry): entry is WorkingEntry {
  const decision = decideOn(entry);
  return decision !== undefined && decision !== 'blocked';
}

/** What was decided on the failure after which an entry waits; `undefined` for one that does not. */
function decideOn(entry: Entry): RetryDecision | undefined {
  const { cause } = retryOf(entry) ?? {};
  if (!cause) return undefined;
  return cause.kind === 'error' ? classifyFailure(cause.error, 0) : 'retry';
}

/** The latest time for which an entry can wait, ms since the epoch; one that waits longer does so since the clock was set back. */
export function latestRetry(now: number, waitsForQuota: boolean): number {
  return waitsForQuota ? nextReset(now) + afterResetMs : now + maxPauseMs * maxJitter;
}

/** Whether a block that was to last until then still does. */
export function isPauseActive(until: number, now: number): boolean {
  return now < until && until - now <= maxAccountPauseMs * maxJitter;
}

/** How long to wait before the next try, ms; `random` is from 0 to 1. */
export function backoffMs(attempts: number, decision: RetryDecision, random: number): number {
  const longest = decision === 'blocked' ? maxAccountPauseMs : maxPauseMs;
  return Math.round(
    Math.min(initialPauseMs * backoffFactor ** attempts, longest) * (minJitter + (maxJitter - minJitter) * random),
  );
}
