import { type AppError, accountWideKinds, type ErrorKind, toAppError } from '../errors.js';
import { lookUp } from '../lookUp.js';
import { forEachLimited } from './limit.js';

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

/** How work on many objects ended. Each of them is in one of the lists. */
export interface Batch<Item> {
  readonly done: readonly Item[];
  readonly failures: readonly { readonly item: Item; readonly error: AppError }[];
  /** Those that were not started, or were cancelled, in order. */
  readonly remaining: readonly Item[];
  /** Whether the user cancelled before all were tried. */
  readonly cancelled: boolean;
}

/** How to work on many objects: how many at a time, and in which bucket each is. */
interface BatchOptions<Item> {
  readonly atOnce: number;
  readonly bucketOf: (item: Item) => string;
  readonly stops?: FailureStops;
  readonly signal: AbortSignal;
}

/** Works on many objects. A failure stops the others only if they would fail for the same reason, such as refused keys. Never throws. */
export async function runBatch<Item>(
  items: readonly Item[],
  { atOnce, bucketOf, stops = new FailureStops(), signal }: BatchOptions<Item>,
  work: (item: Item) => Promise<unknown>,
): Promise<Batch<Item>> {
  const done: Item[] = [];
  const failures: { item: Item; error: AppError }[] = [];
  const remaining = new Set(items);
  await forEachLimited(items, atOnce, async (item) => {
    const bucket = bucketOf(item);
    if (stops.has(bucket) || signal.aborted) return;
    try {
      await work(item);
      done.push(item);
      stops.recordSuccess(bucket);
    } catch (caught) {
      const error = toAppError(caught);
      if (error.kind === 'cancelled') return;
      failures.push({ item, error });
      stops.recordFailure(bucket, error);
    }
    remaining.delete(item);
  });
  return { done, failures, remaining: [...remaining], cancelled: signal.aborted && remaining.size > 0 };
}

/** How much of a transfer is done: finished files, and bytes. */
export interface TransferProgress {
  readonly files: number;
  readonly bytes: number;
}

/** Creates a function that adds to a progress and reports the sum. Bytes are negative after a restart. */
export function counter(onProgress: (progress: TransferProgress) => void) {
  const done = { files: 0, bytes: 0 };
  return ({ files = 0, bytes = 0 }: Partial<TransferProgress>): TransferProgress => {
    done.files += files;
    done.bytes += bytes;
    if (files !== 0 || bytes !== 0) onProgress(done);
    return { ...done };
  };
}
