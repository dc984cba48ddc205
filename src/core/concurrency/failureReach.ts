import { type AppError, accountWideKinds, type ErrorKind } from '../errors.js';
import { lookUp } from '../lookUp.js';

/** What a failure says of other objects: all would fail, those of its bucket would, it concerns this one alone, or nothing is known. */
type FailureReach = 'all' | 'bucket' | 'object' | 'unknown';

/** A service that is not open stays so: publishing has each of its files fail, and a download in the foreground ends. */
const concernsAll: readonly ErrorKind[] = [...accountWideKinds, 'cancelled', 'serviceNotOpen', 'serviceDenied'];

const reaches: Partial<Record<ErrorKind, FailureReach>> = {
  noSuchBucket: 'bucket',
  wrongRegion: 'bucket',
  publicEndpointForbidden: 'bucket',
  // Of an upload domain, or of a proxy that decrypts; objects of other buckets may come by another way.
  untrustedCertificate: 'bucket',
  noSuchObject: 'object',
  objectArchived: 'object',
  corruptDownload: 'object',
  corruptUpload: 'object',
  objectExists: 'object',
};

/** By the code of Node for a file that cannot be written. */
const fileReaches: Readonly<Record<string, FailureReach>> = {
  ENOSPC: 'all',
  EDQUOT: 'all',
  EROFS: 'all',
  EACCES: 'unknown',
  EPERM: 'unknown',
};

/** How far the failure of an object reaches. */
export function findReach({ kind, details }: AppError): FailureReach {
  if (kind === 'badFile') return lookUp(fileReaches, details.code ?? '') ?? 'object';
  const reach = concernsAll.includes(kind) ? 'all' : (reaches[kind] ?? 'unknown');
  return reach === 'all' && details.scope !== undefined && details.scope !== 'account' ? details.scope : reach;
}

/** Equal failures in a row, without a success, after which the other objects of the bucket are not tried. */
const mostInARow = 16;

/** Decides after which failures others are not tried. */
export class FailureStops {
  private readonly stopped = new Set<string>();
  private readonly rows = new Map<string, { readonly what: string; readonly count: number }>();
  private isAll = false;

  has(bucket: string): boolean {
    return this.isAll || this.stopped.has(bucket);
  }

  recordSuccess(bucket: string): void {
    this.rows.delete(bucket);
  }

  recordFailure(bucket: string, error: AppError): void {
    const reach = findReach(error);
    if (reach === 'all') this.isAll = true;
    if (reach === 'bucket' || (reach === 'unknown' && this.countRow(bucket, error) >= mostInARow))
      this.stopped.add(bucket);
  }

  private countRow(bucket: string, { kind, details }: AppError): number {
    const what = `${kind} ${details.code ?? ''}`;
    const before = this.rows.get(bucket);
    const count = before?.what === what ? before.count + 1 : 1;
    this.rows.set(bucket, { what, count });
    return count;
  }
}
