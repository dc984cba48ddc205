import { type Entry, firstStage, isUnsent, moveEntry } from './entry.js';
import { waitsForQuota } from './retryPolicy.js';

/** What the person decides about entries (`stop`: nothing more is sent, what was sent is still refreshed; `revoke`: the same with what failed): all that the order fits and its fields name. */
export interface Order {
  readonly kind: 'retry' | 'dismiss' | 'cancel' | 'stop' | 'revoke' | 'overwrite' | 'skip' | 'publishHeld' | 'dropHeld';
  readonly ids?: readonly string[];
  readonly batch?: string;
  /** Those of these workspace folders, absolute. */
  readonly workspaceRoots?: readonly string[];
  /** Those that were wished for by then, ms since the epoch. */
  readonly until?: number;
}

/** A decision about these entries as the person saw them: what is wished for again by then, or comes to be, is not decided yet. */
export function orderAbout(kind: Order['kind'], entries: readonly Entry[]): Order {
  const ids = entries.map(({ publication }) => publication.id);
  return { kind, ids, until: entries.reduce((latest, { at }) => Math.max(latest, at), 0) };
}

/** The entry after an order; itself when the order does not concern it. */
export function obey(entry: Entry, order: Order, turn: number): Entry {
  const { stage } = entry;
  if (!isMeant(entry, order)) return entry;
  switch (order.kind) {
    case 'retry':
      if (waitsForQuota(entry)) return askQuota(entry);
      // Who tries one again has it at hand; all at once are tried as they were.
      return stage === 'failed' ? start(order.ids?.length === 1 ? withoutSeen(entry) : entry, turn) : entry;
    case 'dismiss':
      return stage === 'failed' ? moveEntry(entry, 'done', { turn }) : entry;
    case 'overwrite':
      return stage === 'conflict' ? { ...start(withoutSeen(entry), turn), approved: entry.remote?.etag ?? '' } : entry;
    case 'skip':
      return stage === 'conflict' ? end(entry, turn) : entry;
    case 'publishHeld':
      return stage === 'held' ? start(withoutSeen(entry), turn) : entry;
    case 'dropHeld':
      return stage === 'held' ? end(entry, turn) : entry;
    case 'cancel':
      return stage === 'done' ? entry : end(entry, turn);
    case 'revoke':
      return canRevoke(entry) ? end(entry, turn) : entry;
    case 'stop':
      return stage === 'send' || stage === 'conflict' || stage === 'held' ? end(entry, turn) : entry;
  }
}

function isMeant({ publication, at }: Entry, { ids, batch, workspaceRoots, until }: Order): boolean {
  if (ids && !ids.includes(publication.id)) return false;
  if (batch !== undefined && batch !== publication.batch) return false;
  if (workspaceRoots && !workspaceRoots.includes(publication.workspaceRoot)) return false;
  return until === undefined || at <= until;
}

/** Whether nothing has come of it yet; what is in the bucket by now is still to be refreshed. */
export function canRevoke({ stage, publication }: Entry): boolean {
  if (publication.act === 'refresh') return stage !== 'done';
  return stage === 'held' || stage === 'conflict' || stage === 'send' || stage === 'failed';
}

/** The entry after an order of that time: a file of a run that no longer goes to the bucket is noted as dropped. */
export function noteDropped(before: Entry, after: Entry, at: number): Entry {
  const isOfRun = before.publication.batch !== undefined;
  return isOfRun && isUnsent(before) && !isUnsent(after) ? { ...after, droppedAt: at } : after;
}

/** The run of Publish Folder that an order has taken an upload out of: its deletes were only wished for after all of its uploads. */
export function abandonedBatch(before: Entry, after: Entry): string | undefined {
  const { act, batch } = before.publication;
  return act !== 'delete' && isUnsent(before) && !isUnsent(after) ? batch : undefined;
}

/** A delete of such a run after that; any other entry as it is. */
export function abandon(entry: Entry, batches: ReadonlySet<string | undefined>, turn: number): Entry {
  const { act, batch } = entry.publication;
  const isConcerned = act === 'delete' && batch !== undefined && batches.has(batch) && isUnsent(entry);
  return isConcerned ? end(entry, turn) : entry;
}

/** The person wants the file as it is now. */
function withoutSeen({ publication: { seen: _seen, ...publication }, ...entry }: Entry): Entry {
  return { ...entry, publication };
}

function start(entry: Entry, turn: number): Entry {
  return moveEntry(entry, firstStage(entry.publication), { turn });
}

/** It goes on at once from where it is; should there be no quota yet, it waits again. It is the same wish, which may be on its way just now. */
function askQuota({ retryAt: _retryAt, cause: _cause, ...entry }: Entry): Entry {
  return { ...entry, asksQuota: true };
}

/** What may already be in the bucket is still refreshed; nothing else goes on. */
function end(entry: Entry, turn: number): Entry {
  const mayBeSent = entry.owesRefresh && entry.publication.act !== 'refresh' && entry.stage !== 'refresh';
  return moveEntry(entry, mayBeSent ? 'refresh' : 'done', { turn });
}
