import type { ClockPort } from '../../ports/local.js';
import { type Listen, Signal } from '../../signal.js';
import type { CompletionKind } from '../publication.js';
import type { Completion, PublishStore, StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';
import { rowsAtOnce } from './entryChanges.js';

/** How long completions wait for their window, which may be gone, ms. */
const completionMs = 10 * 60_000;

/** Notifies the window that made a publish request of its end, whichever window did the work. */
export class Completions {
  private readonly finished = new Signal<Completion>();
  /** Fires when a request ends that this window has made or processed. */
  readonly onDidFinish: Listen<Completion> = this.finished.event;

  constructor(
    private readonly store: PublishStore,
    private readonly clock: Pick<ClockPort, 'now'>,
  ) {}

  /** Stores a completion for another window, in the transaction that ends its request. */
  add(tx: StoreWriter, { publication, version, requester }: Entry, as: CompletionKind): void {
    if (requester === undefined || requester === this.store.windowId) return;
    const at = this.clock.now();
    tx.completions.prune(at - completionMs);
    tx.completions.add(requester, { publication, as, version, at });
  }

  /** Fires in this window after the transaction. The window may have reloaded since it made the requests. */
  notify(entries: readonly Entry[], as: CompletionKind): void {
    const at = this.clock.now();
    for (const { publication, version } of entries) this.finished.fire({ publication, as, version, at });
  }

  /** Fires for requests of this window that others have completed. */
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
