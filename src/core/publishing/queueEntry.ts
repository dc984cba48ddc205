import type { Publication, PublishCause, PublishFailure } from './publication.js';

/**
 * The object that an upload of ours may have left in the bucket when its answer was lost. The content is recognized by its ETag or, if it was uploaded in
 * parts, by its CRC-64.
 */
export interface Sent {
  readonly size: number;
  readonly etag?: string;
  readonly crc64?: string;
  /** The ETag of the object that was to be replaced. This object is still there if the request was never sent. */
  readonly over?: string;
  /** When the object to be replaced was written, ms since the epoch by the clock of OSS. The same bytes with a later time were written by another author. */
  readonly overAt?: number;
  /** The ETag of an object that our upload has left corrupted. */
  readonly brokenEtag?: string;
  /** Whether a delete of ours may have taken effect, or may still do so. */
  readonly removed?: boolean;
}

/** A multipart upload that can be resumed as long as the file and its headers stay the same. */
export interface Multipart {
  readonly uploadId: string;
  readonly partSize: number;
  readonly md5: string;
  /** The headers given when the upload was started, as text from `rulesText`. They cannot be changed later. */
  readonly headers: string;
}

/** The URLs of an entry that CDN has accepted, with their tasks, when it refused other URLs of the same entry. */
export interface Taken {
  readonly urls: readonly string[];
  readonly taskIds: readonly string[];
}

/** The change that another author has made to the object in the bucket. Without `etag` the object was deleted. */
export interface RemoteChange {
  readonly etag?: string;
  readonly size?: number;
  /** Whether the ledger has no record of the object, which may have been published from here before records were lost. */
  readonly isUnknown?: boolean;
}

/** Which window works on an entry. `sending` is whether a PUT or DELETE of the object may be running. */
export interface Claim {
  readonly worker: string;
  readonly sending: boolean;
}

/** When a failed entry is tried again, not before `at` (ms since the epoch), and why it failed. */
export interface Retry {
  readonly at: number;
  readonly cause: PublishCause;
}

/** The part of a queue entry that every stage has. What is known about the object stays when another request replaces this one. */
export interface EntryBase {
  readonly publication: Publication;
  /** The position of the entry by its first request. Set by the store. */
  readonly seq?: number | undefined;
  /** Grows with each request for the same object, so that the outcome of an earlier version can be ignored. */
  readonly version: number;
  /** When the request was made, ms since the epoch. */
  readonly at: number;
  /** The window that made the last request. */
  readonly requester?: string | undefined;
  readonly claim?: Claim | undefined;
  /** Whether an earlier request, which this one replaced, was a delete. If the file is missing, the object is then deleted. */
  readonly mayDelete?: boolean | undefined;
  /** Whether the bucket may have changed since CDN was last asked to drop its copies. */
  readonly owesRefresh: boolean;
  readonly sent?: Sent | undefined;
  /** Whether the bucket has the object, as the outcome of this entry shows. The details are in the ledger record. Absent if this is not known yet. */
  readonly object?: 'present' | 'absent' | undefined;
  /** The ETag of the deleted object, if known. An edge that still serves this object is stale. */
  readonly goneEtag?: string | undefined;
  readonly multipart?: Multipart | undefined;
}

/** The facts that an upload or a delete knows before it starts. */
interface Unsent {
  /** The ETag of the object in the bucket that the user agreed to overwrite. Empty if the user agreed that there is none. */
  readonly approved?: string | undefined;
  /** The refresh tasks of an earlier request. If the file turns out to be unchanged, these are awaited instead of a new refresh. */
  readonly taskIds?: readonly string[] | undefined;
  readonly urlError?: PublishCause | undefined;
}

/** The part of an entry that is worked on without the user. */
interface Work {
  /** The number of failures in a row. */
  readonly attempts: number;
  readonly retry?: Retry | undefined;
}

/** The part of an entry that is submitted to CDN. */
interface CdnWork extends Work {
  /** The URLs that CDN has already accepted and that must not be submitted again. */
  readonly taken?: Taken | undefined;
  /** Whether the retry asks CDN for the quota even if it is cached. */
  readonly asksQuota?: boolean | undefined;
}

/** An entry that waits for the user, who has paused publishing, or whose file is no longer the one that was requested. */
interface HeldEntry extends EntryBase, Unsent {
  readonly stage: 'held';
}

/** An entry that waits for the user because another author has changed the object. */
interface ConflictEntry extends EntryBase, Unsent {
  readonly stage: 'conflict';
  readonly remote: RemoteChange;
}

/** An entry that is to be uploaded to OSS or deleted there. */
interface SendEntry extends EntryBase, Unsent, Work {
  readonly stage: 'send';
}

/** An entry whose URLs CDN is to refresh, which makes the edges drop their copies. */
interface RefreshEntry extends EntryBase, CdnWork {
  readonly stage: 'refresh';
}

/** An entry whose refresh CDN has accepted and is carrying out. */
interface TaskEntry extends EntryBase, Work {
  readonly stage: 'task';
  readonly taskIds: readonly string[];
  /** Why some URLs of the entry have no task. */
  readonly urlError?: PublishCause | undefined;
}

/** An entry whose object the edges of CDN are to fetch in advance. */
interface PrefetchEntry extends EntryBase, CdnWork {
  readonly stage: 'prefetch';
  /** `unproven` if the check of the edge before the prefetch did not prove that the content is fresh. */
  readonly proof?: 'unproven' | undefined;
}

/** An entry that has failed and waits for the user. */
interface FailedEntry extends EntryBase, Unsent {
  readonly stage: 'failed';
  readonly cause: PublishCause;
  /** Whether the entry failed before the bucket was changed. */
  readonly unsent?: boolean | undefined;
}

/** A publish request in the queue, as stored. `stage` tells what happens to it next. */
export type Entry = HeldEntry | ConflictEntry | SendEntry | RefreshEntry | TaskEntry | PrefetchEntry | FailedEntry;

/** The step that an entry is at. */
export type Stage = Entry['stage'];

/** An entry at one of these stages. */
export type EntryAt<Some extends Stage> = Extract<Entry, { readonly stage: Some }>;

/** The stages at which the extension works on an entry without the user. */
export const workStages = ['send', 'refresh', 'task', 'prefetch'] as const satisfies readonly Stage[];

/** An entry at a stage that needs no user. */
export type WorkingEntry = EntryAt<(typeof workStages)[number]>;

/** The stages at which nothing has been sent to OSS yet. */
export const unsentStages = ['send', 'conflict', 'held'] as const satisfies readonly Stage[];

/** Returns whether an entry is at one of these stages. */
export function isAt<Some extends Stage>(entry: Entry, ...stages: readonly Some[]): entry is EntryAt<Some> {
  return stages.some((stage) => stage === entry.stage);
}

/**
 * A command of the user for all matching entries. `stop` sends nothing more, but objects that were sent are still refreshed. `revoke` does the same and also
 * applies to failed entries.
 */
export interface UserCommand {
  readonly kind: 'retry' | 'dismiss' | 'cancel' | 'stop' | 'revoke' | 'overwrite' | 'skip' | 'publishHeld' | 'dropHeld';
  readonly ids?: readonly string[];
  readonly batch?: string;
  /** Only entries of these workspace folders (absolute paths). With `withUrls` also requests for URLs, which belong to no folder. */
  readonly workspaceRoots?: readonly string[];
  readonly withUrls?: boolean;
  /** Only entries requested at or before this time, ms since the epoch. */
  readonly until?: number;
  /** Only entries up to and including this version. Unlike `until`, this does not depend on a clock. */
  readonly upToVersion?: number;
}

/** Returns the first stage of a request that only concerns CDN. */
export function cdnStage({ request }: Publication): 'refresh' | 'prefetch' {
  return request?.kind === 'prefetches' ? 'prefetch' : 'refresh';
}

/** Returns the entry at its first stage, without the failures so far. */
export function restart(entry: Entry): EntryAt<'send' | 'refresh' | 'prefetch'> {
  const { publication } = entry;
  if (publication.act === 'refresh') return { ...baseOf(entry), stage: cdnStage(publication), attempts: 0 };
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'send', attempts: 0 };
}

/** Returns the entry at the stage where it waits for the user. */
export function toHeld(entry: Entry): EntryAt<'held'> {
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'held' };
}

/** Returns the entry at the stage where the user decides about another author's change of the object. */
export function toConflict(entry: Entry, remote: RemoteChange): EntryAt<'conflict'> {
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'conflict', remote };
}

/** Returns the entry at the stage where its object is to be refreshed. */
export function toRefresh(entry: Entry): EntryAt<'refresh'> {
  return { ...baseOf(entry), stage: 'refresh', attempts: 0 };
}

/** Returns the entry at the stage where CDN carries out the refresh. `urlError` tells why CDN did not accept some of the URLs. */
export function toTask(entry: Entry, taskIds: readonly string[], urlError?: PublishCause): EntryAt<'task'> {
  return { ...baseOf(entry), stage: 'task', attempts: 0, taskIds, urlError };
}

/** Returns the entry at the stage after its refresh, where it is prefetched. `proof` is `unproven` if the edge did not prove that the content is fresh. */
export function toPrefetch(entry: Entry, proof: 'unproven' | undefined): EntryAt<'prefetch'> {
  return { ...baseOf(entry), stage: 'prefetch', attempts: 0, proof };
}

/** Returns the entry as failed, after its last attempt. */
export function toFailed(entry: Entry, cause: PublishCause): EntryAt<'failed'> {
  const unsent = entry.stage === 'send' ? true : undefined;
  return { ...baseOf(entry), ...unsentOf(entry), stage: 'failed', cause, unsent };
}

/**
 * Returns the part of an entry that every stage has. The claim is kept only while a request to OSS is running, since a command may come in the meantime; the
 * claim then ends with that request.
 */
export function baseOf(entry: Entry): EntryBase {
  const { publication, seq, version, at, requester, claim } = entry;
  const { mayDelete, owesRefresh, sent, object, goneEtag, multipart } = entry;
  const ofObject = { mayDelete, owesRefresh, sent, object, goneEtag, multipart };
  return { publication, seq, version, at, requester, claim: claim?.sending ? claim : undefined, ...ofObject };
}

/** Returns what an upload of the same object can take over from an entry. */
export function unsentOf(entry: Entry): Unsent {
  if (isAt(entry, 'refresh', 'prefetch')) return {};
  const { taskIds, urlError } = entry;
  return isAt(entry, 'task') ? { taskIds, urlError } : { approved: entry.approved, taskIds, urlError };
}

/** Returns a request without the file's earlier contents (`bases`), which no longer matter once an upload of ours is in the bucket. */
export function withoutBases(request: Publication): Publication {
  const { bases, ...rest } = request;
  // The same object without bases: the store writes differences.
  return bases ? rest : request;
}

/** Returns whether the change may be missing in the bucket, because the entry still waits or failed before it was sent. */
export function isUnsent(entry: Entry): boolean {
  if (entry.publication.act === 'refresh') return false;
  return isAt(entry, ...unsentStages) || (entry.stage === 'failed' && entry.unsent === true);
}

/** Returns the scheduled retry of an entry, or `undefined` if it does not wait for one. */
export function retryOf(entry: Entry): Retry | undefined {
  return isAt(entry, ...workStages) ? entry.retry : undefined;
}

/** Returns why an entry has failed or waits for its next attempt. `undefined` if neither is the case. */
export function causeOf(entry: Entry): PublishCause | undefined {
  return entry.stage === 'failed' ? entry.cause : retryOf(entry)?.cause;
}

/** Returns the failed ones of these entries, in the form that is shown to the user. */
export function toFailures(entries: readonly Entry[]): readonly PublishFailure[] {
  const failed = entries.filter((entry) => isAt(entry, 'failed'));
  return failed.map(({ publication, cause }) => ({ publication, cause }));
}

/** Returns whether the object is to be deleted if its file is missing. */
export function wantsDelete({ publication, mayDelete = false }: Entry): boolean {
  return mayDelete || publication.act === 'delete';
}

/** Returns the entry without its claim. */
export function withoutClaim(entry: Entry): Entry {
  return { ...entry, claim: undefined };
}
