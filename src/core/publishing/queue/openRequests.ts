import type { Publication } from '../publication.js';
import type { RequestContext } from '../queueEntry.js';
import type { QueueRequest } from './queue.js';

/** Unfinished requests of this window, which are submitted again if the store is lost. */
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

  /** The requests of an account, as they were made. */
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
