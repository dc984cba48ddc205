import {
  type Entry,
  isAt,
  restart,
  toRefresh,
  type UserCommand,
  unsentStages,
  type WorkingEntry,
} from '../queueEntry.js';
import { canRetryNow, waitsForQuota } from './retryPolicy.js';

/** Creates a command for exactly the entries that the user has seen. It does not apply to later requests for the same objects. */
export function commandAbout(kind: UserCommand['kind'], entries: readonly Entry[]): UserCommand {
  const ids = entries.map(({ publication }) => publication.id);
  return { kind, ids, upToVersion: entries.reduce((latest, { version }) => Math.max(latest, version), 0) };
}

/**
 * Returns whether an entry was requested at or before `until`. A request time in the future comes from a clock that was set back and counts as past. All
 * times are ms since the epoch.
 */
export function isRequestedBy({ at }: Entry, until: number, now: number): boolean {
  return at <= until || at > now;
}

/** Returns the entry after a command: unchanged if the command does not apply to it, `undefined` if nothing is left to do. `now` is in ms since the epoch. */
export function applyCommand(
  entry: Entry,
  command: UserCommand,
  { version, now }: { readonly version: number; readonly now: number },
): Entry | undefined {
  if (command.until !== undefined && !isRequestedBy(entry, command.until, now)) return entry;
  if (command.upToVersion !== undefined && entry.version > command.upToVersion) return entry;
  switch (command.kind) {
    case 'retry':
      if (canRetryNow(entry)) return retryNow(entry);
      if (entry.stage !== 'failed') return entry;
      // A single retried file is published as it is now; a retry of all uses the requested versions.
      return restart({ ...(command.ids?.length === 1 ? withoutSeenState(entry) : entry), version });
    case 'dismiss':
      return entry.stage === 'failed' ? undefined : entry;
    case 'overwrite':
      if (entry.stage !== 'conflict') return entry;
      return restart({ ...withoutSeenState(entry), version, approved: entry.remote.etag ?? '' });
    case 'skip':
      return entry.stage === 'conflict' ? end(entry, version) : entry;
    case 'publishHeld':
      return entry.stage === 'held' ? restart({ ...withoutSeenState(entry), version }) : entry;
    case 'dropHeld':
      return entry.stage === 'held' ? end(entry, version) : entry;
    case 'cancel':
      return end(entry, version);
    case 'revoke':
      return canRevoke(entry) ? end(entry, version) : entry;
    case 'stop':
      return isAt(entry, ...unsentStages) ? end(entry, version) : entry;
  }
}

/** Returns whether a revoked consent ends the entry because nothing has happened yet. Objects that are already in the bucket are still refreshed. */
export function canRevoke(entry: Entry): boolean {
  return entry.publication.act === 'refresh' || isAt(entry, ...unsentStages, 'failed');
}

/** Returns an entry that accepts the file as it is now, because the user has confirmed it. */
function withoutSeenState<Some extends Entry>(entry: Some): Some {
  const { seen: _seen, ...publication } = entry.publication;
  return { ...entry, publication };
}

/** Continues at once from its stage; without quota it waits again. The version stays, since its request may be running. */
function retryNow(entry: WorkingEntry): Entry {
  if (isAt(entry, 'refresh', 'prefetch') && waitsForQuota(entry))
    return { ...entry, retry: undefined, asksQuota: true };
  return { ...entry, retry: undefined };
}

/** Returns an entry that the user has ended: `undefined` if nothing is left to do, or an entry that still refreshes what may already be in the bucket. */
export function end(entry: Entry, version: number): Entry | undefined {
  const mayBeSent = entry.owesRefresh && entry.publication.act !== 'refresh' && entry.stage !== 'refresh';
  return mayBeSent || entry.claim?.sending ? toRefresh({ ...entry, version }) : undefined;
}
