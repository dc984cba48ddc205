import type { Publication } from './publication.js';
import type { QueueRequest } from './queue.js';

type Made = Pick<QueueRequest, 'held' | 'at'>;

/** What a window has requested and not yet seen end: it is made again should the store be lost. */
export class OpenRequests {
  private readonly requests = new Map<string, { readonly publication: Publication; readonly made: Made }>();

  get size(): number {
    return this.requests.size;
  }

  add(publications: readonly Publication[], made: Made): void {
    for (const publication of publications) this.requests.set(publication.id, { publication, made });
  }

  end({ id }: Publication): void {
    this.requests.delete(id);
  }

  clear(): void {
    this.requests.clear();
  }

  /** Those of an account, as they were made. */
  list(accountId: string): readonly QueueRequest[] {
    const lists = new Map<Made, Publication[]>();
    for (const { publication, made } of this.requests.values()) {
      if (publication.accountId !== accountId) continue;
      const own = lists.get(made);
      if (own) own.push(publication);
      else lists.set(made, [publication]);
    }
    return [...lists].map(([made, publications]) => ({ ...made, publications }));
  }
}
