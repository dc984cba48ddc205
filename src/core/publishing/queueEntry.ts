import type { Publication, PublishCause, PublishFailure } from './publication.js';

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

/** The claim of the window that works on an entry; while `sending`, a PUT or a DELETE of the object may be under way. */
export interface Claim {
  readonly worker: string;
  readonly sending: boolean;
}

/** The next attempt after a failure, not before `at`, ms since the epoch. */
export interface Retry {
  readonly at: number;
  readonly cause: PublishCause;
}

/** What an entry has at every stage; what is known of its object stays when another request takes its place. */
export interface EntryBase {
  readonly publication: Publication;
  /** The order of entries by their first request; set by the store. */
  readonly seq?: number | undefined;
  /** Grows with each request for the same object. The outcome of an earlier version is ignored. */
  readonly version: number;
  /** The time of the request, ms since the epoch. */
  readonly at: number;
  /** The window of the last request. */
  readonly requester?: string | undefined;
  readonly claim?: Claim | undefined;
  /** A replaced request was a delete, so a missing file means that the object is to be deleted. */
  readonly mayDelete?: boolean | undefined;
  /** The bucket may have changed since CDN was last asked to drop its copies. */
  readonly owesRefresh: boolean;
  readonly sent?: Sent | undefined;
  /** Whether the bucket has the object, according to this entry; the ledger has its record. */
  readonly object?: 'present' | 'absent' | undefined;
  /** The ETag of the deleted object, if known: an edge that shows it is stale. */
  readonly goneEtag?: string | undefined;
  readonly multipart?: Multipart | undefined;
}

/** What an upload or a delete begins with. */
interface Unsent {
  /** The remote ETag (empty if absent) that the user agreed to overwrite. */
  readonly approved?: string | undefined;
  /** The tasks of an earlier request: should the file turn out to be unchanged, its refresh is still awaited. */
  readonly taskIds?: readonly string[] | undefined;
  readonly urlError?: PublishCause | undefined;
}

/** Work that needs no user. */
interface Work {
  /** Consecutive failures. */
  readonly attempts: number;
  readonly retry?: Retry | undefined;
}

/** A request to CDN. */
interface CdnWork extends Work {
  /** URLs that need not be requested again. */
  readonly taken?: Taken | undefined;
  /** Retries with a new read of the quota, whatever is cached. */
  readonly asksQuota?: boolean | undefined;
}

/** Waits for the user, who has paused publishing, or whose file is no longer the one that was requested. */
interface HeldEntry extends EntryBase, Unsent {
  readonly stage: 'held';
}

/** Waits for the user, since another author has changed the object. */
interface ConflictEntry extends EntryBase, Unsent {
  readonly stage: 'conflict';
  readonly remote: RemoteChange;
}

/** Is for OSS: an upload or a delete. */
interface SendEntry extends EntryBase, Unsent, Work {
  readonly stage: 'send';
}

/** Is for CDN, which is to drop its copies. */
interface RefreshEntry extends EntryBase, CdnWork {
  readonly stage: 'refresh';
}

/** CDN carries out the refresh. */
interface TaskEntry extends EntryBase, Work {
  readonly stage: 'task';
  readonly taskIds: readonly string[];
  /** Why some of its URLs have no task. */
  readonly urlError?: PublishCause | undefined;
}

/** Is for CDN, whose edges are to fetch the object. */
interface PrefetchEntry extends EntryBase, CdnWork {
  readonly stage: 'prefetch';
  /** What the edge showed before, where that was no proof. */
  readonly proof?: 'unproven' | undefined;
}

/** Waits for the user after a failure. */
interface FailedEntry extends EntryBase, Unsent {
  readonly stage: 'failed';
  readonly cause: PublishCause;
  /** It failed before the bucket changed. */
  readonly unsent?: boolean | undefined;
}

/** A stored publish request. */
export type Entry = HeldEntry | ConflictEntry | SendEntry | RefreshEntry | TaskEntry | PrefetchEntry | FailedEntry;

/** Where an entry is. */
export type Stage = Entry['stage'];

/** An entry at one of these stages. */
export type EntryAt<Some extends Stage> = Extract<Entry, { readonly stage: Some }>;

/** The stages at which an entry is worked on without the user. */
export const workStages = ['send', 'refresh', 'task', 'prefetch'] as const satisfies readonly Stage[];

/** An entry that is worked on without the user. */
export type WorkingEntry = EntryAt<(typeof workStages)[number]>;

/** The stages at which an entry has not been sent yet. */
export const unsentStages = ['send', 'conflict', 'held'] as const satisfies readonly Stage[];

/** Whether an entry is at one of these stages. */
export function isAt<Some extends Stage>(entry: Entry, ...stages: readonly Some[]): entry is EntryAt<Some> {
  return stages.some((stage) => stage === entry.stage);
}

/** The common part of the publications of one request. */
export interface RequestContext {
  /** The time of the request, ms since the epoch. */
  readonly at: number;
  /** They wait for the user. */
  readonly held: boolean;
}

/** The first stage of a request that is for CDN alone. */
export function cdnStage({ request }: Publication): 'refresh' | 'prefetch' {
  return request?.kind === 'prefetches' ? 'prefetch' : 'refresh';
}

/** The entry from its first stage on. */
export function restart(entry: Entry): EntryAt<'send' | 'refresh' | 'prefetch'> {
  const { publication } = entry;
  if (publication.act === 'refresh') return { ...baseOf(entry), stage: cdnStage(publication), attempts: 0 };
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'send', attempts: 0 };
}

/** The entry while it waits for the user. */
export function toHeld(entry: Entry): EntryAt<'held'> {
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'held' };
}

/** The entry once another author has changed its object. */
export function toConflict(entry: Entry, remote: RemoteChange): EntryAt<'conflict'> {
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'conflict', remote };
}

/** The entry when its object is to be refreshed. */
export function toRefresh(entry: Entry): EntryAt<'refresh'> {
  return { ...baseOf(entry), stage: 'refresh', attempts: 0 };
}

/** The entry once CDN has taken its URLs, or some of them. */
export function toTask(entry: Entry, taskIds: readonly string[], urlError?: PublishCause): EntryAt<'task'> {
  return { ...baseOf(entry), stage: 'task', attempts: 0, taskIds, urlError };
}

/** The entry when its refresh is done; `proof` where the edge gave none. */
export function toPrefetch(entry: Entry, proof: 'unproven' | undefined): EntryAt<'prefetch'> {
  return { ...baseOf(entry), stage: 'prefetch', attempts: 0, proof };
}

/** The entry after the last attempt. */
export function toFailed(entry: Entry, cause: PublishCause): EntryAt<'failed'> {
  const unsent = entry.stage === 'send' ? true : undefined;
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'failed', cause, unsent };
}

/** The part of an entry that every stage has. A command may come while a request to OSS is under way: the claim ends with that. */
export function baseOf(entry: Entry): EntryBase {
  const { publication, seq, version, at, requester, claim } = entry;
  const { mayDelete, owesRefresh, sent, object, goneEtag, multipart } = entry;
  const ofObject = { mayDelete, owesRefresh, sent, object, goneEtag, multipart };
  return { publication, seq, version, at, requester, claim: claim?.sending ? claim : undefined, ...ofObject };
}

/** The part of an entry that an upload of the same object begins with. */
export function unsentOf(entry: Entry): Unsent {
  if (isAt(entry, 'refresh', 'prefetch')) return {};
  const { taskIds, urlError } = entry;
  return isAt(entry, 'task') ? { taskIds, urlError } : { approved: entry.approved, taskIds, urlError };
}

/** A request without bases, after something of ours is in the bucket. */
export function withoutBases(request: Publication): Publication {
  const { bases, ...rest } = request;
  // The same object without bases: the store writes differences.
  return bases ? rest : request;
}

/** Returns whether the bucket may not have it: it waits, or failed before it was sent. */
export function isUnsent(entry: Entry): boolean {
  if (entry.publication.act === 'refresh') return false;
  return isAt(entry, ...unsentStages) || (entry.stage === 'failed' && entry.unsent === true);
}

/** The next attempt of an entry that waits for it. */
export function retryOf(entry: Entry): Retry | undefined {
  return isAt(entry, ...workStages) ? entry.retry : undefined;
}

/** Why an entry has failed, or waits for its next attempt. */
export function causeOf(entry: Entry): PublishCause | undefined {
  return entry.stage === 'failed' ? entry.cause : retryOf(entry)?.cause;
}

/** Those of these entries that have failed, for the user. */
export function toFailures(entries: readonly Entry[]): readonly PublishFailure[] {
  const failed = entries.filter((entry) => isAt(entry, 'failed'));
  return failed.map(({ publication, cause }) => ({ publication, cause }));
}

/** Returns whether the object is to be deleted if its file is missing. */
export function wantsDelete({ publication, mayDelete = false }: Entry): boolean {
  return mayDelete || publication.act === 'delete';
}

/** The entry without its claim. */
export function withoutClaim(entry: Entry): Entry {
  return { ...entry, claim: undefined };
}
