import type { FileBase, Publication, PublishCause } from './publication.js';

/** Where an entry is: `held`, `conflict` and `failed` need the user, `send` is for OSS, the other three for CDN. */
export type Stage = 'held' | 'conflict' | 'send' | 'refresh' | 'task' | 'prefetch' | 'failed';

/** The content that may be in the bucket because of us, though no answer was seen; the ETag or, for parts, the CRC-64 identifies it. */
export interface Sent {
  readonly size: number;
  readonly etag?: string;
  readonly crc64?: string;
  /** The ETag of what was there before and might be overwritten: it still is there when the request never left. */
  readonly over?: string;
  /** When that was written, ms since the epoch by the clock of OSS: written since with the same bytes, it is another author's. */
  readonly overAt?: number;
  /** The ETag of what OSS said has arrived instead of what was sent: that is ours. */
  readonly brokenEtag?: string;
  /** A delete of ours may have taken effect, or still may. */
  readonly removed?: boolean;
}

/** A multipart upload that can be taken up again while the file and its headers are still the same. */
export interface Multipart {
  readonly uploadId: string;
  readonly partSize: number;
  readonly md5: string;
  /** The headers that it was begun with, as `rulesText` writes them: they cannot be changed any more. */
  readonly headers: string;
}

/** URLs that CDN has taken, and their tasks, though it refused others of the same entry. */
export interface Taken {
  readonly urls: readonly string[];
  readonly taskIds: readonly string[];
}

/** What another author has put in the bucket; no `etag` when it was deleted. */
export interface RemoteChange {
  readonly etag?: string;
  readonly size?: number;
  /** The ledger has no record of the object: it may have been published from here before records were lost. */
  readonly isUnknown?: boolean;
}

/** A publish request in the queue, as the store persists it. */
export interface Entry {
  readonly publication: Publication;
  /** Orders entries by their first request; given by the store. */
  readonly seq?: number;
  /** Grows with each request for the same object: the outcome of an earlier version no longer counts. */
  readonly version: number;
  /** When it was requested, ms since the epoch. */
  readonly at: number;
  readonly stage: Stage;
  /** The window that requested it last. */
  readonly requester?: string;
  /** The window that works on it. */
  readonly worker?: string;
  /** That window may have a PUT or a DELETE of the object under way. */
  readonly sending?: true;
  /** One of the requests that this one replaced was a delete, so a file that is missing means that the object is to be deleted. */
  readonly mayDelete?: boolean;
  /** The bucket may have changed since CDN was last asked to drop its copies. */
  readonly owesRefresh: boolean;
  readonly sent?: Sent;
  /** Whether the bucket has the object, as far as this entry has found out; the ledger has its record. */
  readonly object?: 'present' | 'absent';
  /** The ETag of the object that was deleted, as far as known: an edge that shows it is stale. */
  readonly goneEtag?: string;
  readonly multipart?: Multipart;
  readonly remote?: RemoteChange;
  /** The remote ETag (empty when absent) that the user agreed to overwrite. */
  readonly approved?: string;
  readonly taskIds?: readonly string[];
  /** Why some of its URLs have no task. */
  readonly urlError?: PublishCause;
  /** What need not be asked for again at the next attempt. */
  readonly taken?: Taken;
  /** What the edge showed before the prefetch, where that was no proof. */
  readonly proof?: 'unproven';
  /** It failed before the bucket had it. */
  readonly unsent?: boolean;
  /** Failures in a row. */
  readonly attempts: number;
  /** Not before this time, ms since the epoch. */
  readonly retryAt?: number;
  readonly cause?: PublishCause;
  /** To be retried whatever is cached of the day's quota, which is read again. */
  readonly asksQuota?: true;
}

/** What the publications of one request share. */
export interface RequestContext {
  /** When they were requested, ms since the epoch. */
  readonly at: number;
  /** They wait for the user. */
  readonly held: boolean;
}

/** A request as it is written. */
export interface RequestArrival extends RequestContext {
  readonly version: number;
  /** Ms since the epoch. */
  readonly now: number;
  /** The window that made it. */
  readonly requester?: string;
}

/** Merges a request into what is still owed for the same object. */
export function mergeRequest(present: Entry | undefined, given: Publication, arrival: RequestArrival): Entry {
  const { version, at: madeAt, now, held, requester } = arrival;
  // One that was written late was made by the mapping of that time; a time in the future comes from a clock that was set back.
  const newest = present && present.at > madeAt && present.at <= now ? present : undefined;
  const request = newest ? withRulesOf(newest.publication, given) : given;
  const at = newest?.at ?? madeAt;
  const carried = present ? carryOver(present) : { owesRefresh: false };
  // What a run still has to send stays one of its files whichever request replaces it: deletes wait for all of them.
  const unsent = present && isUnsent(present) ? present.publication : undefined;
  const publication = withBases(unsent?.batch === undefined ? request : { batch: unsent.batch, ...request }, unsent);
  const by = requester === undefined ? {} : { requester };
  // A later request that was written earlier stands; yet the file is checked again, since a clock may have been set back.
  if (present?.stage === 'send' && present.at > madeAt && publication.act !== 'refresh') {
    const isDelete = wantsDelete(present) || publication.act === 'delete';
    const kept = withBases(present.publication, given);
    return { ...present, publication: kept, version, ...by, ...(isDelete && { mayDelete: true }) };
  }
  const { approved } = publication;
  const fresh = { version, at, attempts: 0, ...by, ...(approved !== undefined && { approved }) };
  if (held) return { ...carried, ...fresh, publication, stage: 'held' };
  if (publication.act !== 'refresh') return { ...carried, ...fresh, publication, stage: 'send' };
  // A refresh does not replace an upload that waits: the object is refreshed after that.
  if (present?.stage === 'send') return { ...present, ...carried, ...fresh, owesRefresh: true };
  if (present && isUnsent(present) && !isLoneFailure(present)) return { ...present, version, owesRefresh: true };
  const stage = firstStage(publication);
  return { ...carried, ...fresh, publication, stage, owesRefresh: stage === 'refresh' };
}

/** A failed upload of no run: it is over once its file is saved again, also where something else uploads what is saved. */
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
    // Should the file turn out to be unchanged, its refresh is still awaited.
    ...(taskIds && { taskIds }),
    ...(urlError && { urlError }),
    // Only a request to OSS that is under way must end before the next one.
    ...(sending && worker !== undefined && { worker, sending }),
  };
}

/** More would be of pulls that followed each other while nothing could be sent. */
const mostBases = 4;

/** A request that stands for another one too, with what the file was before either. */
function withBases(request: Publication, { bases = [] }: Pick<Publication, 'bases'> = {}): Publication {
  if (bases.length === 0) return request;
  const nameOf = ({ size, md5 }: FileBase) => `${size} ${md5}`;
  const all = new Map([...bases, ...(request.bases ?? [])].map((base) => [nameOf(base), base]));
  return { ...request, bases: [...all.values()].slice(-mostBases) };
}

/** A request without what the file was before: something of ours is in the bucket. */
export function withoutBases(request: Publication): Publication {
  const { bases, ...rest } = request;
  // The same one where it has none: the store writes what differs.
  return bases ? rest : request;
}

/** A request with what a later one for the same object has from its mapping and knows of its file. */
function withRulesOf(later: Publication, request: Publication): Publication {
  const { bucket, domains, headers, variants, prefetch, seen } = later;
  const { headers: _headers, variants: _variants, prefetch: _prefetch, seen: _seen, ...rest } = request;
  const rules = { ...(headers && { headers }), ...(variants && { variants }), ...(prefetch && { prefetch }) };
  return { ...rest, bucket, domains, ...rules, ...(seen && { seen }) };
}

/** The stage at which a request begins. */
export function firstStage({ act, request }: Publication): Stage {
  if (act !== 'refresh') return 'send';
  return request?.kind === 'prefetches' ? 'prefetch' : 'refresh';
}

/** The entry at another stage, without failures and claim. */
export function moveEntry(entry: Entry, stage: Stage, more: Partial<Entry> = {}): Entry {
  const { retryAt: _retryAt, cause: _cause, remote: _remote, proof: _proof, unsent: _unsent, ...some } = entry;
  const { asksQuota: _asksQuota, taken: _taken, taskIds, urlError, worker, sending, ...kept } = some;
  // A command may come while a request to OSS is under way: the claim ends with that.
  const claim = sending && worker !== undefined ? { worker, sending } : {};
  const tasks = { ...(taskIds && { taskIds }), ...(urlError && { urlError }) };
  const rest = stage === 'send' || stage === 'task' ? { ...kept, ...tasks } : kept;
  return { ...rest, ...claim, attempts: 0, ...more, stage };
}

/** Whether the bucket does not have it yet, and may never have it: it waits, or it failed on its way there. */
export function isUnsent({ stage, unsent = false, publication }: Entry): boolean {
  if (publication.act === 'refresh') return false;
  return stage === 'send' || stage === 'conflict' || stage === 'held' || (stage === 'failed' && unsent);
}

/** Whether the object is to be deleted when its file is missing. */
export function wantsDelete({ publication, mayDelete = false }: Entry): boolean {
  return mayDelete || publication.act === 'delete';
}

/** The entry when the window that worked on it no longer does. */
export function withoutClaim({ worker: _worker, sending: _sending, ...entry }: Entry): Entry {
  return entry;
}
