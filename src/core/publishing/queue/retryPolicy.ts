import { nextReset } from '../../cdn/quota.js';
import { type AppError, accountWideKinds, type ErrorKind } from '../../errors.js';
import { type Entry, retryOf, type WorkingEntry } from '../queueEntry.js';

/**
 * The reaction to a failure: `retry` for a file, up to a limit; `bucket` for a bucket or its upload domain, until it
 * works; `blocked` for the whole account (no network, no keys, in arrears), which pauses it; `quota` after the quota's
 * reset.
 */
export type RetryDecision = 'retry' | 'bucket' | 'blocked' | 'quota' | 'fail';

/** An intercepted connection probably concerns all buckets, and without the store nothing can be published. */
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
/** The growth of pauses, up to the longest. */
const backoffFactor = 2;
/** The longest account pause, so that a restored network is noticed soon. */
const maxAccountPauseMs = 30_000;
/** The random factor of pauses, so that they do not all end at once. */
const [minJitter, maxJitter] = [0.8, 1.2];
/** How long after its reset the quota is read again, by the vendor's clock. */
const afterResetMs = 2 * 60_000;

/** Classifies a failure after `attempts` earlier ones in a row. */
export function classifyFailure(error: Pick<AppError, 'kind' | 'details'>, attempts: number): RetryDecision {
  const { kind, details } = error;
  const isOfObject = accountWide.includes(kind) && details.scope === 'object';
  if (details.scope === 'bucket' && (accountWide.includes(kind) || transient.includes(kind))) return 'bucket';
  if (accountWide.includes(kind) && !isOfObject) return 'blocked';
  if (kind === 'quotaExceeded' || kind === 'prefetchQuotaExceeded') return 'quota';
  const passes = isOfObject || transient.includes(kind) || (kind === 'badFile' && details.code === 'changed');
  return passes && attempts + 1 < maxAttempts ? 'retry' : 'fail';
}

/** Returns whether an entry waits only for the quota's reset. */
export function waitsForQuota(entry: Entry): boolean {
  return decideOn(entry) === 'quota';
}

/** Returns whether a waiting entry may be retried now. After an account-wide failure the whole account waits. */
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

/** The latest possible retry time, ms since the epoch. A later one means that the clock was set back. */
export function latestRetry(now: number, waitsForQuota: boolean): number {
  return waitsForQuota ? nextReset(now) + afterResetMs : now + maxPauseMs * maxJitter;
}

/** Returns whether a block that lasts until then is still active. */
export function isPauseActive(until: number, now: number): boolean {
  return now < until && until - now <= maxAccountPauseMs * maxJitter;
}

/** The pause before the next attempt, ms; `random` is from 0 to 1. */
export function backoffMs(attempts: number, decision: RetryDecision, random: number): number {
  const longest = decision === 'blocked' ? maxAccountPauseMs : maxPauseMs;
  return Math.round(
    Math.min(initialPauseMs * backoffFactor ** attempts, longest) * (minJitter + (maxJitter - minJitter) * random),
  );
}
