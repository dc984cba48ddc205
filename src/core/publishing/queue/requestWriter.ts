import { Pending } from '../../concurrency/pending.js';
import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import type { ClockPort } from '../../ports/local.js';
import type { Publication } from '../publication.js';
import type { QueueRequest } from './queue.js';
import { backoffMs } from './retryPolicy.js';

/** The dependencies of a writer of requests. */
export interface RequestWriterDeps {
  readonly clock: ClockPort;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Opens the receiver of an account's requests; `undefined` after disposal. */
  open(accountId: string): Promise<{ accept(request: QueueRequest): Promise<void> } | undefined>;
  /** Stores a request if a newer version has changed the store: `SetAsideRequest`. */
  setAside(accountId: string, request: QueueRequest): Promise<void>;
  onDidChange(): void;
}

/** Writes requests to disk, in order for each account. Refused ones are kept and tried again, and block only the commands after them. */
export class RequestWriter {
  private readonly sending = new Pending();
  private readonly pending = new Map<string, PendingRequests>();
  /** Accounts whose requests are being written. */
  private readonly writing = new Set<string>();
  /** Whether the disk refused the last write. */
  isRefused = false;
  /** Whether the last requests were set aside. */
  needsReload = false;

  constructor(private readonly deps: RequestWriterDeps) {}

  /** Accounts with requests in this window. */
  get accounts(): Iterable<string> {
    return this.pending.keys();
  }

  /** Requests that are not on disk yet. */
  publicationsOf(accountId: string): readonly Publication[] {
    return this.pending.get(accountId)?.publications ?? [];
  }

  /** Resolves once the request is on disk; rejects if the disk refuses it, and then writes it later. */
  send(accountId: string, request: QueueRequest): Promise<void> {
    const pending = this.pending.get(accountId) ?? new PendingRequests();
    this.pending.set(accountId, pending);
    const accepted = this.sending.add(pending.push(request));
    void this.write(accountId, pending);
    return accepted;
  }

  /** Resolves once all requests so far are on disk or were refused. */
  settle(): Promise<void> {
    return this.sending.settle();
  }

  private async write(accountId: string, pending: PendingRequests): Promise<void> {
    const { signal, clock, random } = this.deps;
    if (this.writing.has(accountId)) return;
    this.writing.add(accountId);
    for (let attempts = 0; !pending.isEmpty && !signal.aborted; attempts++) {
      try {
        const engine = await this.deps.open(accountId);
        if (engine) await pending.drain((request) => engine.accept(request));
        this.isRefused = false;
        this.needsReload = false;
      } catch (caught) {
        if (signal.aborted) break;
        const error = await this.setAside(accountId, pending, toAppError(caught));
        if (!error) continue;
        this.isRefused = true;
        pending.rejectAll(error);
        this.deps.onDidChange();
        await clock.sleep(backoffMs(attempts, 'blocked', random()), signal).catch(() => undefined);
      }
    }
    this.writing.delete(accountId);
    this.deps.onDidChange();
  }

  /** Returns why the requests still have to be written. A command is for the window that shows its entries. */
  private async setAside(accountId: string, pending: PendingRequests, error: AppError): Promise<AppError | undefined> {
    if (!isErrorOf(error, 'storeNewer')) return error;
    try {
      pending.rejectCommands(error);
      await pending.drain((request) => this.deps.setAside(accountId, request));
    } catch (refused) {
      return toAppError(refused);
    }
    this.isRefused = false;
    this.needsReload = true;
    return undefined;
  }
}

interface Waiting {
  readonly request: QueueRequest;
  resolve(): void;
  reject(error: unknown): void;
}

/** Requests that are not on disk yet, with their promises. */
export class PendingRequests {
  private waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  get publications(): readonly Publication[] {
    return this.waiting.flatMap(({ request }) => request.publications);
  }

  /** Resolves once the request is on disk; rejects if the disk refuses it, and then keeps it. */
  push(request: QueueRequest): Promise<void> {
    return new Promise((resolve, reject) => this.waiting.push({ request, resolve, reject }));
  }

  /** Passes on all pending requests in order. A rejected one stays alone. Rejects with the first error. */
  async drain(take: (request: QueueRequest) => Promise<void>): Promise<void> {
    while (this.waiting.length > 0) {
      // A command applies to every request before it.
      const at = this.waiting.findIndex(({ request }) => request.commands !== undefined);
      const some = at === 0 ? this.waiting.slice(0, 1) : this.waiting.slice(0, at < 0 ? undefined : at);
      const results = await Promise.allSettled(some.map(({ request }) => take(request)));
      const isTaken = (at: number) => results[at]?.status === 'fulfilled';
      this.waiting = this.waiting.filter((_, at) => at >= some.length || !isTaken(at));
      for (const [at, { resolve }] of some.entries()) if (isTaken(at)) resolve();
      const refused = results.find((result) => result.status === 'rejected');
      if (refused) throw refused.reason;
    }
  }

  /** Rejects commands permanently. */
  rejectCommands(error: unknown): void {
    const isCommand = ({ request }: Waiting) => request.commands !== undefined;
    for (const { reject } of this.waiting.filter(isCommand)) reject(error);
    this.waiting = this.waiting.filter((each) => !isCommand(each));
  }

  /** Rejects every waiting promise after the disk refused. */
  rejectAll(error: unknown): void {
    for (const { reject } of this.waiting) reject(error);
  }
}
