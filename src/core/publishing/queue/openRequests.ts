import type { Publication } from '../publication.js';
import type { RequestContext } from '../queueEntry.js';
import type { QueueRequest } from './queue.js';

/** Requests of this window that have not completed yet: submitted again should the store be lost. */
export class OpenRequests {
  private readonly requests = new Map<
    string,
    { readonly publication: Publication; readonly context: RequestContext }
  >();

  get size(): number {
    return this.requests.size;
  }

  add(publications: readonly Publication[], context: RequestContext): void {
    for (const publication of publications) this.requests.set(publication.id, { publication, context });
  }

  delete(id: string): void {
    this.requests.delete(id);
  }

  clear(): void {
    this.requests.clear();
  }

  /** Those of an account, as they were made together. */
  list(accountId: string): readonly QueueRequest[] {
    const groups = new Map<RequestContext, Publication[]>();
    for (const { publication, context } of this.requests.values()) {
      if (publication.accountId !== accountId) continue;
      const group = groups.get(context);
      if (group) group.push(publication);
      else groups.set(context, [publication]);
    }
    return [...groups].map(([context, publications]) => ({ ...context, publications }));
  }
}
