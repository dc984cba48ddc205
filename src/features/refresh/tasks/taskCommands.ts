import type { RefreshTask } from '../../../core/ports/cdn.js';
import { type TaskGroup, toRefreshKind } from '../../../core/refresh/taskGroups.js';
import { copyToClipboard } from '../../../host/display.js';
import { type SendDeps, sendUrls } from '../sendUrls.js';
import type { TaskTree } from './taskTree.js';

/** Sends the failed URLs of a task again. */
export async function retryTask(deps: SendDeps, tree: TaskTree, argument = ''): Promise<void> {
  const chosen = find(tree, argument);
  const request = toRefreshKind(chosen?.group.kind);
  const urls = chosen?.tasks.filter(({ status }) => status === 'failed').map(({ url }) => url) ?? [];
  if (request && urls.length > 0) await sendUrls(deps, request, urls);
}

/** Copies the URLs of a task, one a line. */
export async function copyTaskUrl(tree: TaskTree, argument = ''): Promise<void> {
  const urls = find(tree, argument)?.tasks.map(({ url }) => url);
  if (urls) await copyToClipboard(urls.join('\n'));
}

interface Chosen {
  readonly group: TaskGroup;
  readonly tasks: readonly RefreshTask[];
}

/** A group by its key, or one URL of it by key and place. */
function find(tree: TaskTree, argument: string): Chosen | undefined {
  const [key, at] = argument.split('\n');
  const group = tree.groups.find((each) => each.key === key);
  if (!group) return undefined;
  return { group, tasks: at === undefined ? group.tasks : group.tasks.slice(Number(at), Number(at) + 1) };
}
