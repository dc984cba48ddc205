import type { QueuedKind } from '../cdn/callLimits.js';
import { isPage } from '../delivery/readFolder.js';
import { type ErrorDetails, type ErrorKind, toAppError } from '../errors.js';
import type { FileState } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';

/** A file to publish, with its target. */
export interface Publication {
  /** Identifies the object. Of publications with the same id the last one wins. */
  readonly id: string;
  /** The file on disk, absolute. */
  readonly path: string;
  /** The workspace folder and its mapped folder on disk, absolute. The file must really be inside both. */
  readonly workspaceRoot: string;
  readonly root: string;
  /** The file relative to its workspace folder, POSIX, shown to the user. */
  readonly label: string;
  /** The account of the consent. No other account publishes it. */
  readonly accountId: string;
  readonly bucket: BucketRef;
  readonly key: string;
  /** If empty: the account's online domains with the bucket as origin, determined when needed. */
  readonly domains: readonly string[];
  /** The wanted result: the bytes in the bucket (default), the object deleted, or only its URLs refreshed. */
  readonly act?: PublishAct;
  /** The object's headers by the mapping's rules; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further URLs to refresh: paths starting with `/` at every domain, or whole URLs; `{path}` is the file's path. */
  readonly variants?: readonly string[];
  /** Edges fetch the URLs once they are fresh. */
  readonly prefetch?: boolean;
  /** The user asked for this file: it continues even if the globs and `onSave` of its mapping no longer match it. */
  readonly explicit?: boolean;
  /** Reasons against publishing this file that the user has overridden: its name (`'name'`), or kinds of secrets in its content. */
  readonly allowed?: readonly string[];
  /** A listing has just shown that the key is free. */
  readonly believedNew?: boolean;
  /** The file when it was requested. A request that has waited does not publish a replacement, such as the file of another branch. */
  readonly seen?: FileState;
  /**
   * The file before each unsent change, as far as known. If another author's object equals one of these, the user has
   * already seen it. The last few, newest last.
   */
  readonly bases?: readonly FileBase[];
  /** The ETag that the user agreed to replace or delete, of any author; empty for no object. */
  readonly approved?: string;
  /** One URL that the user refreshes by hand, instead of an object. */
  readonly request?: { readonly kind: QueuedKind; readonly url: string };
  /** The size of the upload in bytes, as far as known. */
  readonly size?: number;
  /** Its run of Publish Folder. Deletes of a run wait for its uploads. */
  readonly batch?: string;
  /** The URL path of a directory, ending in `/`, whose refresh covers this file after all of its batch is sent. */
  readonly via?: string;
}

/** The content of a file before a change: its size in bytes, its MD5 in upper case, and its CRC-64 if that was free. */
export interface FileBase {
  readonly size: number;
  readonly md5: string;
  readonly crc64?: string;
}

/** Returns whether the user has allowed the file's name, so that the list of names that are never uploaded does not apply. */
export function isNameAllowed({ allowed }: Pick<Publication, 'allowed'>): boolean {
  return allowed?.includes('name') === true;
}

/** The action on an object. */
export type PublishAct = 'upload' | 'delete' | 'refresh';

/** Why a publication did not end fresh. */
export type PublishCause =
  | { readonly kind: 'error'; readonly error: { readonly kind: ErrorKind; readonly details: ErrorDetails } }
  /** The refresh is done, but the edge serves something else. */
  | { readonly kind: 'stale'; readonly url: string; readonly status?: number; readonly etag?: string };

/**
 * The end of a publication: `fresh` was seen at the edge; `unproven` could not be checked; `unserved` is in the bucket,
 * but no domain has served it yet; `unchanged` needed nothing; `carriedOut` was a URL; `dropped` was removed from its
 * run by the user; `cancelled` was otherwise ended by the user.
 */
export type CompletionKind = 'fresh' | 'unproven' | 'unserved' | 'unchanged' | 'carriedOut' | 'dropped' | 'cancelled';

/** A publication that needs the user. Kept until it is retried, saved again or dismissed. */
export interface PublishFailure {
  readonly publication: Publication;
  readonly cause: PublishCause;
}

/** Why something waits without a failure. */
export type WaitReason =
  | 'conflict'
  | 'held'
  | 'quota'
  | 'prefetchQuota'
  | 'offline'
  | 'proxy'
  | 'disk'
  | 'reload'
  | 'overdue'
  | 'keys'
  | 'signedOut';

/** The state of publishing, by severity. `count` is files; of these, `unproven` were refreshed without an edge check. */
export type PublishState =
  /** `failures` are the first ones, `count` is all. */
  | { readonly kind: 'failed'; readonly failures: readonly PublishFailure[]; readonly count: number }
  /** `until` in ms since the epoch, if known; `cause` is why `keys` are refused. */
  | {
      readonly kind: 'waiting';
      readonly reason: WaitReason;
      readonly count: number;
      readonly until?: number;
      readonly cause?: PublishCause;
    }
  | { readonly kind: 'uploading'; readonly count: number }
  | { readonly kind: 'refreshing'; readonly count: number }
  | { readonly kind: 'fresh'; readonly count: number; readonly unproven: number }
  | { readonly kind: 'idle' };

/** The id of a file's object. */
export function publicationId(bucket: BucketRef, key: string): string {
  return `${bucket.region}/${bucket.name}/${key}`;
}

/** Conventional names of service workers. A worker may list the pages and files of the site, which browsers then fetch. */
const isServiceWorker = /(^|\/)(sw|service-worker)\.js$/i;

/** All turns. */
export const turns: readonly number[] = [0, 1, 2, 3];

/** The turn of a request in its batch, from 0: files, the pages that refer to them, service workers, deletes. */
export function turnOf({ act, key }: Pick<Publication, 'act' | 'key'>): number {
  if (act === 'delete') return 3;
  if (isServiceWorker.test(key)) return 2;
  return isPage(key) ? 1 : 0;
}

/** Converts a caught failure for storage and display. */
export function toCause(caught: unknown): PublishCause {
  const { kind, details } = toAppError(caught);
  return { kind: 'error', error: { kind, details } };
}

/** Creates a queued URL without an object or workspace. */
export function toUrlPublication(accountId: string, kind: QueuedKind, url: string): Publication {
  return {
    id: `${kind} ${url}`,
    path: '',
    workspaceRoot: '',
    root: '',
    label: url,
    accountId,
    bucket: { name: '', region: '' },
    key: '',
    domains: [new URL(url).host],
    act: 'refresh',
    request: { kind, url },
  };
}
