import * as vscode from 'vscode';
import type { AppError } from '../../../core/errors.js';
import type { RefreshStatus, RefreshTask, RefreshTaskKind } from '../../../core/ports/cdn.js';
import { type TaskGroup, toRefreshKind } from '../../../core/refresh/taskGroups.js';
import { treeItem } from '../../../host/display.js';
import { errorText } from '../../../host/errors/presentError.js';
import { countText } from '../../../host/text/bucketText.js';
import { momentText, shortDateTime } from '../../../host/text/timeText.js';

const icons = {
  pending: ['clock', 'charts.blue'],
  refreshing: ['sync~spin', 'charts.blue'],
  complete: ['pass', 'testing.iconPassed'],
  failed: ['error', 'list.errorForeground'],
} satisfies Record<RefreshStatus, readonly [string, string]>;

/** How the row of a task looks at `now`: its path, or how many URLs, then state, time, kind and domain. */
export function groupItem(group: TaskGroup, now: number): vscode.TreeItem {
  const { tasks, status, percent, createdAt, kind } = group;
  const [first] = tasks;
  const label = tasks.length > 1 ? vscode.l10n.t('{0} URLs', countText(tasks.length)) : pathOf(first);
  const state = vscode.TreeItemCollapsibleState;
  const look = { label, id: group.key, collapsibleState: tasks.length > 1 ? state.Collapsed : state.None };
  const words = [
    stateText(status, percent),
    createdAt === undefined ? undefined : shortDateTime(createdAt, now),
    kindText(kind),
    hostOf(first),
  ];
  return draw(look, group, status, words);
}

/** How the row of one URL of a task looks. */
export function urlItem(group: TaskGroup, at: number): vscode.TreeItem {
  const task = group.tasks[at];
  const { status = group.status, percent = 0 } = task ?? {};
  const look = { label: pathOf(task), id: `${group.key}\n${at}` };
  return draw(look, group, status, [stateText(status, percent)]);
}

/** Everything known of a task, as plain text. */
export function taskTooltip(group: TaskGroup, at: number, requestId: string | undefined): string {
  const task = group.tasks[at];
  const description = task?.description ?? group.tasks.find((each) => each.description)?.description;
  return [
    task?.url,
    [stateText(task?.status ?? group.status, task?.percent ?? group.percent), kindText(group.kind)].join(' · '),
    group.createdAt !== undefined && momentText(group.createdAt),
    vscode.l10n.t('Task: {0}', group.id),
    requestId && `RequestId: ${requestId}`,
    description,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The row that lists the next page, with how many URLs are listed of all. */
export function moreItem([read, total]: readonly [number, number]): vscode.TreeItem {
  const description = vscode.l10n.t('{0} of {1} loaded', countText(read), countText(total));
  const item = treeItem({ label: vscode.l10n.t('Load More'), description });
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'more';
  item.command = { command: 'ossCdn.moreRefreshTasks', title: vscode.l10n.t('Load More') };
  return item;
}

/** The row in place of what could not be read; a click tries again. */
export function failedItem(error: AppError): vscode.TreeItem {
  const item = treeItem({ label: errorText(error), description: vscode.l10n.t('Click to retry') });
  item.id = 'failed';
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'failed';
  item.command = { command: 'ossCdn.refreshTaskList', title: vscode.l10n.t('Retry') };
  return item;
}

function draw(
  look: Pick<vscode.TreeItem, 'id' | 'collapsibleState'> & { readonly label: string },
  group: TaskGroup,
  status: RefreshStatus,
  words: readonly (string | undefined)[],
): vscode.TreeItem {
  const [icon, color] = icons[status];
  const description = words.filter(Boolean).join(' · ');
  const canRetry = status === 'failed' && toRefreshKind(group.kind) !== undefined;
  return treeItem({
    ...look,
    description,
    iconPath: new vscode.ThemeIcon(icon, new vscode.ThemeColor(color)),
    contextValue: canRetry ? 'task;failed' : 'task',
    accessibilityInformation: { label: `${look.label}, ${description}` },
  });
}

function stateText(status: RefreshStatus, percent: number): string {
  if (status === 'refreshing') return `${Math.floor(percent)} %`;
  return states[status]();
}

const states = {
  pending: () => vscode.l10n.t('waiting'),
  complete: () => vscode.l10n.t({ message: 'complete', comment: 'The status of a task' }),
  failed: () => vscode.l10n.t('failed'),
} satisfies Record<Exclude<RefreshStatus, 'refreshing'>, () => string>;

const kinds = {
  file: () => vscode.l10n.t('URL refresh'),
  directory: () => vscode.l10n.t('directory refresh'),
  regex: () => vscode.l10n.t('pattern refresh'),
  prefetch: () => vscode.l10n.t('prefetch'),
} satisfies Record<RefreshTaskKind, () => string>;

function kindText(kind: RefreshTaskKind | undefined): string | undefined {
  return kind && kinds[kind]();
}

/** The side bar is narrow: the host comes last. */
function pathOf(task: RefreshTask | undefined): string {
  return (task?.url ?? '').replace(/^(?:https?:\/\/)?[^/]+/, '') || '/';
}

function hostOf(task: RefreshTask | undefined): string {
  return (task?.url ?? '').replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
}
