import type { LedgerRecord } from './ledger.js';
import type { EndedAs, Publication, PublishCause } from './publication.js';

/** Where an entry is: `held` and `conflict` need the person, `send` is for OSS, the next three for CDN; `done` only waits to be cleared away. */
export type Stage = 'held' | 'conflict' | 'send' | 'refresh' | 'task' | 'prefetch' | 'failed' | 'done';

/** The content that may be in the bucket because of us, though no answer was seen; the ETag or, for parts, the CRC-64 tells it. */
export interface Sent {
  readonly size: number;
  readonly etag?: string;
  readonly crc64?: string;
  /** The ETag of what was there before and might be overwritten: it still is there when the request never left. */
  readonly over?: string;
  /** OSS said that what arrived is not what was sent: whatever is there now is ours. */
  readonly corrupt?: boolean;
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

/** What somebody else has put in the bucket; no `etag` when it was deleted. */
export interface RemoteChange {
  readonly etag?: string;
  readonly size?: number;
}

/** One object on its way, as the queue keeps it on disk. */
export interface Entry {
  readonly publication: Publication;
  /** Grows with each wish for the same object: what an earlier one brings about no longer counts. */
  readonly turn: number;
  /** When it was wished for, ms since the epoch. */
  readonly at: number;
  readonly stage: Stage;
  /** One of the wishes that this one took the place of was a delete, so a file that is not there is to be gone. */
  readonly mayDelete?: boolean;
  /** The bucket may have changed since CDN was last told to drop its copies. */
  readonly owesRefresh: boolean;
  readonly sent?: Sent;
  /** What is known of the object since, until the ledger on disk has it. `null`: it is gone. */
  readonly record?: LedgerRecord | null;
  readonly multipart?: Multipart;
  readonly remote?: RemoteChange;
  /** The remote ETag (empty when absent) that the person agreed to overwrite. */
  readonly approved?: string;
  readonly taskIds?: readonly string[];
  /** Why some of its URLs have no task. */
  readonly trouble?: PublishCause;
  /** What the edge showed before the prefetch, where that was no proof. */
  readonly proof?: 'unproven';
  /** It failed before the bucket had it. */
  readonly unsent?: boolean;
  /** When the person took it out of its run before the bucket had it, ms since the epoch. */
  readonly droppedAt?: number;
  /** How and when (ms since the epoch) it ended, for the window that wished for it when that is not the one that worked. */
  readonly ended?: { readonly as: EndedAs; readonly at: number };
  /** Failures in a row. */
  readonly attempts: number;
  /** Not before this time, ms since the epoch. */
  readonly retryAt?: number;
  readonly cause?: PublishCause;
  /** The person wants it tried whatever is remembered of the day's quota: CDN is asked for that again. */
  readonly asksQuota?: true;
}

/** How a wish comes into the queue; times in ms since the epoch. */
export interface Arrival {
  readonly turn: number;
  /** When it was made. */
  readonly at: number;
  readonly now: number;
  readonly held: boolean;
}

/** What is to be done next for an object, on top of what is still owed for it. */
export function renewEntry(
  present: Entry | undefined,
  given: Publication,
  { turn, at: madeAt, now, held }: Arrival,
): Entry {
  // One of a window that is heard late was made by the mapping of that time; a time to come is of a clock set back.
  const newest = present && present.at > madeAt && present.at <= now ? present : undefined;
  const wish = newest ? mapAs(newest.publication, given) : given;
  const at = newest?.at ?? madeAt;
  const carried = present
    ? {
        owesRefresh: present.owesRefresh,
        ...(wantsDelete(present) && { mayDelete: true }),
        ...(present.sent && { sent: present.sent }),
        ...(present.record !== undefined && { record: present.record }),
        ...(present.multipart && { multipart: present.multipart }),
        // Should the file turn out to be unchanged, the wait for its refresh goes on.
        ...(present.taskIds && isOpen(present) && { taskIds: present.taskIds }),
        ...(present.trouble && isOpen(present) && { trouble: present.trouble }),
      }
    : { owesRefresh: false };
  // What a run still has to send stays one of its files whoever wishes for it: deletes wait for all of them.
  const batch = present && isUnsent(present) ? present.publication.batch : undefined;
  const publication = batch === undefined ? wish : { batch, ...wish };
  // A later wish that was heard earlier stands; yet the file is looked at again, since a clock may have been set back.
  if (present?.stage === 'send' && present.at > madeAt && publication.act !== 'refresh') {
    return { ...present, turn, ...((wantsDelete(present) || publication.act === 'delete') && { mayDelete: true }) };
  }
  const { approved } = publication;
  const fresh = { turn, at, attempts: 0, ...(approved !== undefined && { approved }) };
  if (held) return { ...carried, ...fresh, publication, stage: 'held' };
  if (publication.act !== 'refresh') return { ...carried, ...fresh, publication, stage: 'send' };
  // A refresh does not take the place of an upload that waits: it is refreshed after that.
  if (present?.stage === 'send') return { ...present, ...carried, ...fresh, owesRefresh: true };
  if (present && isUnsent(present)) return { ...present, turn, owesRefresh: true };
  const stage = firstStage(publication);
  return { ...carried, ...fresh, publication, stage, owesRefresh: stage === 'refresh' };
}

/** A wish with what a later one for the same object has from its mapping and knows of its file. */
function mapAs({ bucket, domains, headers, variants, prefetch, seen }: Publication, wish: Publication): Publication {
  const { headers: _headers, variants: _variants, prefetch: _prefetch, seen: _seen, ...rest } = wish;
  const rules = { ...(headers && { headers }), ...(variants && { variants }), ...(prefetch && { prefetch }) };
  return { ...rest, bucket, domains, ...rules, ...(seen && { seen }) };
}

/** Where what is wished for begins. */
export function firstStage({ act, request }: Publication): Stage {
  if (act !== 'refresh') return 'send';
  return request?.kind === 'prefetches' ? 'prefetch' : 'refresh';
}

/** The entry with its place in the queue changed and every sign of trouble taken off. */
export function moveEntry(entry: Entry, stage: Stage, more: Partial<Entry> = {}): Entry {
  const { retryAt: _retryAt, cause: _cause, remote: _remote, proof: _proof, unsent: _unsent, ...some } = entry;
  const { asksQuota: _asksQuota, taskIds, trouble, ...kept } = some;
  const tasks = { ...(taskIds && { taskIds }), ...(trouble && { trouble }) };
  const rest = stage === 'send' || stage === 'task' ? { ...kept, ...tasks } : kept;
  return { ...rest, attempts: 0, ...more, stage };
}

/** Whether the bucket does not have it yet, and may never have it: it waits, or it failed on its way there. */
export function isUnsent({ stage, unsent = false, publication }: Entry): boolean {
  if (publication.act === 'refresh') return false;
  return stage === 'send' || stage === 'conflict' || stage === 'held' || (stage === 'failed' && unsent);
}

/** Whether the bucket has the object or is about to, as far as the entry tells; the ledger on disk may not know it yet. */
export function isComing(entry: Entry): boolean {
  const { publication, stage, record } = entry;
  if (publication.act === 'delete' || record === null) return false;
  if (record) return true;
  if (publication.act === 'refresh' || stage === 'held' || stage === 'done') return false;
  return !(stage === 'failed' && entry.unsent === true);
}

/** Whether an entry is still under way or needs the person. */
export function isOpen({ stage }: Entry): boolean {
  return stage !== 'done';
}

/** Whether the object is to be gone when its file is. */
export function wantsDelete({ publication, mayDelete = false, stage }: Entry): boolean {
  return stage !== 'done' && (mayDelete || publication.act === 'delete');
}
