import type { CdnPort, RefreshTask } from '../ports/cdn.js';
import { groupTasks, type TaskGroup } from './taskGroups.js';

/** URLs per page. */
const pageSize = 50;

/** The loaded refreshes and prefetches of the last 3 days, newest first. */
export class TaskList {
  private tasks: readonly RefreshTask[] = [];
  private total = 0;
  private pages = 1;
  private read = 0;

  get groups(): readonly TaskGroup[] {
    return groupTasks(this.tasks);
  }

  get hasMore(): boolean {
    return this.read < this.total;
  }

  /** The number of URLs read, and of all. */
  get progress(): readonly [read: number, total: number] {
    return [this.read, this.total];
  }

  /** Returns whether a listed task will still change. */
  get isUnfinished(): boolean {
    return this.tasks.some(isInProgress);
  }

  /** Reads the listed pages again; a failure keeps the old ones. */
  async reload(cdn: Pick<CdnPort, 'listRefreshTasks'>, signal: AbortSignal): Promise<void> {
    const found: RefreshTask[] = [];
    let total = 0;
    for (let page = 1; page <= this.pages; page++) {
      const answer = await cdn.listRefreshTasks({ page, limit: pageSize }, signal);
      total = answer.total;
      found.push(...answer.tasks);
      if (answer.tasks.length < pageSize) break;
    }
    [this.tasks, this.total, this.read] = [found, total, found.length];
  }

  /** Loads another page. */
  async more(cdn: Pick<CdnPort, 'listRefreshTasks'>, signal: AbortSignal): Promise<void> {
    this.pages += 1;
    try {
      await this.reload(cdn, signal);
    } catch (error) {
      this.pages -= 1;
      throw error;
    }
  }

  /** Clears the list, such as for another account. */
  clear(): void {
    [this.tasks, this.total, this.read, this.pages] = [[], 0, 0, 1];
  }
}

/** Returns whether a task will still change. */
function isInProgress({ status }: Pick<RefreshTask, 'status'>): boolean {
  return status === 'pending' || status === 'refreshing';
}
