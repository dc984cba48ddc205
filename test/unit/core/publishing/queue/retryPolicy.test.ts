import { describe, expect, it } from 'vitest';
import { AppError, type ErrorDetails, type ErrorKind } from '../../../../../src/core/errors.js';
import {
  backoffMs,
  classifyFailure,
  isPauseActive,
  latestRetry,
  retryPauseMs,
} from '../../../../../src/core/publishing/queue/retryPolicy.js';

/** What is done after the first failure of an account; a kind that is new has no place until it is decided on. */
const decisions: Readonly<Record<ErrorKind, ReturnType<typeof classifyFailure>>> = {
  cancelled: 'fail',
  notSignedIn: 'blocked',
  badCredentials: 'blocked',
  expiredCredentials: 'blocked',
  clockSkewed: 'blocked',
  forbidden: 'fail',
  refused: 'fail',
  otherRefusal: 'fail',
  publicEndpointForbidden: 'fail',
  noSuchBucket: 'fail',
  bucketRefused: 'fail',
  noSuchObject: 'fail',
  objectExists: 'fail',
  objectLocked: 'fail',
  objectArchived: 'fail',
  restoreInProgress: 'fail',
  overwriteForbidden: 'fail',
  noSuchUpload: 'retry',
  wrongRegion: 'fail',
  serviceNotOpen: 'fail',
  serviceDenied: 'fail',
  overdue: 'blocked',
  domainTaken: 'fail',
  domainNotVerified: 'fail',
  domainNotFiled: 'fail',
  domainLimit: 'fail',
  domainNotFound: 'fail',
  domainBusy: 'retry',
  domainConfigFailed: 'fail',
  domainOffline: 'fail',
  domainBarred: 'fail',
  runElsewhere: 'fail',
  operationBarred: 'fail',
  originLoop: 'fail',
  configExists: 'fail',
  settingFailed: 'fail',
  roleMissing: 'fail',
  certificateRefused: 'fail',
  certificateGone: 'fail',
  stagingActive: 'fail',
  tooManyRules: 'fail',
  acmeUnavailable: 'fail',
  acmeLimited: 'fail',
  acmeRefused: 'fail',
  invalidInput: 'fail',
  zoneNotFound: 'fail',
  recordDuplicate: 'fail',
  recordLocked: 'fail',
  cnameTokenNeeded: 'fail',
  cnameTokenNeedless: 'fail',
  cnameRefused: 'fail',
  quotaExceeded: 'quota',
  prefetchQuotaExceeded: 'quota',
  prefetchQueueFull: 'retry',
  tooMuchAtOnce: 'retry',
  refreshFailed: 'fail',
  prefetchFailed: 'fail',
  throttled: 'retry',
  unavailable: 'retry',
  offline: 'blocked',
  untrustedCertificate: 'blocked',
  timeout: 'retry',
  badAnswer: 'retry',
  bodyNotRead: 'fail',
  corruptUpload: 'retry',
  corruptDownload: 'fail',
  badFile: 'fail',
  proxyRefused: 'blocked',
  storeRefused: 'blocked',
  storeMissing: 'fail',
  storeNewer: 'fail',
  bug: 'fail',
  unexpected: 'fail',
};

describe('the decision', () => {
  it.each(Object.entries(decisions) as [ErrorKind, string][])('the decision on a first %s is: %s', (kind, decision) => {
    expect(classifyFailure(new AppError(kind), 0)).toBe(decision);
  });

  it.each<[ErrorKind, number, ReturnType<typeof classifyFailure>]>([
    ['throttled', 0, 'retry'],
    ['unavailable', 10, 'retry'],
    ['unavailable', 11, 'fail'],
    ['offline', 1_000, 'blocked'],
    ['expiredCredentials', 1_000, 'blocked'],
    ['clockSkewed', 1_000, 'blocked'],
    ['proxyRefused', 1_000, 'blocked'],
    ['storeRefused', 1_000, 'blocked'],
    ['overdue', 1_000, 'blocked'],
    ['corruptUpload', 0, 'retry'],
    ['quotaExceeded', 0, 'quota'],
    ['forbidden', 0, 'fail'],
    ['publicEndpointForbidden', 0, 'fail'],
    ['badFile', 0, 'fail'],
  ])('the decision on %s after %i other failures is: %s', (kind, attempts, decision) => {
    expect(classifyFailure(new AppError(kind), attempts)).toBe(decision);
  });

  it.each<[string, ErrorDetails['scope'], number, ReturnType<typeof classifyFailure>]>([
    ['an account blocks it', undefined, 1_000, 'blocked'],
    ['a bucket retries its requests without limit', 'bucket', 1_000, 'bucket'],
    ['an object retries its request', 'object', 10, 'retry'],
    ['an object fails its request after twelve attempts', 'object', 11, 'fail'],
  ])('the decision on a failure of %s', (_name, scope, attempts, decision) => {
    const kinds: readonly ErrorKind[] = ['offline', 'badCredentials', 'proxyRefused', 'clockSkewed'];
    expect(kinds.map((kind) => classifyFailure(new AppError(kind, scope && { scope }), attempts))).toEqual(
      kinds.map(() => decision),
    );
  });

  it('the decision on a temporary failure of a bucket is to retry its requests without limit', () => {
    const kinds: readonly ErrorKind[] = ['timeout', 'unavailable', 'badAnswer'];
    const decisions = kinds.map((kind) => classifyFailure(new AppError(kind, { scope: 'bucket' }), 1_000));
    expect(decisions).toEqual(kinds.map(() => 'bucket'));
  });

  it('the decision on a file that changed while it was read is to retry', () => {
    expect(classifyFailure(new AppError('badFile', { code: 'changed' }), 0)).toBe('retry');
  });
});

describe('the pause before a retry', () => {
  it('doubles each time, up to five minutes, and up to half a minute for an account', () => {
    const pauses = [0, 1, 2, 20].map((attempts) => backoffMs(attempts, 'retry', 0.5));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 300_000]);
    expect({ bucket: backoffMs(20, 'bucket', 0.5), blocked: backoffMs(20, 'blocked', 0.5) }).toEqual({
      bucket: 300_000,
      blocked: 30_000,
    });
  });

  it('varies randomly by 20 % up or down, so that pauses do not all end at once', () => {
    const spread = (attempts: number, decision: 'retry' | 'blocked') =>
      [0, 1].map((random) => backoffMs(attempts, decision, random));
    expect({ first: spread(0, 'retry'), longest: spread(20, 'retry'), blocked: spread(20, 'blocked') }).toEqual({
      first: [800, 1_200],
      longest: [240_000, 360_000],
      blocked: [24_000, 36_000],
    });
  });

  it('is left out once where the connection was closed, and is then shorter than usual', () => {
    const pauses = (code?: string) =>
      [0, 1, 2, 3, 4].map((attempts) =>
        retryPauseMs(new AppError('unavailable', code === undefined ? {} : { code }), attempts, 'retry', 0.5),
      );
    expect({ closed: pauses('ECONNRESET'), overloaded: pauses('ServiceUnavailable'), other: pauses() }).toEqual({
      closed: [0, 63, 250, 1_000, 2_000],
      overloaded: [1_000, 2_000, 4_000, 8_000, 16_000],
      other: [1_000, 2_000, 4_000, 8_000, 16_000],
    });
  });

  it('never exceeds the latest time for which an entry or an account waits', () => {
    const longest = backoffMs(20, 'retry', 1);
    expect(longest).toBeLessThanOrEqual(latestRetry(0, false));
    expect({
      longest: isPauseActive(backoffMs(20, 'blocked', 1), 0),
      tooLong: isPauseActive(60_000, 0),
      over: isPauseActive(5, 5),
    }).toEqual({ longest: true, tooLong: false, over: false });
  });
});
