import { Pending } from '../../concurrency/pending.js';
import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import type { ClockPort } from '../../ports/local.js';
import type { Publication } from '../publication.js';
import type { QueueRequest } from '../publishStore.js';
import { backoffMs } from './retryPolicy.js';

/** The dependencies of a writer of requests. */
interface RequestWriterDeps {
  readonly clock: ClockPort;
  /** Returns a random number from 0 to 1, used to vary the length of pauses. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Opens the engine that accepts the requests of an account. Resolves to `undefined` after disposal. */
  open(accountId: string): Promise<{ accept(request: QueueRequest): Promise<void> } | undefined>;
  /** Stores a request if a newer version has changed the store. */
  setAside(request: QueueRequest): Promise<void>;
  onDidChange(): void;
}

/**
 * Writes requests to disk, for each account in order. Requests that the disk refuses are kept and tried again; meanwhile only the commands after them have
 * to wait.
 */
export class RequestWriter {
  private readonly sending = new Pending();
  private readonly pending = new Map<string, PendingRequests>();
  /** Accounts whose requests are being written. */
  private readonly writing = new Set<string>();
  /** Whether the disk refused the last write. */
  isRefused = false;
  /** Whether the last requests were set aside, so that the window has to be reloaded. */
  needsReload = false;

  constructor(private readonly deps: RequestWriterDeps) {}

  /** The accounts for which this window has made requests. */
  get accounts(): Iterable<string> {
    return this.pending.keys();
  }

  /** Returns the account's requests that are not on disk yet. */
  publicationsOf(accountId: string): readonly Publication[] {
    return this.pending.get(accountId)?.publications ?? [];
  }

  /** Writes a request. Resolves once it is on disk. Rejects if the disk refuses, in which case the request is kept and written later. */
  send(request: QueueRequest): Promise<void> {
    const { accountId } = request;
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
        const error = await this.setAside(pending, toAppError(caught));
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
  private async setAside(pending: PendingRequests, error: AppError): Promise<AppError | undefined> {
    if (!isErrorOf(error, 'storeNewer')) return error;
    try {
      pending.rejectCommands(error);
      await pending.drain((request) => this.deps.setAside(request));
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

/** Keeps the requests that are not on disk yet, each with the promise of its caller. */
export class PendingRequests {
  private waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  get publications(): readonly Publication[] {
    return this.waiting.flatMap(({ request }) => request.publications);
  }

  /** Adds a request. Resolves once it is on disk. Rejects if the disk refuses, in which case the request is kept. */
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

  /** Rejects and removes all waiting commands. */
  rejectCommands(error: unknown): void {
    const isCommand = ({ request }: Waiting) => request.commands !== undefined;
    for (const { reject } of this.waiting.filter(isCommand)) reject(error);
    this.waiting = this.waiting.filter((each) => !isCommand(each));
  }

  /** Rejects the promises of all waiting requests after the disk refused. The requests themselves are kept. */
  rejectAll(error: unknown): void {
    for (const { reject } of this.waiting) reject(error);
  }
}
