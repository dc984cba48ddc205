import type { Publication } from './publication.js';
import type { Intake } from './queueText.js';

/** Wishes that are not yet on disk, and who waits for that. */
export class Inbox {
  private intakes: Intake[] = [];
  private waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];

  get isEmpty(): boolean {
    return this.intakes.length === 0;
  }

  /** Whether the person has decided something, which is about all wishes before. */
  get hasOrders(): boolean {
    return this.intakes.some(({ orders = [] }) => orders.length > 0);
  }

  get publications(): readonly Publication[] {
    return this.intakes.flatMap(({ publications }) => publications);
  }

  /** Takes a wish; resolves once it is on disk, rejects when the disk refuses, after which it is still tried again. */
  push(intake: Intake): Promise<void> {
    this.intakes.push(intake);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** Hands over what is there; what comes meanwhile is left for the next time, and all of it when the work fails. */
  async empty(work: (intakes: readonly Intake[]) => Promise<void>): Promise<void> {
    const { length } = this.intakes;
    if (length === 0) return;
    await work(this.intakes.slice(0, length));
    this.intakes = this.intakes.slice(length);
    for (const { resolve } of this.waiting.splice(0, this.waiting.length - this.intakes.length)) resolve();
  }

  /** Tells those who wait that the disk refuses. */
  refuse(error: unknown): void {
    for (const { reject } of this.waiting) reject(error);
    this.waiting = this.waiting.map(() => ({ resolve: () => undefined, reject: () => undefined }));
  }
}
