import type { WorkTree } from '../../../core/ports/local.js';
import type { MappedPlace } from '../../../core/publishing/mapping/toPublication.js';
import { writePlaceHead } from '../../../core/publishing/placeHead.js';
import type { Publisher } from '../../../core/publishing/publisher.js';
import type { Disposable } from '../../../core/signal.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';

/** A place whose head is to be written once nothing waits to be sent to it, and the state of the repository when the files were requested. */
interface Due {
  readonly place: MappedPlace;
  readonly tree: WorkTree;
  isReady: boolean;
}

/** Writes the heads of places after whole folders and builds. See `PlaceHead`. */
export class PlaceHeads implements Disposable {
  private readonly due = new Map<string, Due>();
  private readonly end = new AbortController();
  private readonly listener: Disposable;
  private looking = false;
  /** Whether something changed since the look that is under way began. */
  private again = false;

  constructor(
    private readonly deps: Pick<FeatureDeps, 'session' | 'store' | 'clock' | 'history' | 'log'>,
    publisher: Pick<Publisher, 'onDidChange'>,
  ) {
    this.listener = publisher.onDidChange(() => void guard(deps.log, 'note what is published', () => this.look()));
  }

  /**
   * Notes that files of a folder, or of a build, are published from the present state of the repository. The head is written once `run` has ended, nothing more
   * was noted for `quietMs` and nothing waits to be sent. A failure leaves the place unknown.
   */
  note(
    place: MappedPlace,
    { quietMs = 0, run }: { readonly quietMs?: number; readonly run?: Promise<void> } = {},
  ): void {
    void guard(this.deps.log, 'note what is published', async () => {
      const tree = await this.deps.history.describe(place.root);
      if (!tree || this.end.signal.aborted) return;
      const earlier = this.due.get(place.root)?.tree;
      const isSame = !earlier || (earlier.isClean && earlier.commit === tree.commit);
      const due: Due = { place, tree: { ...tree, isClean: tree.isClean && isSame }, isReady: false };
      this.due.set(place.root, due);
      await run?.catch(() => undefined);
      if (quietMs > 0) await this.deps.clock.sleep(quietMs, this.end.signal);
      due.isReady = true;
      await this.look();
    });
  }

  dispose(): void {
    this.end.abort();
    this.listener.dispose();
  }

  /** Writes the heads of the places to which nothing waits to be sent. */
  private async look(): Promise<void> {
    this.again = true;
    if (this.due.size === 0 || this.looking || this.end.signal.aborted) return;
    this.looking = true;
    try {
      while (this.again) {
        this.again = false;
        await this.lookOnce();
      }
    } finally {
      this.looking = false;
    }
  }

  private async lookOnce(): Promise<void> {
    const store = await this.deps.store.open();
    for (const [root, due] of this.due) {
      if (!due.isReady) continue;
      const rows = store.read(({ entries }) => entries.tally(due.place.accountId));
      if (rows.some((row) => row.root === root && (row.stage === 'send' || row.stage === 'held'))) continue;
      this.due.delete(root);
      await this.write(due);
    }
  }

  private async write({ place, tree }: Due): Promise<void> {
    const { session, store, clock, history } = this.deps;
    const now = await history.describe(place.root);
    const isSame = now?.commit === tree.commit && now.isClean;
    const { bucket, prefix } = place.mapping;
    const tools = { oss: (await session.cloud()).oss, store: await store.open(), clock, history };
    const published = { folder: place.root, tree: { ...tree, isClean: tree.isClean && isSame } };
    await writePlaceHead(tools, { bucket, prefix }, published, this.end.signal);
  }
}
