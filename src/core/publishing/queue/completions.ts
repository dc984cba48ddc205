import type { ClockPort } from '../../ports/local.js';
import { type Listen, Signal } from '../../signal.js';
import type { CompletionKind } from '../publication.js';
import type { Completion, PublishStore, StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';
import { rowsAtOnce } from './entryChanges.js';

/** How long completions are kept for a window that may no longer exist, in ms. */
const completionMs = 10 * 60_000;

/** Tells the window that made a publish request how the request ended, even if another window did the work. */
export class Completions {
  private readonly finished = new Signal<Completion>();
  /** Fires when a request ends that this window has made or processed. */
  readonly onDidFinish: Listen<Completion> = this.finished.event;

  constructor(
    private readonly store: PublishStore,
    private readonly clock: Pick<ClockPort, 'now'>,
  ) {}

  /** Stores a completion for the window that made the request, in the transaction that ends the request. Does nothing if that is this window or unknown. */
  add(tx: StoreWriter, { publication, requester }: Entry, as: CompletionKind): void {
    if (requester === undefined || requester === this.store.windowId) return;
    const at = this.clock.now();
    tx.completions.prune(at - completionMs);
    tx.completions.add(requester, { publication, as, at });
  }

  /** Fires `onDidFinish` for entries that ended in this window, after their transaction. This includes requests made before the window was reloaded. */
  notify(entries: readonly Entry[], as: CompletionKind): void {
    const at = this.clock.now();
    for (const { publication } of entries) this.finished.fire({ publication, as, at });
  }

  /** Reads the stored completions for this window and fires `onDidFinish` for each. */
  async fetch(): Promise<void> {
    const { windowId } = this.store;
    for (let isMore = true; isMore; ) {
      const found = this.store.read(({ completions }) => completions.list(windowId, rowsAtOnce));
      const last = found.at(-1);
      if (!last) return;
      await this.store.write((tx) => tx.completions.remove(windowId, last.seq));
      for (const completion of found) this.finished.fire(completion);
      isMore = found.length === rowsAtOnce;
    }
  }
}
