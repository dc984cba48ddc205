import type { QueuedKind } from '../cdn/callLimits.js';
import { isPage } from '../delivery/readFolder.js';
import { type ErrorDetails, type ErrorKind, toAppError } from '../errors.js';
import type { FileState } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';

/** A file to publish, and where it goes. */
export interface Publication {
  /** Names the object: two publications with the same id follow each other, the last one wins. */
  readonly id: string;
  /** The file on disk, absolute. */
  readonly path: string;
  /** The workspace folder and, inside it, the mapped folder on disk, absolute; the file must really be inside both. */
  readonly workspaceRoot: string;
  readonly root: string;
  /** The file relative to its workspace folder, POSIX, shown to the user. */
  readonly label: string;
  /** The account that was asked for consent; another one does not publish it. */
  readonly accountId: string;
  readonly bucket: BucketRef;
  readonly key: string;
  /** Empty for the bucket's own: the online domains of the account that have it as origin, found when they are needed. */
  readonly domains: readonly string[];
  /** What is wanted: the bytes in the bucket (unless said otherwise), the object gone, or only its URLs refreshed. */
  readonly act?: PublishAct;
  /** What the mapping's rules say of the object's headers; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further URLs to refresh: paths starting with `/` at every domain, or whole URLs; `{path}` is the file's own path. */
  readonly variants?: readonly string[];
  /** The URLs are fetched by the edges once they are fresh. */
  readonly prefetch?: boolean;
  /** The user asked for this very file: it continues when the globs and `onSave` of its mapping no longer match it. */
  readonly explicit?: boolean;
  /** Reasons in spite of which this very file is published: its name (`'name'`), or kinds of secrets that its content looks like. The user was asked about each. */
  readonly allowed?: readonly string[];
  /** A listing has just shown that the key is free. */
  readonly believedNew?: boolean;
  /** The file as it was when it was requested: a request that has waited since does not publish what has replaced it, such as the file of another branch. */
  readonly seen?: FileState;
  /**
   * What the file was on disk before each change that is not sent yet, as far as known: what another author has put there and the user's
   * working copy had before is no news to the user. The last few, the newest last.
   */
  readonly bases?: readonly FileBase[];
  /** The ETag that the user saw and agreed to replace or delete, whichever author wrote it; empty when there was no object. */
  readonly approved?: string;
  /** One URL that the user refreshes by hand, in place of an object and its own URLs. */
  readonly request?: { readonly kind: QueuedKind; readonly url: string };
  /** Bytes that go to the bucket, as far as known. */
  readonly size?: number;
  /** Which run of Publish Folder it belongs to; deletes of a run wait for its uploads. */
  readonly batch?: string;
  /** URL path of a directory, ending in `/`, whose refresh includes this file; once all of its batch is sent. */
  readonly via?: string;
}

/** The content of a file before it was changed: its size in bytes, its MD5 in upper case, and its CRC-64 where that cost nothing. */
export interface FileBase {
  readonly size: number;
  readonly md5: string;
  readonly crc64?: string;
}

/** The user was asked about the name of the file, so that the list of what is never uploaded does not hold. */
export function isNameAllowed({ allowed }: Pick<Publication, 'allowed'>): boolean {
  return allowed?.includes('name') === true;
}

/** What is to happen with an object. */
export type PublishAct = 'upload' | 'delete' | 'refresh';

/** Why a publication did not end fresh. */
export type PublishCause =
  | { readonly kind: 'error'; readonly error: { readonly kind: ErrorKind; readonly details: ErrorDetails } }
  /** The refresh is done, yet the edge still serves something else. */
  | { readonly kind: 'stale'; readonly url: string; readonly status?: number; readonly etag?: string };

/** How a publication ended: `fresh` was seen at the edge, `unproven` could not be asked for, `unserved` is in the bucket and no domain has served it yet, `unchanged` needed nothing, `carriedOut` was a URL, `dropped` was taken out of its run by the user, `cancelled` was ended otherwise by the user. */
export type CompletionKind = 'fresh' | 'unproven' | 'unserved' | 'unchanged' | 'carriedOut' | 'dropped' | 'cancelled';

/** A publication that needs the user; kept until it is retried, saved again or dismissed. */
export interface PublishFailure {
  readonly publication: Publication;
  readonly cause: PublishCause;
}

/** Why something waits though nothing has failed. */
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

/** What publishing is doing, the worst first. `count` is files; `unproven` of them were refreshed but no edge could be asked. */
export type PublishState =
  /** `failures` are the first of them, `count` is all. */
  | { readonly kind: 'failed'; readonly failures: readonly PublishFailure[]; readonly count: number }
  /** `until` in ms since the epoch, where it is known; `cause` says why `keys` are refused. */
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

/** The id of the object a file is published to. */
export function publicationId(bucket: BucketRef, key: string): string {
  return `${bucket.region}/${bucket.name}/${key}`;
}

/** Of the file names that are service workers by convention; a worker may list the pages and files of the site, which browsers then fetch. */
const isServiceWorker = /(^|\/)(sw|service-worker)\.js$/i;

/** All that `turnOf` answers. */
export const turns: readonly number[] = [0, 1, 2, 3];

/** The turn of a request among those that are sent together, 0 the first: files, the pages that refer to them, service workers, deletes. */
export function turnOf({ act, key }: Pick<Publication, 'act' | 'key'>): number {
  if (act === 'delete') return 3;
  if (isServiceWorker.test(key)) return 2;
  return isPage(key) ? 1 : 0;
}

/** A caught failure as it is kept and shown. */
export function toCause(caught: unknown): PublishCause {
  const { kind, details } = toAppError(caught);
  return { kind: 'error', error: { kind, details } };
}

/** A URL that waits in the queue for its turn, of no object that is known and of no workspace. */
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
