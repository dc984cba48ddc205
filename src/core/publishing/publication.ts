import type { ErrorDetails, ErrorKind } from '../errors.js';
import type { BucketRef } from '../ports/oss.js';

/** One file on its way to the edge. */
export interface Publication {
  /** Names the object: two publications with the same id follow each other, the last one wins. */
  readonly id: string;
  /** The file on disk, absolute. */
  readonly path: string;
  /** The workspace folder and, inside it, the mapped folder on disk, absolute; the file must really be inside both. */
  readonly workspaceRoot: string;
  readonly root: string;
  /** The file relative to its workspace folder, POSIX, for the person. */
  readonly label: string;
  /** The account that was asked for consent; another one does not publish it. */
  readonly accountId: string;
  readonly bucket: BucketRef;
  readonly key: string;
  readonly domains: readonly string[];
}

/** A publication whose bytes are in the bucket. */
export interface UploadedPublication {
  readonly publication: Publication;
  /** Grows with each publication: a later one of the same id makes this one obsolete. */
  readonly turn: number;
  /** The ETag that OSS answered, without quotes. */
  readonly etag: string;
  /** The bytes, kept only while small, for an edge that shows no ETag. */
  readonly bytes?: Uint8Array;
}

/** Why a publication did not end fresh. */
export type PublishCause =
  | { readonly kind: 'error'; readonly error: { readonly kind: ErrorKind; readonly details: ErrorDetails } }
  /** The refresh is done, yet the edge still serves something else. */
  | { readonly kind: 'stale'; readonly url: string; readonly status?: number; readonly etag?: string };

/** A publication that needs the person; kept until it is retried, saved again or dismissed. */
export interface PublishFailure {
  readonly publication: Publication;
  readonly cause: PublishCause;
}

/** What publishing is at, the worst first. `count` is files; `unproven` of them were refreshed but no edge could be asked. */
export type PublishState =
  | { readonly kind: 'failed'; readonly failures: readonly PublishFailure[] }
  | { readonly kind: 'uploading'; readonly count: number }
  | { readonly kind: 'refreshing'; readonly count: number }
  | { readonly kind: 'fresh'; readonly count: number; readonly unproven: number }
  | { readonly kind: 'idle' };

/** The id of the object a file is published to. */
export function publicationId(bucket: BucketRef, key: string): string {
  return `${bucket.region}/${bucket.name}/${key}`;
}
