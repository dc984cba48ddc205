import type { RefreshKind } from '../../core/cdn/callLimits.js';
import type { RefreshTask } from '../../core/ports/cdn.js';
import { type TaskGroup, toRefreshKind } from '../../core/refresh/taskGroups.js';
import type { CdnTarget } from '../../host/commandIds.js';
import { copyToClipboard } from '../../host/display.js';
import { copyCdnUrl, copyCdnUrlAs, openAtCdn } from './addressCommands.js';
import { checkAtEdge } from './checkAtEdge.js';
import type { RefreshDeps, TaskView } from './refreshDeps.js';
import { prefetchUrls, refreshFolder, refreshPattern, refreshUrls } from './sendCommands.js';
import { type SendDeps, sendUrls } from './sendUrls.js';
import { TaskTree } from './tasks/taskTree.js';

type Given = readonly CdnTarget[];

/** Refreshing by hand with its view. Their output file is loaded when first needed. */
export type Refreshing = ReturnType<typeof openRefreshing>;

/** Creates it, once per window, without reading or sending anything. */
export function openRefreshing(deps: RefreshDeps & Pick<SendDeps, 'sendLater' | 'follow'>, view: TaskView) {
  const tree = new TaskTree(deps, view);
  const sending: SendDeps = {
    ...deps,
    onEnded: () => tree.refreshIfLoaded(),
  };
  return {
    tree,
    sendUrls: (request: RefreshKind, urls: readonly string[]) => sendUrls(sending, request, urls),
    onTargets: {
      'ossCdn.refreshUrls': (given: Given) => refreshUrls(sending, given),
      'ossCdn.prefetchUrls': (given: Given) => prefetchUrls(sending, given),
      'ossCdn.refreshPath': (given: Given) => refreshUrls(sending, given),
      'ossCdn.prefetchPath': (given: Given) => prefetchUrls(sending, given),
      'ossCdn.refreshFolder': (given: Given) => refreshFolder(sending, given),
      'ossCdn.refreshPattern': (given: Given) => refreshPattern(sending, given),
      'ossCdn.copyCdnUrl': (given: Given) => copyCdnUrl(deps, given),
      'ossCdn.copyCdnUrlAs': (given: Given) => copyCdnUrlAs(deps, given),
      'ossCdn.openAtCdn': (given: Given) => openAtCdn(deps, given),
      'ossCdn.checkAtEdge': (given: Given) => checkAtEdge(sending, given),
    },
    retryTask: (given?: string) => retryTask(sending, tree, given),
    copyTaskUrl: (given?: string) => copyTaskUrl(tree, given),
  };
}

/** Submits the failed URLs of a task again. */
async function retryTask(deps: SendDeps, tree: TaskTree, argument = ''): Promise<void> {
  const chosen = find(tree, argument);
  const request = toRefreshKind(chosen?.group.kind);
  const urls = chosen?.tasks.filter(({ status }) => status === 'failed').map(({ url }) => url) ?? [];
  if (request && urls.length > 0) await sendUrls(deps, request, urls);
}

/** Copies the URLs of a task, one per line. */
async function copyTaskUrl(tree: TaskTree, argument = ''): Promise<void> {
  const urls = find(tree, argument)?.tasks.map(({ url }) => url);
  if (urls) await copyToClipboard(urls.join('\n'));
}

interface Chosen {
  readonly group: TaskGroup;
  readonly tasks: readonly RefreshTask[];
}

/** Finds a group by its key, or one of its URLs by key and position. */
function find(tree: TaskTree, argument: string): Chosen | undefined {
  const [key, at] = argument.split('\n');
  const group = tree.groups.find((each) => each.key === key);
  if (!group) return undefined;
  return { group, tasks: at === undefined ? group.tasks : group.tasks.slice(Number(at), Number(at) + 1) };
}
