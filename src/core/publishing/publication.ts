import type { QueuedKind } from '../cdn/callLimits.js';
import { isPage } from '../delivery/siteFile.js';
import { type ErrorDetails, type ErrorKind, toAppError } from '../errors.js';
import type { FileState } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';

/** A request to publish one file: the file on disk, its object and domains, and what the user has agreed to. */
export interface Publication {
  /** Identifies the object. A later request with the same id replaces an earlier one. */
  readonly id: string;
  /** The absolute path of the file on disk. */
  readonly path: string;
  /** The workspace folder and the mapped folder in it, as absolute paths. After links are resolved, the file must still be inside both. */
  readonly workspaceRoot: string;
  readonly root: string;
  /** The POSIX path of the file relative to its workspace folder, as shown to the user. */
  readonly label: string;
  /** The account for which the user agreed to publish. The file is never published with another account. */
  readonly accountId: string;
  readonly bucket: BucketRef;
  readonly key: string;
  /** The CDN domains to refresh. An empty list stands for the account's online domains that have the bucket as origin, which are determined when needed. */
  readonly domains: readonly string[];
  /** The action on the object: upload the file (the default), delete the object, or only refresh its URLs. */
  readonly act?: PublishAct;
  /** The headers that the mapping's rules set for the object, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further URLs to refresh: paths starting with `/`, which apply to every domain, or whole URLs. `{path}` stands for the path of the file. */
  readonly variants?: readonly string[];
  /** Whether edges fetch the URLs once these are fresh. */
  readonly prefetch?: boolean;
  /** Whether the user asked for this very file. It is then published even if the globs and `onSave` of its mapping no longer cover it. */
  readonly explicit?: boolean;
  /** The objections to this file that the user has overruled: its name (`'name'`), or kinds of secrets in its content. */
  readonly allowed?: readonly string[];
  /** Whether a listing has just shown that the key has no object. */
  readonly believedNew?: boolean;
  /** The size and time of the file when the request was made. If the file differs after a wait, as after a branch switch, it is not published. */
  readonly seen?: FileState;
  /**
   * The content of the file before each change that has not been sent, as far as known; the last few, newest last. An object of another author that equals
   * one of these is not news to the user.
   */
  readonly bases?: readonly ContentDigest[];
  /** The ETag of the object, by any author, that the user agreed to replace or delete. Empty if the user agreed that there is no object. */
  readonly approved?: string;
  /** The URL that the user refreshes or prefetches by hand. Such a request has no object. */
  readonly request?: { readonly kind: QueuedKind; readonly url: string };
  /** The size of the upload in bytes, as far as known. */
  readonly size?: number;
  /** Identifies the run of Publish Folder that the file belongs to. Deletes of a run wait for its uploads. */
  readonly batch?: string;
  /** The URL path of a directory, ending in `/`, that is refreshed once the whole batch is sent. This covers the file, whose own URL is then not refreshed. */
  readonly via?: string;
}

/** A content of a file: its size in bytes, its MD5 in upper case, and its CRC-64 if that is needed or was free. */
export interface ContentDigest {
  readonly size: number;
  readonly md5: string;
  readonly crc64?: string;
}

/** Returns whether the user has allowed the file's name, so that the list of names that are never uploaded does not apply. */
export function isNameAllowed({ allowed }: Pick<Publication, 'allowed'>): boolean {
  return allowed?.includes('name') === true;
}

/** The action of a request on its object. */
export type PublishAct = 'upload' | 'delete' | 'refresh';

/** Why a publication did not end with fresh content at the edge. */
export type PublishCause =
  | { readonly kind: 'error'; readonly error: { readonly kind: ErrorKind; readonly details: ErrorDetails } }
  /** The refresh is done, but the edge serves something else. */
  | { readonly kind: 'stale'; readonly url: string; readonly status?: number; readonly etag?: string };

/**
 * How a publication ended: `fresh` was seen at the edge, `unproven` could not be checked, `unserved` is in the bucket but no domain has served it yet,
 * `unchanged` needed nothing, `carriedOut` was a URL, `dropped` was taken out of its run by the user, `cancelled` was ended by the user otherwise.
 */
export type CompletionKind = 'fresh' | 'unproven' | 'unserved' | 'unchanged' | 'carriedOut' | 'dropped' | 'cancelled';

/** A publication that failed and needs the user. Kept until the user retries or dismisses it, or saves the file again. */
export interface PublishFailure {
  readonly publication: Publication;
  readonly cause: PublishCause;
}

/** Why entries wait although nothing has failed. */
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

/**
 * The overall state of publishing, from the most to the least severe. `count` is the number of files; `unproven` is how many of these were refreshed without
 * a check of the edge.
 */
export type PublishState =
  /** `failures` has only the first failures; `count` is the number of all. */
  | { readonly kind: 'failed'; readonly failures: readonly PublishFailure[]; readonly count: number }
  /** `until` is the end of a block of the account, ms since the epoch, if known; `cause` is why `keys` are refused. */
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

/** Returns the id of the publications for an object. */
export function publicationId(bucket: BucketRef, key: string): string {
  return `${bucket.region}/${bucket.name}/${key}`;
}

/** Matches the usual names of service workers, whose code may list the pages and files of a site for browsers to fetch. */
const isServiceWorker = /(^|\/)(sw|service-worker)\.js$/i;

/** All results of `turnOf`, in order. */
export const turns: readonly number[] = [0, 1, 2, 3];

/** Returns when a request is sent within its batch, from 0: first files, then the pages that refer to them, then service workers, then deletes. */
export function turnOf({ act, key }: Pick<Publication, 'act' | 'key'>): number {
  if (act === 'delete') return 3;
  if (isServiceWorker.test(key)) return 2;
  return isPage(key) ? 1 : 0;
}

/** Converts a caught error to a form that can be stored and shown. */
export function toCause(caught: unknown): PublishCause {
  const { kind, details } = toAppError(caught);
  return { kind: 'error', error: { kind, details } };
}

/** Creates the request to refresh or prefetch one URL by hand. The request has no object and no workspace folder. */
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
