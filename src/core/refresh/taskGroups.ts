import { meanPercent } from '../cdn/awaitTasks.js';
import type { RefreshKind } from '../cdn/callLimits.js';
import type { RefreshStatus, RefreshTask, RefreshTaskKind } from '../ports/cdn.js';

/** The URLs that CDN carries out under one task id, and how that stands. */
export interface TaskGroup {
  /** Names the group among all that are listed. */
  readonly key: string;
  readonly id: string;
  readonly kind?: RefreshTaskKind;
  /** Ms since the epoch. */
  readonly createdAt?: number;
  /** The worst of its URLs. */
  readonly status: RefreshStatus;
  readonly percent: number;
  readonly tasks: readonly RefreshTask[];
}

/** From what needs the user to what is done. */
const order: readonly RefreshStatus[] = ['failed', 'refreshing', 'pending', 'complete'];

/** Groups tasks (the newest first) by id and kind, each URL once, in the order they came. */
export function groupTasks(tasks: readonly RefreshTask[]): readonly TaskGroup[] {
  const groups = new Map<string, Map<string, RefreshTask>>();
  for (const task of tasks) {
    const key = `${task.id} ${task.kind ?? ''}`;
    const urls = groups.get(key) ?? new Map<string, RefreshTask>();
    groups.set(key, urls);
    // Pages overlap when something is submitted between reading them; what was read first is newer.
    if (!urls.has(task.url)) urls.set(task.url, task);
  }
  return [...groups].map(([key, urls]) => toGroup(key, [...urls.values()]));
}

/** What to ask of CDN to have a task of this kind again; `undefined` for kinds that are not ours to repeat. */
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
