import type { CloudCall } from '../ports/cloud.js';
import type { Listen } from '../signal.js';
import { type Change, isReversible, type ResourceKind } from './change.js';

/**
 * A call that is about to change something in the cloud. It is named exactly as the vendor's call, so that both are shown as one entry in the list of
 * changes.
 */
export interface TrackedCall extends Pick<CloudCall, 'action' | 'subject' | 'functionName'> {
  readonly change?: Change | undefined;
}

/** An entry in the list of changes: one change that was made in the cloud. Contains only data, and no secret. */
export interface ActivityEntry {
  readonly id: string;
  /** The name of the vendor's operation, such as `AddDomainRecord`. */
  readonly action: string;
  /** The changed thing, as shown to the user. */
  readonly subject: string;
  /** When the call started, in ms since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The number of calls, if the entry combines several. `subject` is then the folder that they share, and `requestId` belongs to the last call. */
  readonly calls?: number;
  readonly requestId?: string;
  /** The ids of the tasks that a refresh or prefetch has started at CDN. */
  readonly taskIds?: readonly string[];
  /** The error code, if the call failed. */
  readonly failed?: string;
  /** The error code, if the answer was lost, so that it is unknown whether the change took effect. */
  readonly unknown?: string;
  readonly change?: Change;
  /** When the change was undone, in ms since the epoch. Absent if it was not. */
  readonly undoneAt?: number;
}

/** An entry of a change of a resource of this kind. */
export type ChangeEntry<K extends ResourceKind = ResourceKind> = ActivityEntry & {
  readonly change: Extract<Change, { readonly kind: K }>;
};

/** Returns whether a change can be undone: it took effect, was not undone since, and the state before it can be restored. */
export function canUndo(entry: ActivityEntry): entry is ChangeEntry {
  const { change, failed, unknown, undoneAt } = entry;
  const stands = failed === undefined && unknown === undefined && undoneAt === undefined;
  return stands && change !== undefined && isReversible(change);
}

/**
 * A change of the user that takes many calls, and is shown as one entry with this action and subject. `covers` tells whether it changes an object, by
 * `bucket/key`.
 */
export interface Gathering extends Pick<ActivityEntry, 'subject'> {
  readonly action: 'CopyObject' | 'MoveObjects';
  readonly covers: (object: string) => boolean;
}

/** The list of changes made in the signed-in account by all windows, newest first. */
export interface Activity {
  readonly entries: readonly ActivityEntry[];
  readonly onDidChange: Listen<void>;
  /** Returns the newest change with this action and subject that can be undone, or `undefined` if there is none. */
  findUndoable(change: Pick<ActivityEntry, 'action' | 'subject'>): ActivityEntry | undefined;
  /** Reads the changes made in other windows and earlier sessions into the list. */
  load(): Promise<void>;
  /**
   * Runs `work`, which makes a change, and records how it ended. `complete` returns the change with what only the result tells. If the answer was lost,
   * `readBack` looks in the cloud and resolves to the change if it is in effect.
   */
  track<T>(
    call: TrackedCall,
    work: () => Promise<T>,
    complete?: (result: T) => Change | undefined,
    readBack?: () => Promise<Change | undefined>,
  ): Promise<T>;
  /** Runs `work`, and shows all of its successful calls about some objects as one entry. */
  gather<T>(gathering: Gathering, work: () => Promise<T>): Promise<T>;
  /** Records that the change of this entry was undone. */
  markUndone(id: string): Promise<void>;
}
