import { type AppError, accountWideKinds, type ErrorKind } from '../errors.js';
import { lookUp } from '../lookUp.js';

/** How many other objects a failure would affect too: all, those of the bucket, none, or not known. */
type FailureReach = 'all' | 'bucket' | 'object' | 'unknown';

/** A service that is not activated fails every object: publishing marks each as failed, and a download stops. */
const concernsAll: readonly ErrorKind[] = [...accountWideKinds, 'cancelled', 'serviceNotOpen', 'serviceDenied'];

const reaches: Partial<Record<ErrorKind, FailureReach>> = {
  noSuchBucket: 'bucket',
  wrongRegion: 'bucket',
  publicEndpointForbidden: 'bucket',
  // Caused by an upload domain or a proxy that inspects TLS. Objects of other buckets may use another route.
  untrustedCertificate: 'bucket',
  noSuchObject: 'object',
  objectArchived: 'object',
  restoreInProgress: 'object',
  corruptDownload: 'object',
  corruptUpload: 'object',
  objectExists: 'object',
};

/** The reach of a file that cannot be written, by the code of Node. */
const fileReaches: Readonly<Record<string, FailureReach>> = {
  ENOSPC: 'all',
  EDQUOT: 'all',
  EROFS: 'all',
  EACCES: 'unknown',
  EPERM: 'unknown',
};

/** Returns how many other objects a failure would affect too. */
export function findReach({ kind, details }: AppError): FailureReach {
  if (kind === 'badFile') return lookUp(fileReaches, details.code ?? '') ?? 'object';
  const reach = concernsAll.includes(kind) ? 'all' : (reaches[kind] ?? 'unknown');
  return reach === 'all' && details.scope !== undefined && details.scope !== 'account' ? details.scope : reach;
}

/** The number of equal failures in a row after which the bucket's other objects are skipped. */
const mostInARow = 16;

/** Decides which objects to skip after failures: all, or those of a bucket. */
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
