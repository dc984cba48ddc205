import { formatTime, type Params, paginate, required } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';
import type { SandboxState, StoredRefreshTask } from '../../state/state.js';
import { reading } from '../serviceState.js';

const keptMs = 3 * 24 * 3_600_000;
const maxIds = 10;

/** DescribeRefreshTasks: the last three days, newest first. DomainName and Status require ObjectType. */
export const describeRefreshTasks = reading((params, state) => {
  if ((params.DomainName || params.Status) && !params.ObjectType) {
    throw new RpcError('MissingParameter', 400, 'The input parameter "ObjectType" that is mandatory is not supplied.');
  }
  const found = recentTasks(state).filter((task) => isWanted(task, params));
  const { page, fields } = paginate(found.reverse(), params, 100);
  return { ...fields, Tasks: { CDNTask: page.map((task) => toTask(task, statusOf(task))) } };
});

/** DescribeRefreshTaskById: up to ten ids, a flat list; the only call with the status Pending. */
export const describeRefreshTaskById = reading((params, state) => {
  const ids = required(params, 'TaskId')
    .split(',')
    .map((id) => id.trim());
  if (ids.length > maxIds || ids.some((id) => !/^\d+$/.test(id))) {
    throw new RpcError('InvalidTaskId.Malformed', 400, 'The specified TaskId is invalid.');
  }
  const found = recentTasks(state).filter(({ id }) => ids.includes(id));
  const tasks = found.map((task) => toTask(task, percentOf(task) < 5 && !task.failed ? 'Pending' : statusOf(task)));
  return { TotalCount: tasks.length, Tasks: tasks };
});

function recentTasks(state: SandboxState): StoredRefreshTask[] {
  const since = Date.now() - keptMs;
  return state.refreshTasks.filter(({ createdAt }) => createdAt >= since);
}

function isWanted(task: StoredRefreshTask, params: Params): boolean {
  const from = params.StartTime ? Date.parse(params.StartTime) : 0;
  const to = params.EndTime ? Date.parse(params.EndTime) : Number.MAX_SAFE_INTEGER;
  const fields = [
    [params.TaskId, task.id],
    [params.ObjectPath, task.url],
    [params.ObjectType?.toLowerCase(), task.type],
    [params.DomainName?.toLowerCase(), new URL(task.url).host],
    [params.Status?.toLowerCase(), statusOf(task).toLowerCase()],
  ];
  const isMatch = fields.every(([wanted, value]) => !wanted || wanted === value);
  return isMatch && task.createdAt >= from && task.createdAt < to;
}

function toTask(task: StoredRefreshTask, status: string): object {
  return {
    TaskId: task.id,
    ObjectPath: task.url,
    ObjectType: task.type,
    Status: status,
    Process: `${percentOf(task)}%`,
    CreationTime: formatTime(task.createdAt),
    Description: task.failed ?? '',
  };
}

function statusOf(task: StoredRefreshTask): string {
  if (task.failed) return 'Failed';
  return task.done ? 'Complete' : 'Refreshing';
}

function percentOf({ done, createdAt, effectiveAt }: StoredRefreshTask): number {
  if (done) return 100;
  const share = (Date.now() - createdAt) / Math.max(1, effectiveAt - createdAt);
  return Math.min(99, Math.max(0, Math.floor(share * 100)));
}
