import type { ClockPort } from '../../ports/local.js';
import { type Listen, Signal } from '../../signal.js';
import { turnOf, turns } from '../publication.js';
import type { EntryQuery, PublishStore, StoreReader, StoreWriter } from '../publishStore.js';
import { type Entry, isUnsent, type Stage, type UserCommand, unsentStages } from '../queueEntry.js';
import type { Completions } from './completions.js';
import { inPages, replace } from './entryChanges.js';
import { applyCommand, end } from './userCommands.js';

/** Applies user commands to the queue entries of one account. Each command is on disk when its promise resolves. */
export class CommandRunner {
  private readonly abandoned = new Signal<Entry>();
  /** Fires for a removed entry that has a multipart upload, whose parts are to be deleted. */
  readonly onDidAbandonParts: Listen<Entry> = this.abandoned.event;

  constructor(
    private readonly store: PublishStore,
    private readonly completions: Completions,
    private readonly clock: Pick<ClockPort, 'now'>,
    private readonly accountId: string,
  ) {}

  /** Applies a command to all matching entries. Then ends the deletes of those runs that lost an upload by the command. */
  async run(command: UserCommand): Promise<void> {
    const query = queryOf(command, this.accountId);
    // Read per entry, so that requests made meanwhile do not count as future ones.
    const work = (entry: Entry, version: number) => applyCommand(entry, command, { version, now: this.clock.now() });
    const batches = await (command.ids ? this.changeListed(command.ids, work) : this.changeFound(query, work));
    for (const batch of batches)
      await this.changeFound({ accountId: this.accountId, batch, acts: ['delete'] }, abandon);
  }

  /** Reports an entry whose uploaded parts will never be used. */
  abandonParts(entry: Entry): void {
    this.abandoned.fire(entry);
  }

  private changeListed(ids: readonly string[], work: Change): Promise<ReadonlySet<string>> {
    const find = ({ entries }: StoreReader, page: readonly string[]) =>
      page.flatMap((id) => entries.get(this.accountId, id) ?? []);
    const inTurn = ids.toSorted((left, right) => turnOf({ key: left }) - turnOf({ key: right }));
    return this.changePages(inTurn, work, find);
  }

  private async changeFound(query: EntryQuery, work: Change): Promise<ReadonlySet<string>> {
    // Waits for a window that writes, which a read cannot. In send order, since one transaction's changes may be claimed before the next.
    const find = ({ entries }: StoreReader) => turns.flatMap((turn) => entries.find({ ...query, turn }));
    const seqs = await this.store.write(find);
    return this.changePages(seqs, work, ({ entries }, page) => entries.read(page));
  }

  /** Changes entries page by page. Resolves to the runs that lost an upload by this. */
  private async changePages<Item>(
    items: readonly Item[],
    work: Change,
    find: (tx: StoreReader, page: readonly Item[]) => readonly Entry[],
  ): Promise<ReadonlySet<string>> {
    const batches = new Set<string>();
    await inPages(items, async (page, durable) => {
      const changes = await this.store.write((tx) => this.change(tx, find(tx, page), work), { durable });
      this.notify(changes);
      for (const { before, after } of changes) {
        const batch = abandonedRun(before, after);
        if (batch !== undefined) batches.add(batch);
      }
    });
    return batches;
  }

  private change(tx: StoreWriter, entries: readonly Entry[], work: Change): readonly EntryChange[] {
    const changes = changeIn(tx, entries, work);
    for (const { before, after } of changes) {
      const as = endedBy(before, after);
      if (as) this.completions.add(tx, before, as);
    }
    return changes;
  }

  private notify(changes: readonly EntryChange[]): void {
    for (const { before, after } of changes) {
      if (before.multipart && !after) this.abandonParts(before);
      const as = endedBy(before, after);
      if (as) this.completions.notify([before], as);
    }
  }
}

const stagesOf: Readonly<Record<UserCommand['kind'], readonly Stage[] | undefined>> = {
  retry: ['failed', 'send', 'refresh', 'task', 'prefetch'],
  dismiss: ['failed'],
  overwrite: ['conflict'],
  skip: ['conflict'],
  publishHeld: ['held'],
  dropHeld: ['held'],
  cancel: undefined,
  revoke: undefined,
  stop: unsentStages,
};

/** Returns a query for all entries to which a command may apply. */
function queryOf({ kind, batch, workspaceRoots, withUrls }: UserCommand, accountId: string): EntryQuery {
  const stages = stagesOf[kind];
  return {
    accountId,
    ...(stages && { stages }),
    ...(batch !== undefined && { batch }),
    ...(workspaceRoots && { workspaceRoots }),
    ...(withUrls && { withUrls }),
  };
}

/** The end of a request by a command: `dropped` for a file of a run that is not in the bucket yet; `undefined` if the request continues. */
function endedBy(before: Entry, after: Entry | undefined): 'dropped' | 'cancelled' | undefined {
  if (after && (isUnsent(after) || !isUnsent(before))) return undefined;
  return isDropped(before, after) ? 'dropped' : 'cancelled';
}

function isDropped(before: Entry, after: Entry | undefined): boolean {
  return before.publication.batch !== undefined && isUnsent(before) && !(after && isUnsent(after));
}

/** Returns the run of Publish Folder that has lost an upload by a command, or `undefined`. The deletes of a run may only happen after all of its uploads. */
function abandonedRun(before: Entry, after: Entry | undefined): string | undefined {
  const { act, batch } = before.publication;
  return act !== 'delete' && isDropped(before, after) ? batch : undefined;
}

/** Returns an entry of a run that lost an upload. A delete that has not been sent ends, since its condition will not be met; other entries stay as they are. */
function abandon(entry: Entry, version: number): Entry | undefined {
  return entry.publication.act === 'delete' && isUnsent(entry) ? end(entry, version) : entry;
}

/** Returns the changed entry, with the given version if it needs a new one, or `undefined` to remove the entry. */
type Change = (entry: Entry, version: number) => Entry | undefined;

/** An entry before and after a change. */
interface EntryChange {
  readonly before: Entry;
  readonly after: Entry | undefined;
}

/** Changes entries within a transaction. Returns only those that were really changed. */
function changeIn(tx: StoreWriter, entries: readonly Entry[], work: Change): readonly EntryChange[] {
  return entries.flatMap((before) => {
    const after = work(before, tx.entries.nextVersion());
    if (after === before) return [];
    replace(tx, before, after);
    return [{ before, after }];
  });
}
