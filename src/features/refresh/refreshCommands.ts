import type { RefreshKind } from '../../core/cdn/callLimits.js';
import { l10n } from '../../core/l10n.js';
import { hasDotSegment } from '../../core/objectKey.js';
import type { RefreshTask } from '../../core/ports/cdn.js';
import { toUrl } from '../../core/refresh/addresses.js';
import { type CopyForm, copyForms, copyText } from '../../core/refresh/copyAs.js';
import { type TaskGroup, toRefreshKind } from '../../core/refresh/taskList.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import type { CdnTarget } from '../../host/commandIds.js';
import { openUrl } from '../../host/console/openPage.js';
import { copyLines, copyToClipboard, showWarning } from '../../host/display.js';
import { checkAtEdge } from './checkAtEdge.js';
import { findAddresses, type ServedAddress } from './findAddresses.js';
import { findSubjects } from './findSubjects.js';
import type { RefreshDeps, TaskView } from './refreshDeps.js';
import { prefetchUrls, refreshFolder, refreshPattern, refreshUrls } from './sendCommands.js';
import { type SendDeps, sendUrls } from './sendUrls.js';
import { TaskTree } from './tasks/taskTree.js';

type Given = readonly CdnTarget[];

/** The commands for refreshing by hand, and the view of the tasks. Their output file is loaded when first needed. */
export type Refreshing = ReturnType<typeof openRefreshing>;

/** Creates the commands and the view, once per window, without reading or sending anything. */
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

/** Submits the failed URLs of a task once more. */
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

/** Finds a task group by its key, or one of its URLs by the key and a position. */
function find(tree: TaskTree, argument: string): Chosen | undefined {
  const [key, at] = argument.split('\n');
  const group = tree.groups.find((each) => each.key === key);
  if (!group) return undefined;
  return { group, tasks: at === undefined ? group.tasks : group.tasks.slice(Number(at), Number(at) + 1) };
}

const titles = {
  url: () => l10n.t('URL'),
  markdown: () => 'Markdown',
  html: () => 'HTML',
  css: () => 'CSS',
} satisfies Record<CopyForm, () => string>;

/** Copies the CDN URLs of the targets, one per line. */
export async function copyCdnUrl(deps: RefreshDeps, given: Given): Promise<void> {
  const places = await findPlaces(deps, given);
  if (places) await copyLines(listTexts(places, 'url'));
}

/** Copies the CDN URLs of the targets in a format that the user chooses from a preview. */
async function copyCdnUrlAs(deps: RefreshDeps, given: Given): Promise<void> {
  const places = await findPlaces(deps, given);
  if (!places) return;
  const reply = await deps.ui.pick<CopyForm>({
    title: l10n.t('Copy CDN URL As'),
    placeholder: l10n.t('Choose a format'),
    items: copyForms.map((form) => ({
      label: titles[form](),
      detail: listTexts(places.slice(0, 1), form).join(),
      value: form,
    })),
  });
  if (reply.kind === 'value') await copyLines(listTexts(places, reply.value));
}

/** Opens the CDN URL of the target in the browser. */
export async function openAtCdn(deps: RefreshDeps, given: Given): Promise<void> {
  const [place] = (await findPlaces(deps, given.slice(0, 1))) ?? [];
  if (place) await openUrl(toUrl(place.domain, place.path));
}

async function findPlaces(deps: RefreshDeps, given: Given): Promise<readonly ServedAddress[] | undefined> {
  const subjects = await findSubjects(deps, given, { as: 'files' });
  const found = subjects && (await findAddresses(deps, subjects, 'one'));
  const places = found?.filter(({ path }) => !hasDotSegment(path)) ?? [];
  const lost = found?.filter(({ path }) => hasDotSegment(path)) ?? [];
  if (lost.length > 0) void showWarning(lostText(lost));
  return places.length > 0 ? places : undefined;
}

function lostText(places: readonly ServedAddress[]): string {
  return l10n.t(
    'Browsers cannot open {0}, because they resolve the "." or ".." in its path: use Open Object or Download instead',
    noticeText(listText(places.map(({ subject }) => subject.name))),
  );
}

function listTexts(places: readonly ServedAddress[], form: CopyForm): readonly string[] {
  return places.map(({ domain, path, subject }) => copyText(form, toUrl(domain, path), lastPart(subject.name)));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1) || name;
}
