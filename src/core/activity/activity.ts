import type { CloudCall } from '../ports/cloud.js';
import type { Listen } from '../signal.js';
import { type Change, isReversible, type ResourceKind } from './change.js';

/** A call that is about to change something, named as the vendor's call will name itself, so that the two are shown as one. */
export interface TrackedCall extends Pick<CloudCall, 'action' | 'subject' | 'functionName'> {
  readonly change?: Change | undefined;
}

/** One stored change to the cloud: data only, no secret. */
export interface ActivityEntry {
  readonly id: string;
  /** The vendor's action, such as `AddDomainRecord`. */
  readonly action: string;
  /** The subject of the change, as shown. */
  readonly subject: string;
  /** In ms since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The number of calls that share the entry, if several: then `subject` is their folder, and `requestId` that of the last one. */
  readonly calls?: number;
  readonly requestId?: string;
  /** The tasks that a refresh or prefetch started at CDN. */
  readonly taskIds?: readonly string[];
  /** The error code of a failed call. */
  readonly failed?: string;
  /** The error code if the answer was lost: whether the change took effect is unknown. */
  readonly unknown?: string;
  readonly change?: Change;
  /** When it was undone, in ms since the epoch. */
  readonly undoneAt?: number;
}

/** An entry of a change of a resource of this kind. */
export type ChangeEntry<K extends ResourceKind = ResourceKind> = ActivityEntry & {
  readonly change: Extract<Change, { readonly kind: K }>;
};

/** Whether a change took effect, still stands as far as this list knows, and can be put back. */
export function canUndo(entry: ActivityEntry): entry is ChangeEntry {
  const { change, failed, unknown, undoneAt } = entry;
  const stands = failed === undefined && unknown === undefined && undoneAt === undefined;
  return stands && change !== undefined && isReversible(change);
}

/** The changes in the signed-in account from all windows, newest first. */
export interface Activity {
  readonly entries: readonly ActivityEntry[];
  readonly onDidChange: Listen<void>;
  /** The newest change with this action and subject that can be undone. */
  findUndoable(change: Pick<ActivityEntry, 'action' | 'subject'>): ActivityEntry | undefined;
  /** Loads the changes of other windows and earlier sessions. */
  load(): Promise<void>;
  /**
   * Makes a change and notes how it ended; `complete` adds to the change what only its result tells. When the answer is
   * lost, `readBack` looks in the cloud whether the change is in effect all the same, and resolves to it then.
   */
  track<T>(
    call: TrackedCall,
    work: () => Promise<T>,
    complete?: (result: T) => Change | undefined,
    readBack?: () => Promise<Change | undefined>,
  ): Promise<T>;
  /** Records that an entry was undone. */
  markUndone(id: string): Promise<void>;
}
