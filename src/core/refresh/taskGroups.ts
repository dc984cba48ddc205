import { meanPercent } from '../cdn/awaitTasks.js';
import type { RefreshKind } from '../cdn/callLimits.js';
import type { RefreshStatus, RefreshTask, RefreshTaskKind } from '../ports/cdn.js';

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
