import type { AppError, ErrorKind } from '../errors.js';

/** What to do after a failure: `blocked` is nobody's file in particular (no network, no keys) and is tried until it works. */
export type Verdict = 'retry' | 'blocked' | 'quota' | 'fail';

const blocked: readonly ErrorKind[] = [
  'offline',
  'notSignedIn',
  'badCredentials',
  'expiredCredentials',
  'clockSkewed',
  'untrustedCertificate',
];
const passing: readonly ErrorKind[] = [
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
const mostAttempts = 12;
const firstPauseMs = 1_000;
const longestPauseMs = 5 * 60_000;
/** A network that is back is noticed this soon. */
const longestBlockMs = 30_000;

/** Judges a failure after `attempts` earlier ones in a row. */
export function judge(error: AppError, attempts: number): Verdict {
  const { kind, details } = error;
  if (blocked.includes(kind)) return 'blocked';
  if (kind === 'quotaExceeded' || kind === 'prefetchQuotaExceeded') return 'quota';
  const passes = passing.includes(kind) || (kind === 'badFile' && details.code === 'changed');
  return passes && attempts + 1 < mostAttempts ? 'retry' : 'fail';
}

/** How long to wait before the next try, ms. */
export function pauseAfter(attempts: number, verdict: Verdict, random: number): number {
  const longest = verdict === 'blocked' ? longestBlockMs : longestPauseMs;
  return Math.round(Math.min(firstPauseMs * 2 ** attempts, longest) * (0.8 + 0.4 * random));
}
