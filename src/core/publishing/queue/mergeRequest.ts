import type { FileBase, Publication } from '../publication.js';
import {
  baseOf,
  cdnStage,
  type Entry,
  type EntryBase,
  isUnsent,
  type RequestContext,
  unsentOf,
  wantsDelete,
} from '../queueEntry.js';

/** A request that is being written. */
export interface RequestArrival extends RequestContext {
  readonly version: number;
  /** Ms since the epoch. */
  readonly now: number;
  /** The window of the request. */
  readonly requester: string;
}

/** Merges a request with the existing entry of the same object. */
export function mergeRequest(present: Entry | undefined, given: Publication, arrival: RequestArrival): Entry {
  const { version, at: madeAt, now, held, requester } = arrival;
  // A late write has the mapping of its request time. A future time comes from a clock that was set back.
  const newest = present && present.at > madeAt && present.at <= now ? present : undefined;
  const request = newest ? withRulesOf(newest.publication, given) : given;
  const at = newest?.at ?? madeAt;
  // An unsent file of a run stays in the run, whichever request replaces it: deletes wait for all of them.
  const unsent = present && isUnsent(present) ? present.publication : undefined;
  const publication = withBases(unsent?.batch === undefined ? request : { batch: unsent.batch, ...request }, unsent);
  if (publication.act === 'refresh' && !held) return mergeRefresh(present, { publication, version, at, requester });
  // A later request that was written earlier wins. The file is still checked again, since a clock may have been set back.
  if (present?.stage === 'send' && present.at > madeAt && publication.act !== 'refresh') {
    const mayDelete = wantsDelete(present) || publication.act === 'delete' || undefined;
    return { ...present, publication: withBases(present.publication, given), version, requester, mayDelete };
  }
  const { approved } = publication;
  const kept = { ...carriedBy(present), ...(present && unsentOf(present)) };
  const entry = { ...kept, publication, version, at, requester, approved };
  return held ? { ...entry, stage: 'held' } : { ...entry, stage: 'send', attempts: 0 };
}

/** A refresh does not replace a waiting upload, which refreshes the object anyway. */
function mergeRefresh(
  present: Entry | undefined,
  request: Pick<EntryBase, 'publication' | 'version' | 'at' | 'requester'>,
): Entry {
  const { version, at, requester } = request;
  if (present?.stage === 'send') return { ...present, version, at, requester, attempts: 0, owesRefresh: true };
  if (present && isUnsent(present) && !isLoneFailure(present)) return { ...present, version, owesRefresh: true };
  const stage = cdnStage(request.publication);
  return { ...carriedBy(present), ...request, stage, attempts: 0, owesRefresh: stage === 'refresh' };
}

/** What a request has of the one that it replaces. */
function carriedBy(present: Entry | undefined): Omit<EntryBase, 'publication' | 'version' | 'at'> {
  return present ? { ...baseOf(present), mayDelete: wantsDelete(present) || undefined } : { owesRefresh: false };
}

/** A failed upload outside of runs: it is over once its file is saved again, even if another program uploads saves. */
function isLoneFailure({ stage, publication }: Entry): boolean {
  return stage === 'failed' && publication.batch === undefined;
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

/** Updates a request with the mapping and file facts of a later one for the same object. */
function withRulesOf(later: Publication, request: Publication): Publication {
  const { bucket, domains, headers, variants, prefetch, seen } = later;
  const { headers: _headers, variants: _variants, prefetch: _prefetch, seen: _seen, ...rest } = request;
  const rules = { ...(headers && { headers }), ...(variants && { variants }), ...(prefetch && { prefetch }) };
  return { ...rest, bucket, domains, ...rules, ...(seen && { seen }) };
}
