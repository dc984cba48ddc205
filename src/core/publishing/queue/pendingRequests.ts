import type { Publication } from '../publication.js';
import type { QueueRequest } from './queue.js';

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

  /** Passes on all pending requests in order; one that is rejected stays. */
  async drain(take: (request: QueueRequest) => Promise<void>): Promise<void> {
    while (this.waiting.length > 0) {
      // A command applies to every request before it.
      const at = this.waiting.findIndex(({ request }) => request.commands !== undefined);
      const some = at === 0 ? this.waiting.slice(0, 1) : this.waiting.slice(0, at < 0 ? undefined : at);
      await Promise.all(some.map(({ request }) => take(request)));
      this.waiting = this.waiting.slice(some.length);
      for (const { resolve } of some) resolve();
    }
  }

  /** Rejects every waiting promise: the disk refuses. */
  rejectAll(error: unknown): void {
    for (const { reject } of this.waiting) reject(error);
  }
}
