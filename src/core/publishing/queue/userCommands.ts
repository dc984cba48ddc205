import { type Entry, firstStage, moveEntry, type Stage } from '../queueEntry.js';
import { canRetryNow, waitsForQuota } from './retryPolicy.js';

/**
 * A user command for all matching entries. `stop`: nothing more is sent, but sent objects are still refreshed. `revoke`:
 * the same, also for failed entries.
 */
export interface UserCommand {
  readonly kind: 'retry' | 'dismiss' | 'cancel' | 'stop' | 'revoke' | 'overwrite' | 'skip' | 'publishHeld' | 'dropHeld';
  readonly ids?: readonly string[];
  readonly batch?: string;
  /** Entries of these workspace folders, absolute; with `withUrls` also requests for URLs, which belong to none. */
  readonly workspaceRoots?: readonly string[];
  readonly withUrls?: boolean;
  /** Entries requested by then, ms since the epoch. */
  readonly until?: number;
  /** Entries up to and including this version, which does not depend on a clock. */
  readonly upToVersion?: number;
}

/** A command for these entries as shown to the user; it does not match later requests. */
export function commandAbout(kind: UserCommand['kind'], entries: readonly Entry[]): UserCommand {
  const ids = entries.map(({ publication }) => publication.id);
  return { kind, ids, upToVersion: entries.reduce((latest, { version }) => Math.max(latest, version), 0) };
}

/** Stages before an entry is sent. */
export const unsentStages: readonly Stage[] = ['send', 'conflict', 'held'];

/**
 * Returns whether an entry was requested by that time. A future time comes from a clock that was set back, and counts as
 * past. All are ms since the epoch.
 */
export function isRequestedBy({ at }: Entry, until: number, now: number): boolean {
  return at <= until || at > now;
}

/**
 * The entry after a command: unchanged if the command does not match, `undefined` if nothing is left to do; `now` in ms
 * since the epoch.
 */
export function applyCommand(
  entry: Entry,
  command: UserCommand,
  { version, now }: { readonly version: number; readonly now: number },
): Entry | undefined {
  const { stage } = entry;
  if (command.until !== undefined && !isRequestedBy(entry, command.until, now)) return entry;
  if (command.upToVersion !== undefined && entry.version > command.upToVersion) return entry;
  switch (command.kind) {
    case 'retry':
      if (canRetryNow(entry)) return retryNow(entry);
      // A single retried file is published as it is now; a retry of all uses the requested versions.
      return stage === 'failed' ? start(command.ids?.length === 1 ? withoutSeenState(entry) : entry, version) : entry;
    case 'dismiss':
      return stage === 'failed' ? undefined : entry;
    case 'overwrite':
      return stage === 'conflict'
        ? { ...start(withoutSeenState(entry), version), approved: entry.remote?.etag ?? '' }
        : entry;
    case 'skip':
      return stage === 'conflict' ? end(entry, version) : entry;
    case 'publishHeld':
      return stage === 'held' ? start(withoutSeenState(entry), version) : entry;
    case 'dropHeld':
      return stage === 'held' ? end(entry, version) : entry;
    case 'cancel':
      return end(entry, version);
    case 'revoke':
      return canRevoke(entry) ? end(entry, version) : entry;
    case 'stop':
      return unsentStages.includes(stage) ? end(entry, version) : entry;
  }
}

/** Returns whether nothing has happened yet. Objects in the bucket are still refreshed. */
export function canRevoke({ stage, publication }: Entry): boolean {
  if (publication.act === 'refresh') return true;
  return unsentStages.includes(stage) || stage === 'failed';
}

/** The user wants the file as it is now. */
function withoutSeenState({ publication: { seen: _seen, ...publication }, ...entry }: Entry): Entry {
  return { ...entry, publication };
}

function start(entry: Entry, version: number): Entry {
  return moveEntry(entry, firstStage(entry.publication), { version });
}

/** Continues at once from its stage; without quota it waits again. The version stays, since its request may be running. */
function retryNow(entry: Entry): Entry {
  const { retryAt: _retryAt, cause: _cause, ...due } = entry;
  return waitsForQuota(entry) ? { ...due, asksQuota: true } : due;
}

/** Ends an entry; what may already be in the bucket is still refreshed. */
export function end(entry: Entry, version: number): Entry | undefined {
  const mayBeSent = entry.owesRefresh && entry.publication.act !== 'refresh' && entry.stage !== 'refresh';
  return mayBeSent || entry.sending === true ? moveEntry(entry, 'refresh', { version }) : undefined;
}
