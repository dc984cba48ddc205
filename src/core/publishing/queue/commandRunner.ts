import type { ClockPort } from '../../ports/local.js';
import { type Listen, Signal } from '../../signal.js';
import type { EntryQuery, PublishStore, StoreReader, StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';
import type { Completions } from './completions.js';
import { type Change, changeIn, type EntryChange, inPages } from './entryChanges.js';
import { abandon, abandonedRun, applyCommand, endedBy, queryOf, type UserCommand } from './userCommands.js';

/** Applies commands of the user to the entries of one account; each is on disk when it resolves. */
export class CommandRunner {
  private readonly abandoned = new Signal<Entry>();
  /** Fires for an entry that was removed while it had an upload in parts. */
  readonly onDidAbandonParts: Listen<Entry> = this.abandoned.event;

  constructor(
    private readonly store: PublishStore,
    private readonly completions: Completions,
    private readonly clock: Pick<ClockPort, 'now'>,
    private readonly accountId: string,
  ) {}

  /** Changes all entries that the command matches, then the deletes of the runs that it has taken uploads out of. */
  async run(command: UserCommand): Promise<void> {
    const query = queryOf(command, this.accountId);
    // Read for each entry, so that what is requested meanwhile does not count as of the future.
    const work = (entry: Entry, version: number) => applyCommand(entry, command, { version, now: this.clock.now() });
    const batches = await (command.ids ? this.changeListed(command.ids, work) : this.changeFound(query, work));
    for (const batch of batches)
      await this.changeFound({ accountId: this.accountId, batch, acts: ['delete'] }, abandon);
  }

  /** Reports an entry whose uploaded parts nothing will resume. */
  abandonParts(entry: Entry): void {
    this.abandoned.fire(entry);
  }

  private changeListed(ids: readonly string[], work: Change): Promise<ReadonlySet<string>> {
    const find = ({ entries }: StoreReader, page: readonly string[]) =>
      page.flatMap((id) => entries.get(this.accountId, id) ?? []);
    return this.changePages(ids, work, find);
  }

  private async changeFound(query: EntryQuery, work: Change): Promise<ReadonlySet<string>> {
    // Waits for a window that is writing, which a read cannot.
    const seqs = await this.store.write(({ entries }) => entries.find(query));
    return this.changePages(seqs, work, ({ entries }, page) => entries.read(page));
  }

  /** Answers the runs that uploads were taken out of. */
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
