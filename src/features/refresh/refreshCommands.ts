import type { RefreshKind } from '../../core/cdn/refreshKinds.js';
import type { CdnTarget } from '../../host/commandIds.js';
import { copyCdnUrl, copyCdnUrlAs, openAtCdn } from './addressCommands.js';
import { checkAtEdge } from './checkAtEdge.js';
import type { RefreshDeps, TaskView } from './refreshDeps.js';
import { prefetchUrls, refreshFolder, refreshUrls } from './sendCommands.js';
import { type SendDeps, sendUrls } from './sendUrls.js';
import { copyTaskUrl, retryTask } from './tasks/taskCommands.js';
import { TaskTree } from './tasks/taskTree.js';

type Given = readonly CdnTarget[];

/** What refreshing by hand and its view do, in an output file of its own that is loaded when either is first needed. */
export type Refreshing = ReturnType<typeof openRefreshing>;

/** Makes it, once in a window; nothing is read or sent yet. */
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
      'ossCdn.copyCdnUrl': (given: Given) => copyCdnUrl(deps, given),
      'ossCdn.copyCdnUrlAs': (given: Given) => copyCdnUrlAs(deps, given),
      'ossCdn.openAtCdn': (given: Given) => openAtCdn(deps, given),
      'ossCdn.checkAtEdge': (given: Given) => checkAtEdge(sending, given),
    },
    retryTask: (given?: string) => retryTask(sending, tree, given),
    copyTaskUrl: (given?: string) => copyTaskUrl(tree, given),
  };
}
