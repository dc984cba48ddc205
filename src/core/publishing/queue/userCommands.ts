import { type Entry, firstStage, moveEntry, type Stage } from '../queueEntry.js';
import { canRetryNow, waitsForQuota } from './retryPolicy.js';

/** A user command: a decision about all entries that its kind and its fields match. `stop`: nothing more is sent, what was sent is still refreshed; `revoke`: the same, also for what failed. */
export interface UserCommand {
  readonly kind: 'retry' | 'dismiss' | 'cancel' | 'stop' | 'revoke' | 'overwrite' | 'skip' | 'publishHeld' | 'dropHeld';
  readonly ids?: readonly string[];
  readonly batch?: string;
  /** Those of these workspace folders, absolute; with `withUrls` also requests for URLs, which belong to none. */
  readonly workspaceRoots?: readonly string[];
  readonly withUrls?: boolean;
  /** Those that were requested by then, ms since the epoch. */
  readonly until?: number;
  /** Those up to and including this version: no clock that is set in between changes which ones are meant. */
  readonly upToVersion?: number;
}

/** A command about these entries as the user saw them: it does not match what is requested later. */
export function commandAbout(kind: UserCommand['kind'], entries: readonly Entry[]): UserCommand {
  const ids = entries.map(({ publication }) => publication.id);
  return { kind, ids, upToVersion: entries.reduce((latest, { version }) => Math.max(latest, version), 0) };
}

/** Stages of an entry before it is sent. */
export const unsentStages: readonly Stage[] = ['send', 'conflict', 'held'];

/** Whether an entry was requested by a time that is over by now; a time in the future comes from a clock that was set back, and counts as past. All are ms since the epoch. */
export function isRequestedBy({ at }: Entry, until: number, now: number): boolean {
  return at <= until || at > now;
}

/** The entry after a command: itself when the command does not match it, `undefined` when nothing is left to do for it; `now` in ms since the epoch. */
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
      // A single file that is retried is published as it is now; all at once are retried as they were.
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

/** Whether nothing has come of it yet; what is in the bucket by now is still to be refreshed. */
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

/** Continues at once from its stage; without quota it waits again. The version stays, since its request may be under way. */
function retryNow(entry: Entry): Entry {
  const { retryAt: _retryAt, cause: _cause, ...due } = entry;
  return waitsForQuota(entry) ? { ...due, asksQuota: true } : due;
}

/** What may already be in the bucket is still refreshed; nothing else is done. */
export function end(entry: Entry, version: number): Entry | undefined {
  const mayBeSent = entry.owesRefresh && entry.publication.act !== 'refresh' && entry.stage !== 'refresh';
  return mayBeSent || entry.sending === true ? moveEntry(entry, 'refresh', { version }) : undefined;
}
