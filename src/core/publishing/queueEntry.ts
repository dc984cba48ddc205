import type { FileBase, Publication, PublishCause } from './publication.js';

/** The stage of an entry: `held`, `conflict` and `failed` need the user, `send` is for OSS, the other three for CDN. */
export type Stage = 'held' | 'conflict' | 'send' | 'refresh' | 'task' | 'prefetch' | 'failed';

/** Our content that may be in the bucket although no answer was seen, identified by its ETag or, for parts, its CRC-64. */
export interface Sent {
  readonly size: number;
  readonly etag?: string;
  readonly crc64?: string;
  /** The ETag of the former object. It is still there if the request was never sent. */
  readonly over?: string;
  /**
   * When the former object was written, ms since the epoch by the clock of OSS. If written later with the same bytes, it
   * is another author's.
   */
  readonly overAt?: number;
  /** The ETag of a corrupted upload of ours. */
  readonly brokenEtag?: string;
  /** Our delete may have taken effect, or still may. */
  readonly removed?: boolean;
}

/** A multipart upload that can be resumed while the file and its headers are unchanged. */
export interface Multipart {
  readonly uploadId: string;
  readonly partSize: number;
  readonly md5: string;
  /** The headers at its start, from `rulesText`; they cannot be changed. */
  readonly headers: string;
}

/** URLs that CDN has accepted, and their tasks, while it refused others of the same entry. */
export interface Taken {
  readonly urls: readonly string[];
  readonly taskIds: readonly string[];
}

/** Another author's object in the bucket; no `etag` if it was deleted. */
export interface RemoteChange {
  readonly etag?: string;
  readonly size?: number;
  /** The ledger has no record of the object, which may have been published from here before records were lost. */
  readonly isUnknown?: boolean;
}

/** A stored publish request. */
export interface Entry {
  readonly publication: Publication;
  /** The order of entries by their first request; set by the store. */
  readonly seq?: number;
  /** Grows with each request for the same object. The outcome of an earlier version is ignored. */
  readonly version: number;
  /** The time of the request, ms since the epoch. */
  readonly at: number;
  readonly stage: Stage;
  /** The window of the last request. */
  readonly requester?: string;
  /** The window with the claim. */
  readonly worker?: string;
  /** That window may have a running PUT or DELETE of the object. */
  readonly sending?: true;
  /** A replaced request was a delete, so a missing file means that the object is to be deleted. */
  readonly mayDelete?: boolean;
  /** The bucket may have changed since CDN was last asked to drop its copies. */
  readonly owesRefresh: boolean;
  readonly sent?: Sent;
  /** Whether the bucket has the object, according to this entry; the ledger has its record. */
  readonly object?: 'present' | 'absent';
  /** The ETag of the deleted object, if known: an edge that shows it is stale. */
  readonly goneEtag?: string;
  readonly multipart?: Multipart;
  readonly remote?: RemoteChange;
  /** The remote ETag (empty if absent) that the user agreed to overwrite. */
  readonly approved?: string;
  readonly taskIds?: readonly string[];
  /** Why some of its URLs have no task. */
  readonly urlError?: PublishCause;
  /** URLs that need not be requested again. */
  readonly taken?: Taken;
  /** The result of the edge check before the prefetch, if it was no proof. */
  readonly proof?: 'unproven';
  /** It failed before the bucket changed. */
  readonly unsent?: boolean;
  /** Consecutive failures. */
  readonly attempts: number;
  /** The earliest next attempt, ms since the epoch. */
  readonly retryAt?: number;
  readonly cause?: PublishCause;
  /** Retries with a new read of the quota, whatever is cached. */
  readonly asksQuota?: true;
}

/** The common part of the publications of one request. */
export interface RequestContext {
  /** The time of the request, ms since the epoch. */
  readonly at: number;
  /** They wait for the user. */
  readonly held: boolean;
}

/** A request that is being written. */
export interface RequestArrival extends RequestContext {
  readonly version: number;
  /** Ms since the epoch. */
  readonly now: number;
  /** The window of the request. */
  readonly requester?: string;
}

/** Merges a request with the existing entry of the same object. */
export function mergeRequest(present: Entry | undefined, given: Publication, arrival: RequestArrival): Entry {
  const { version, at: madeAt, now, held, requester } = arrival;
  // A late write has the mapping of its request time. A future time comes from a clock that was set back.
  const newest = present && present.at > madeAt && present.at <= now ? present : undefined;
  const request = newest ? withRulesOf(newest.publication, given) : given;
  const at = newest?.at ?? madeAt;
  const carried = present ? carryOver(present) : { owesRefresh: false };
  // An unsent file of a run stays in the run, whichever request replaces it: deletes wait for all of them.
  const unsent = present && isUnsent(present) ? present.publication : undefined;
  const publication = withBases(unsent?.batch === undefined ? request : { batch: unsent.batch, ...request }, unsent);
  const by = requester === undefined ? {} : { requester };
  // A later request that was written earlier wins. The file is still checked again, since a clock may have been set back.
  if (present?.stage === 'send' && present.at > madeAt && publication.act !== 'refresh') {
    const isDelete = wantsDelete(present) || publication.act === 'delete';
    const kept = withBases(present.publication, given);
    return { ...present, publication: kept, version, ...by, ...(isDelete && { mayDelete: true }) };
  }
  const { approved } = publication;
  const fresh = { version, at, attempts: 0, ...by, ...(approved !== undefined && { approved }) };
  if (held) return { ...carried, ...fresh, publication, stage: 'held' };
  if (publication.act !== 'refresh') return { ...carried, ...fresh, publication, stage: 'send' };
  // A refresh does not replace a waiting upload, which refreshes the object anyway.
  if (present?.stage === 'send') return { ...present, ...carried, ...fresh, owesRefresh: true };
  if (present && isUnsent(present) && !isLoneFailure(present)) return { ...present, version, owesRefresh: true };
  const stage = firstStage(publication);
  return { ...carried, ...fresh, publication, stage, owesRefresh: stage === 'refresh' };
}

/** A failed upload outside of runs: it is over once its file is saved again, even if another program uploads saves. */
function isLoneFailure({ stage, publication }: Entry): boolean {
  return stage === 'failed' && publication.batch === undefined;
}

function carryOver(present: Entry): Pick<Entry, 'owesRefresh'> & Partial<Entry> {
  const { seq, owesRefresh, sent, object, goneEtag, multipart, taskIds, urlError, worker, sending } = present;
  return {
    ...(seq !== undefined && { seq }),
    owesRefresh,
    ...(wantsDelete(present) && { mayDelete: true }),
    ...(sent && { sent }),
    ...(object && { object }),
    ...(goneEtag !== undefined && { goneEtag }),
    ...(multipart && { multipart }),
    // If the file is unchanged, its refresh is still awaited.
    ...(taskIds && { taskIds }),
    ...(urlError && { urlError }),
    // Only a running request to OSS must end before the next one.
    ...(sending && worker !== undefined && { worker, sending }),
  };
}

/** The most bases. More would come from several pulls while nothing could be sent. */
const mostBases = 4;

/** Combines the bases of a request with those of another one for the same object. */
function withBases(request: Publication, { bases = [] }: Pick<Publication, 'bases'> = {}): Publication {
  if (bases.length === 0) return request;
  const nameOf = ({ size, md5 }: FileBase) => `${size} ${md5}`;
  const all = new Map([...bases, ...(request.bases ?? [])].map((base) => [nameOf(base), base]));
  return { ...request, bases: [...all.values()].slice(-mostBases) };
}

/** A request without bases, after something of ours is in the bucket. */
export function withoutBases(request: Publication): Publication {
  const { bases, ...rest } = request;
  // The same object without bases: the store writes differences.
  return bases ? rest : request;
}

/** Updates a request with the mapping and file facts of a later one for the same object. */
function withRulesOf(later: Publication, request: Publication): Publication {
  const { bucket, domains, headers, variants, prefetch, seen } = later;
  const { headers: _headers, variants: _variants, prefetch: _prefetch, seen: _seen, ...rest } = request;
  const rules = { ...(headers && { headers }), ...(variants && { variants }), ...(prefetch && { prefetch }) };
  return { ...rest, bucket, domains, ...rules, ...(seen && { seen }) };
}

/** The first stage of a request. */
export function firstStage({ act, request }: Publication): Stage {
  if (act !== 'refresh') return 'send';
  return request?.kind === 'prefetches' ? 'prefetch' : 'refresh';
}

/** Moves an entry to another stage, without failures and claim. */
export function moveEntry(entry: Entry, stage: Stage, more: Partial<Entry> = {}): Entry {
  const { retryAt: _retryAt, cause: _cause, remote: _remote, proof: _proof, unsent: _unsent, ...some } = entry;
  const { asksQuota: _asksQuota, taken: _taken, taskIds, urlError, worker, sending, ...kept } = some;
  // A command may come during a request to OSS, whose end then ends the claim.
  const claim = sending && worker !== undefined ? { worker, sending } : {};
  const tasks = { ...(taskIds && { taskIds }), ...(urlError && { urlError }) };
  const rest = stage === 'send' || stage === 'task' ? { ...kept, ...tasks } : kept;
  return { ...rest, ...claim, attempts: 0, ...more, stage };
}

/** Returns whether the bucket may not have it: it waits, or failed before it was sent. */
export function isUnsent({ stage, unsent = false, publication }: Entry): boolean {
  if (publication.act === 'refresh') return false;
  return stage === 'send' || stage === 'conflict' || stage === 'held' || (stage === 'failed' && unsent);
}

/** Returns whether the object is to be deleted if its file is missing. */
export function wantsDelete({ publication, mayDelete = false }: Entry): boolean {
  return mayDelete || publication.act === 'delete';
}

/** The entry without its claim. */
export function withoutClaim({ worker: _worker, sending: _sending, ...entry }: Entry): Entry {
  return entry;
}
