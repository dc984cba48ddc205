import type { Publication } from '../publication.js';
import type { QueueRequest } from './queue.js';

/** What the publications of one request share. */
type RequestContext = Pick<QueueRequest, 'held' | 'at'>;

/** Requests of this window that have not completed yet: submitted again should the store be lost. */
export class OpenRequests {
  private readonly requests = new Map<string, { readonly publication: Publication; readonly made: RequestContext }>();

  get size(): number {
    return this.requests.size;
  }

  add(publications: readonly Publication[], made: RequestContext): void {
    for (const publication of publications) this.requests.set(publication.id, { publication, made });
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
    for (const { publication, made } of this.requests.values()) {
      if (publication.accountId !== accountId) continue;
      const group = groups.get(made);
      if (group) group.push(publication);
      else groups.set(made, [publication]);
    }
    return [...groups].map(([made, publications]) => ({ ...made, publications }));
  }
}
