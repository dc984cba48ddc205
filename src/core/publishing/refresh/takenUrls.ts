import type { Entry, Taken } from '../queueEntry.js';
import type { RefreshTarget } from './refreshTargets.js';

/** The URLs that CDN has taken, by entry, now and in earlier attempts: no attempt spends the quota on one of them again. */
export class TakenUrls {
  private readonly byId = new Map<string, { readonly urls: Set<string>; readonly taskIds: Set<string> }>();

  constructor(entries: readonly Entry[]) {
    for (const { publication, taken } of entries) {
      if (taken) this.byId.set(publication.id, { urls: new Set(taken.urls), taskIds: new Set(taken.taskIds) });
    }
  }

  /** Those of these targets that CDN has not taken yet. */
  without(targets: readonly RefreshTarget[]): readonly RefreshTarget[] {
    return targets.filter(({ id, url }) => !this.byId.get(id)?.urls.has(url));
  }

  add(targets: readonly RefreshTarget[], taskIds: readonly string[]): void {
    for (const { id, url } of targets) {
      const taken = this.byId.get(id) ?? { urls: new Set(), taskIds: new Set() };
      this.byId.set(id, taken);
      taken.urls.add(url);
      for (const taskId of taskIds) taken.taskIds.add(taskId);
    }
  }

  /** What was taken of an entry, to be kept until the next attempt; `undefined` when nothing was. */
  of(id: string): Taken | undefined {
    const taken = this.byId.get(id);
    return taken && { urls: [...taken.urls], taskIds: [...taken.taskIds] };
  }
}
