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

/** A request as it is written. */
export interface RequestArrival extends RequestContext {
  readonly version: number;
  /** Ms since the epoch. */
  readonly now: number;
  /** The window that made it. */
  readonly requester: string;
}

/** Merges a request into what is still owed for the same object. */
export function mergeRequest(present: Entry | undefined, given: Publication, arrival: RequestArrival): Entry {
  const { version, at: madeAt, now, held, requester } = arrival;
  // One that was written late was made by the mapping of that time; a time in the future comes from a clock that was set back.
  const newest = present && present.at > madeAt && present.at <= now ? present : undefined;
  const request = newest ? withRulesOf(newest.publication, given) : given;
  const at = newest?.at ?? madeAt;
  // What a run still has to send stays one of its files whichever request replaces it: deletes wait for all of them.
  const unsent = present && isUnsent(present) ? present.publication : undefined;
  const publication = withBases(unsent?.batch === undefined ? request : { batch: unsent.batch, ...request }, unsent);
  if (publication.act === 'refresh' && !held) return mergeRefresh(present, { publication, version, at, requester });
  // A later request that was written earlier stands; yet the file is checked again, since a clock may have been set back.
  if (present?.stage === 'send' && present.at > madeAt && publication.act !== 'refresh') {
    const mayDelete = wantsDelete(present) || publication.act === 'delete' || undefined;
    return { ...present, publication: withBases(present.publication, given), version, requester, mayDelete };
  }
  const { approved } = publication;
  const kept = { ...carriedBy(present), ...(present && unsentOf(present)) };
  const entry = { ...kept, publication, version, at, requester, approved };
  return held ? { ...entry, stage: 'held' } : { ...entry, stage: 'send', attempts: 0 };
}

/** A refresh does not replace an upload that waits: the object is refreshed after that. */
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

/** A failed upload of no run: it is over once its file is saved again, also where something else uploads what is saved. */
function isLoneFailure({ stage, publication }: Entry): boolean {
  return stage === 'failed' && publication.batch === undefined;
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

/** A request with what a later one for the same object has from its mapping and knows of its file. */
function withRulesOf(later: Publication, request: Publication): Publication {
  const { bucket, domains, headers, variants, prefetch, seen } = later;
  const { headers: _headers, variants: _variants, prefetch: _prefetch, seen: _seen, ...rest } = request;
  const rules = { ...(headers && { headers }), ...(variants && { variants }), ...(prefetch && { prefetch }) };
  return { ...rest, bucket, domains, ...rules, ...(seen && { seen }) };
}
