import { meanPercent } from '../cdn/awaitTasks.js';
import type { RefreshKind } from '../cdn/callLimits.js';
import type { CdnPort, RefreshStatus, RefreshTask, RefreshTaskKind } from '../ports/cdn.js';

/** The number of URLs that are read in one call. */
const pageSize = 50;

/** Loads the refresh and prefetch tasks of the last 3 days page by page, newest first. */
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

  /** The number of URLs that have been read, and the number of all. */
  get progress(): readonly [read: number, total: number] {
    return [this.read, this.total];
  }

  /** Whether any listed task is still pending or running. */
  get isUnfinished(): boolean {
    return this.tasks.some(isInProgress);
  }

  /** Reads all pages that are shown again. If a call fails, the old content stays and this rejects. */
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

  /** Loads one more page. If this fails, the old content stays and this rejects. */
  async more(cdn: Pick<CdnPort, 'listRefreshTasks'>, signal: AbortSignal): Promise<void> {
    this.pages += 1;
    try {
      await this.reload(cdn, signal);
    } catch (error) {
      this.pages -= 1;
      throw error;
    }
  }

  /** Empties the list, for example when another account signs in. */
  clear(): void {
    [this.tasks, this.total, this.read, this.pages] = [[], 0, 0, 1];
  }
}

/** Returns whether a task is still pending or running. */
function isInProgress({ status }: Pick<RefreshTask, 'status'>): boolean {
  return status === 'pending' || status === 'refreshing';
}

/** The URLs that CDN lists under the same task id, and their status. */
export interface TaskGroup {
  /** Identifies the group in the tree. CDN may use the same id for tasks of different kinds. */
  readonly key: string;
  readonly id: string;
  readonly kind?: RefreshTaskKind;
  /** Ms since the epoch. */
  readonly createdAt?: number;
  /** The most severe status among the URLs. */
  readonly status: RefreshStatus;
  readonly percent: number;
  readonly tasks: readonly RefreshTask[];
}

/** The statuses from most severe, which needs the user, to done. */
const order: readonly RefreshStatus[] = ['failed', 'refreshing', 'pending', 'complete'];

/** Groups tasks by id and kind and keeps their order, newest first. Each URL of a group is listed once. */
export function groupTasks(tasks: readonly RefreshTask[]): readonly TaskGroup[] {
  const groups = new Map<string, Map<string, RefreshTask>>();
  for (const task of tasks) {
    const key = `${task.id} ${task.kind ?? ''}`;
    const urls = groups.get(key) ?? new Map<string, RefreshTask>();
    groups.set(key, urls);
    // Pages overlap if something is submitted between reading them; the first reading is newer.
    if (!urls.has(task.url)) urls.set(task.url, task);
  }
  return [...groups].map(([key, urls]) => toGroup(key, [...urls.values()]));
}

/** Returns the kind of refresh that repeats a task. `undefined` for tasks that cannot be repeated here. */
export function toRefreshKind(kind: RefreshTaskKind | undefined): RefreshKind | undefined {
  if (kind === 'file') return 'urls';
  if (kind === 'directory') return 'directories';
  if (kind === 'regex') return 'patterns';
  return kind === 'prefetch' ? 'prefetches' : undefined;
}

function toGroup(key: string, tasks: readonly RefreshTask[]): TaskGroup {
  const [first] = tasks;
  const status = order.find((each) => tasks.some((task) => task.status === each)) ?? 'complete';
  const { kind, createdAt } = first ?? {};
  return {
    key,
    id: first?.id ?? '',
    ...(kind && { kind }),
    ...(createdAt !== undefined && { createdAt }),
    status,
    percent: meanPercent(tasks),
    tasks,
  };
}
