import { Pending } from '../../concurrency/pending.js';
import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import type { ClockPort } from '../../ports/local.js';
import type { Publication } from '../publication.js';
import type { QueueRequest } from './queue.js';
import { backoffMs } from './retryPolicy.js';

/** What a writer of requests works with. */
export interface RequestWriterDeps {
  readonly clock: ClockPort;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** What takes the requests of an account; `undefined` at the end. */
  open(accountId: string): Promise<{ accept(request: QueueRequest): Promise<void> } | undefined>;
  /** Keeps a request where a newer version has changed the store: `SetAsideRequest`. */
  setAside(accountId: string, request: QueueRequest): Promise<void>;
  onDidChange(): void;
}

/** Writes requests to disk, each account's in their order; what the disk refuses is kept and tried again, and holds back only the commands behind it. */
export class RequestWriter {
  private readonly sending = new Pending();
  private readonly pending = new Map<string, PendingRequests>();
  /** Accounts whose requests are being written. */
  private readonly writing = new Set<string>();
  /** The disk has refused the last write. */
  isRefused = false;
  /** The last requests were set aside. */
  needsReload = false;

  constructor(private readonly deps: RequestWriterDeps) {}

  /** Accounts that have ever requested something here. */
  get accounts(): Iterable<string> {
    return this.pending.keys();
  }

  /** What is not yet on disk. */
  publicationsOf(accountId: string): readonly Publication[] {
    return this.pending.get(accountId)?.publications ?? [];
  }

  /** Resolves once the request is on disk; rejects when the disk refuses it, after which it is written when it can be. */
  send(accountId: string, request: QueueRequest): Promise<void> {
    const pending = this.pending.get(accountId) ?? new PendingRequests();
    this.pending.set(accountId, pending);
    const accepted = this.sending.add(pending.push(request));
    void this.write(accountId, pending);
    return accepted;
  }

  /** Resolves once all that was sent by now is on disk, or was refused by it. */
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

  /** Answers why the requests still have to be written; a command is for the window that shows the entries as they are then. */
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

/** Requests that are not yet on disk, with the promises that wait for it. */
export class PendingRequests {
  private waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  get publications(): readonly Publication[] {
    return this.waiting.flatMap(({ request }) => request.publications);
  }

  /** Resolves once the request is on disk; rejects when the disk refuses it, after which it stays pending. */
  push(request: QueueRequest): Promise<void> {
    return new Promise((resolve, reject) => this.waiting.push({ request, resolve, reject }));
  }

  /** Passes on all pending requests in order; one that is rejected stays, alone. Rejects as the first of these does. */
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

  /** Rejects commands for good: they are no longer pending. */
  rejectCommands(error: unknown): void {
    const isCommand = ({ request }: Waiting) => request.commands !== undefined;
    for (const { reject } of this.waiting.filter(isCommand)) reject(error);
    this.waiting = this.waiting.filter((each) => !isCommand(each));
  }

  /** Rejects every waiting promise: the disk refuses. */
  rejectAll(error: unknown): void {
    for (const { reject } of this.waiting) reject(error);
  }
}
