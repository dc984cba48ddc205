import { isErrorOf } from '../errors.js';
import type { FilePort } from '../ports/local.js';
import { type Disposable, type Listen, Signal } from '../signal.js';
import { largestComparedBytes } from './proveFresh.js';
import type { Publication, PublishFailure, PublishState } from './publication.js';
import { readPublishable } from './readPublishable.js';
import { cloudOf, Refresher, type RefresherDeps, type RefreshOutcome, toCause } from './refresher.js';

const concurrentUploads = 4;
/** How long the outcome is shown. */
const freshMs = 10_000;

/** What a publisher works with: the session, the clock, chance and the disk. */
export interface PublisherDeps extends RefresherDeps {
  readonly files: FilePort;
  /** The Content-Type of a key; the table behind it is long and loaded with the first upload. */
  loadContentType(): Promise<(key: string) => string>;
}

/** The queue from saved files to fresh bytes at the edge, one for each window. */
export class Publisher implements Disposable {
  private readonly changed = new Signal<void>();
  private readonly end = new AbortController();
  private readonly refresher: Refresher;
  private readonly waiting = new Map<string, Publication>();
  private readonly uploading = new Set<string>();
  /** Ids between their upload and the proof, with the turn of the upload. */
  private readonly refreshing = new Map<string, number>();
  private readonly failed = new Map<string, PublishFailure>();
  /** The latest turn of each id under way: an earlier one's outcome no longer counts. */
  private readonly turns = new Map<string, number>();
  private fresh = { count: 0, unproven: 0 };
  private turn = 0;
  private freshUntil = 0;

  readonly onDidChange: Listen<void> = this.changed.event;

  constructor(private readonly deps: PublisherDeps) {
    this.refresher = new Refresher(
      deps,
      {
        isBusy: () => this.waiting.size + this.uploading.size > 0,
        isCurrent: ({ publication, turn }) => this.turns.get(publication.id) === turn,
        onOutcome: (outcome) => this.settle(outcome),
      },
      this.end.signal,
    );
  }

  /** What to show now, the worst first. */
  get state(): PublishState {
    if (this.failed.size > 0) return { kind: 'failed', failures: [...this.failed.values()] };
    const uploading = new Set([...this.waiting.keys(), ...this.uploading]).size;
    if (uploading > 0) return { kind: 'uploading', count: uploading };
    if (this.refreshing.size > 0) return { kind: 'refreshing', count: this.refreshing.size };
    return this.fresh.count > 0 ? { kind: 'fresh', ...this.fresh } : { kind: 'idle' };
  }

  /** Publishes the file as it is on disk when its turn comes; a waiting one of the same object is replaced. */
  enqueue(publication: Publication): void {
    if (this.end.signal.aborted) return;
    if (this.state.kind === 'fresh') this.fresh = { count: 0, unproven: 0 };
    this.failed.delete(publication.id);
    this.waiting.set(publication.id, publication);
    this.turns.set(publication.id, ++this.turn);
    this.startUploads();
    this.changed.fire();
  }

  /** Tries failed files again, all of them without an id. */
  retry(id?: string): void {
    for (const { publication } of this.chosen(id)) this.enqueue(publication);
  }

  /** Takes failures off the list, all of them without an id. */
  dismiss(id?: string): void {
    for (const { publication } of this.chosen(id)) this.failed.delete(publication.id);
    this.changed.fire();
  }

  dispose(): void {
    this.end.abort();
  }

  private chosen(id: string | undefined): readonly PublishFailure[] {
    return [...this.failed.values()].filter(({ publication }) => id === undefined || publication.id === id);
  }

  private startUploads(): void {
    for (const [id, publication] of this.waiting) {
      if (this.uploading.size >= concurrentUploads) return;
      // Never two PUTs of one key at once: the later one waits for the earlier.
      if (this.uploading.has(id)) continue;
      this.waiting.delete(id);
      this.uploading.add(id);
      void this.upload(publication, this.turns.get(id) ?? 0);
    }
  }

  private async upload(publication: Publication, turn: number): Promise<void> {
    const { id } = publication;
    try {
      const cloud = await cloudOf(this.deps.session, publication.accountId);
      const bytes = await readPublishable(this.deps.files, publication);
      const toContentType = await this.deps.loadContentType();
      const headers = { 'content-type': toContentType(publication.key) };
      const { etag } = await cloud.oss.putObject(publication.bucket, publication.key, bytes, headers, this.end.signal);
      const kept = bytes.length <= largestComparedBytes ? { bytes } : {};
      this.refreshing.set(id, turn);
      this.refresher.add({ publication, turn, etag, ...kept });
    } catch (error) {
      this.fail(publication, turn, error);
    }
    this.uploading.delete(id);
    this.startUploads();
    this.changed.fire();
  }

  private fail(publication: Publication, turn: number, error: unknown): void {
    if (this.end.signal.aborted && isErrorOf(error, 'cancelled')) return;
    if (this.turns.get(publication.id) !== turn) return;
    this.turns.delete(publication.id);
    this.failed.set(publication.id, { publication, cause: toCause(error) });
  }

  private settle({ uploaded, result }: RefreshOutcome): void {
    const { publication, turn } = uploaded;
    const { id } = publication;
    if (this.refreshing.get(id) === turn) this.refreshing.delete(id);
    if (this.turns.get(id) === turn) {
      this.turns.delete(id);
      if (typeof result === 'object') this.failed.set(id, { publication, cause: result });
      else this.showFresh(result === 'unproven');
    }
    this.changed.fire();
  }

  private showFresh(unproven: boolean): void {
    this.fresh = { count: this.fresh.count + 1, unproven: this.fresh.unproven + Number(unproven) };
    const fading = this.freshUntil > 0;
    this.freshUntil = this.deps.clock.now() + freshMs;
    if (!fading) this.fadeFresh().catch(() => undefined);
  }

  /** Takes the outcome away 10 s after the last one; ends early only by disposal. */
  private async fadeFresh(): Promise<void> {
    const { clock } = this.deps;
    while (clock.now() < this.freshUntil) await clock.sleep(this.freshUntil - clock.now(), this.end.signal);
    this.freshUntil = 0;
    this.fresh = { count: 0, unproven: 0 };
    this.changed.fire();
  }
}
