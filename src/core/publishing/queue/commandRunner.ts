import { type Listen, Signal } from '../../signal.js';
import type { EntryQuery, PublishStore, StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';
import type { Completions } from './completions.js';
import { type Change, changeIn, type EntryChange } from './entryChanges.js';
import { abandon, abandonedRun, applyCommand, endedBy, queryOf, type UserCommand } from './userCommands.js';

/** Entries of one transaction. */
const rowsAtOnce = 250;

/** Applies commands of the user to the entries of one account; each is on disk when it resolves. */
export class CommandRunner {
  private readonly abandoned = new Signal<Entry>();
  /** Fires for an entry that was removed while it had an upload in parts. */
  readonly onDidAbandonParts: Listen<Entry> = this.abandoned.event;

  constructor(
    private readonly store: PublishStore,
    private readonly completions: Completions,
    private readonly accountId: string,
  ) {}

  /** Changes all entries that the command matches, then the deletes of the runs that it has taken uploads out of. */
  async run(command: UserCommand): Promise<void> {
    const query = queryOf(command, this.accountId);
    const work = (entry: Entry, version: number) => applyCommand(entry, command, version);
    const changes = command.ids ? await this.changeListed(command.ids, work) : await this.changeFound(query, work);
    const batches = new Set(changes.flatMap(({ before, after }) => abandonedRun(before, after) ?? []));
    for (const batch of batches)
      await this.changeFound({ accountId: this.accountId, batch, acts: ['delete'] }, abandon);
  }

  /** Reports an entry whose uploaded parts nothing will resume. */
  abandonParts(entry: Entry): void {
    this.abandoned.fire(entry);
  }

  private async changeListed(ids: readonly string[], work: Change): Promise<readonly EntryChange[]> {
    const changes: EntryChange[] = [];
    for (let start = 0; start < ids.length; start += rowsAtOnce) {
      const some = ids.slice(start, start + rowsAtOnce);
      const find = (tx: StoreWriter) => some.flatMap((id) => tx.entries.get(this.accountId, id) ?? []);
      const page = await this.store.write((tx) => this.change(tx, find(tx), work), { durable: true });
      this.notify(page);
      for (const change of page) changes.push(change);
    }
    return changes;
  }

  private async changeFound(query: Omit<EntryQuery, 'limit'>, work: Change): Promise<readonly EntryChange[]> {
    const changes: EntryChange[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const from: number = after;
      const page = await this.store.write(
        (tx) => {
          const found = tx.entries.list({ ...query, after: from, limit: rowsAtOnce });
          return { last: found.at(-1)?.seq, changes: this.change(tx, found, work) };
        },
        { durable: true },
      );
      this.notify(page.changes);
      for (const change of page.changes) changes.push(change);
      after = page.last;
    }
    return changes;
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
