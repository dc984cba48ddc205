import * as vscode from 'vscode';
import { type AppError, toAppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { RefreshStatus, RefreshTask, RefreshTaskKind } from '../../../core/ports/cdn.js';
import { type TaskGroup, toRefreshKind } from '../../../core/refresh/taskGroups.js';
import { TaskList } from '../../../core/refresh/taskList.js';
import { countText } from '../../../core/text/countText.js';
import { momentText, shortDateTime } from '../../../core/text/timeText.js';
import { CurrentWork } from '../../../host/abort.js';
import { guard } from '../../../host/commands.js';
import { setTooltip, treeItem } from '../../../host/display.js';
import type { RefreshDeps, TaskView } from '../refreshDeps.js';

/** A row of the tasks; `argument` is passed to its commands. */
export type TaskRow =
  | { readonly kind: 'group'; readonly argument: string; readonly group: TaskGroup }
  | { readonly kind: 'url'; readonly argument: string; readonly group: TaskGroup; readonly at: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'failed'; readonly error: AppError };

const submitting: readonly string[] = ['RefreshObjectCaches', 'PushObjectCache'];
const initialPauseMs = 3_000;
const maxPauseMs = 60_000;

/** The refresh tasks of the last 3 days. Polls while the view is visible and something is unfinished. */
export class TaskTree {
  private readonly list = new TaskList();
  private readonly pollWork = new CurrentWork();
  private loaded: Promise<void> | undefined;
  private failed: AppError | undefined;
  private isPolling = false;
  private newest: string | undefined;
  private readonly searched = new Set<string>();

  constructor(
    private readonly deps: RefreshDeps,
    private readonly view: TaskView,
  ) {}

  get groups(): readonly TaskGroup[] {
    return this.list.groups;
  }

  async getChildren(row?: TaskRow): Promise<TaskRow[]> {
    if (row) return row.kind === 'group' ? toUrlRows(row.group) : [];
    if (!this.deps.session.account) return [];
    this.loaded ??= this.read((signal) => this.reload(signal));
    await this.loaded;
    return this.toRows();
  }

  getTreeItem(row: TaskRow): vscode.TreeItem {
    if (row.kind === 'more') return moreItem(this.list.progress);
    if (row.kind === 'failed') return failedItem(row.error);
    return row.kind === 'group' ? groupItem(row.group, this.deps.clock.now()) : urlItem(row.group, row.at);
  }

  async resolveTreeItem(item: vscode.TreeItem, row: TaskRow): Promise<vscode.TreeItem> {
    if (row.kind !== 'group' && row.kind !== 'url') return item;
    const requestId = await this.findRequestId(row.group.id);
    setTooltip(item, taskTooltip(row.group, row.kind === 'url' ? row.at : 0, requestId));
    return item;
  }

  /** Reads all listed tasks again. */
  refresh(): void {
    this.loaded = undefined;
    this.view.redraw();
  }

  /** Starts over for another account. */
  reset(): void {
    this.list.clear();
    this.failed = undefined;
    this.searched.clear();
    this.refresh();
  }

  async more(): Promise<void> {
    const { cdn } = await this.deps.session.cloud();
    await this.list.more(cdn, new AbortController().signal);
    this.view.redraw();
  }

  /** Reads the loaded tasks again if there may be news. */
  refreshIfLoaded(): void {
    if (this.loaded) this.refresh();
  }

  /** Called for every change to the cloud; reloads after a refresh or a prefetch. */
  onActivity(): void {
    const newest = this.deps.activity.entries.find(({ action }) => submitting.includes(action));
    if (newest?.id === this.newest) return;
    this.newest = newest?.id;
    this.refreshIfLoaded();
  }

  /** Called when the view is shown or hidden. */
  onVisibility(): void {
    if (this.view.isVisible()) this.refreshIfLoaded();
    this.watch();
  }

  /** Starts or stops polling with the visibility of the view. */
  watch(): void {
    if (!this.view.isVisible()) this.pollWork.dispose();
    if (!this.view.isVisible() || this.isPolling || !this.list.isUnfinished) return;
    this.isPolling = true;
    const looking = this.poll(this.pollWork.restart()).finally(() => {
      this.isPolling = false;
    });
    void guard(this.deps.log, 'watch refresh tasks', () => looking);
  }

  dispose(): void {
    this.pollWork.dispose();
  }

  /** The RequestId of the call that started a task. Calls of other windows are read once for each. */
  private async findRequestId(taskId: string): Promise<string | undefined> {
    const { activity, log } = this.deps;
    const find = () => activity.entries.find(({ taskIds }) => taskIds?.includes(taskId))?.requestId;
    const found = find();
    if (found !== undefined || this.searched.has(taskId)) return found;
    this.searched.add(taskId);
    await guard(log, 'read which calls began refresh tasks', () => activity.load());
    return find();
  }

  private async poll(signal: AbortSignal): Promise<void> {
    for (let pauseMs = initialPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, maxPauseMs)) {
      await this.deps.clock.sleep(pauseMs, signal);
      await this.read(() => this.reload(signal));
      this.view.redraw();
      if (!this.list.isUnfinished) return;
    }
  }

  private async reload(signal: AbortSignal): Promise<void> {
    const { cdn } = await this.deps.session.cloud();
    await this.list.reload(cdn, signal);
  }

  /** Reads and keeps a failure for its row. */
  private async read(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await work(new AbortController().signal);
      this.failed = undefined;
    } catch (caught) {
      const error = toAppError(caught);
      if (error.kind !== 'cancelled') this.failed = error;
    }
  }

  private toRows(): TaskRow[] {
    const groups = this.list.groups.map((group): TaskRow => ({ kind: 'group', argument: group.key, group }));
    const failed: TaskRow[] = this.failed ? [{ kind: 'failed', error: this.failed }] : [];
    return [...failed, ...groups, ...(this.list.hasMore ? [{ kind: 'more' } as const] : [])];
  }
}

function toUrlRows(group: TaskGroup): TaskRow[] {
  return group.tasks.map((_task, at) => ({ kind: 'url', argument: `${group.key}\n${at}`, group, at }));
}

const icons = {
  pending: ['clock', 'charts.blue'],
  refreshing: ['sync~spin', 'charts.blue'],
  complete: ['pass', 'testing.iconPassed'],
  failed: ['error', 'list.errorForeground'],
} satisfies Record<RefreshStatus, readonly [string, string]>;

/** The row of a task at `now`: its path or number of URLs, then status, time, kind and domain. */
function groupItem(group: TaskGroup, now: number): vscode.TreeItem {
  const { tasks, status, percent, createdAt, kind } = group;
  const [first] = tasks;
  const label = tasks.length > 1 ? l10n.t('{0} URLs', countText(tasks.length)) : pathOf(first);
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

/** The row of one URL of a task. */
function urlItem(group: TaskGroup, at: number): vscode.TreeItem {
  const task = group.tasks[at];
  const { status = group.status, percent = 0 } = task ?? {};
  const look = { label: pathOf(task), id: `${group.key}\n${at}` };
  return draw(look, group, status, [stateText(status, percent)]);
}

/** All details of a task as plain text. */
function taskTooltip(group: TaskGroup, at: number, requestId: string | undefined): string {
  const task = group.tasks[at];
  const description = task?.description ?? group.tasks.find((each) => each.description)?.description;
  return [
    task?.url,
    [stateText(task?.status ?? group.status, task?.percent ?? group.percent), kindText(group.kind)].join(' · '),
    group.createdAt !== undefined && momentText(group.createdAt),
    l10n.t('Task: {0}', group.id),
    requestId && `RequestId: ${requestId}`,
    description,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The row that loads the next page, with the number of listed URLs and of all. */
export function moreItem([read, total]: readonly [number, number]): vscode.TreeItem {
  const description = l10n.t('{0} of {1} loaded', countText(read), countText(total));
  const item = treeItem({ label: l10n.t('Load More'), description });
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'more';
  item.command = { command: 'ossCdn.moreRefreshTasks', title: l10n.t('Load More') };
  return item;
}

/** The row of a failed reading; a click retries. */
function failedItem(error: AppError): vscode.TreeItem {
  const item = treeItem({ label: errorText(error), description: l10n.t('Click to retry') });
  item.id = 'failed';
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'failed';
  item.command = { command: 'ossCdn.refreshTaskList', title: l10n.t('Retry') };
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
  pending: () => l10n.t('waiting'),
  complete: () => l10n.t({ message: 'complete', comment: 'The status of a task' }),
  failed: () => l10n.t('failed'),
} satisfies Record<Exclude<RefreshStatus, 'refreshing'>, () => string>;

const kinds = {
  file: () => l10n.t('URL refresh'),
  directory: () => l10n.t('directory refresh'),
  regex: () => l10n.t('pattern refresh'),
  prefetch: () => l10n.t('prefetch'),
} satisfies Record<RefreshTaskKind, () => string>;

function kindText(kind: RefreshTaskKind | undefined): string | undefined {
  return kind && kinds[kind]();
}

/** The side bar is narrow, so the host comes last. */
function pathOf(task: RefreshTask | undefined): string {
  const path = (task?.url ?? '').replace(/^(?:https?:\/\/)?[^/]+/, '');
  // A row with `/` alone says nothing.
  return path === '' || path === '/' ? `${hostOf(task)}/` : path;
}

function hostOf(task: RefreshTask | undefined): string {
  return (task?.url ?? '').replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
}
