import { meanPercent } from '../cdn/awaitTasks.js';
import type { RefreshKind } from '../cdn/callLimits.js';
import type { CdnPort, RefreshStatus, RefreshTask, RefreshTaskKind } from '../ports/cdn.js';

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

/** The URLs of one CDN task id, with their status. */
export interface TaskGroup {
  /** Identifies the group in the list. */
  readonly key: string;
  readonly id: string;
  readonly kind?: RefreshTaskKind;
  /** Ms since the epoch. */
  readonly createdAt?: number;
  /** The most severe status of its URLs. */
  readonly status: RefreshStatus;
  readonly percent: number;
  readonly tasks: readonly RefreshTask[];
}

/** From statuses that need the user to done. */
const order: readonly RefreshStatus[] = ['failed', 'refreshing', 'pending', 'complete'];

/** Groups tasks (newest first) by id and kind, each URL once, in order. */
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

/** The refresh kind to repeat a task; `undefined` for kinds that cannot be repeated here. */
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
