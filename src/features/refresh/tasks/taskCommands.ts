import * as vscode from 'vscode';
import type { RefreshTask } from '../../../core/ports/cdn.js';
import { type TaskGroup, toRefreshKind } from '../../../core/refresh/taskGroups.js';
import { showBriefly, showInformation } from '../../../host/display.js';
import { type SendDeps, sendUrls } from '../sendUrls.js';
import type { TaskTree } from './taskTree.js';

/** Sends the failed URLs of a task again: those of the given row, or of one that the user chooses. */
export async function retryTask(deps: SendDeps, tree: TaskTree, given: string | undefined): Promise<void> {
  const isFailed = ({ status }: Pick<RefreshTask, 'status'>) => status === 'failed';
  const chosen = given === undefined ? await choose(deps, tree, isFailed) : find(tree, given);
  const request = toRefreshKind(chosen?.group.kind);
  const urls = chosen?.tasks.filter(isFailed).map(({ url }) => url) ?? [];
  if (request && urls.length > 0) await sendUrls(deps, request, urls);
}

/** Copies the URLs of a task, one a line. */
export async function copyTaskUrl(deps: SendDeps, tree: TaskTree, given: string | undefined): Promise<void> {
  const chosen = given === undefined ? await choose(deps, tree) : find(tree, given);
  if (!chosen) return;
  const text = chosen.tasks.map(({ url }) => url).join('\n');
  await vscode.env.clipboard.writeText(text);
  showBriefly(vscode.l10n.t('Copied: {0}', chosen.tasks[0]?.url ?? ''), 5_000);
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

async function choose(
  { ui }: SendDeps,
  tree: TaskTree,
  fits: (group: TaskGroup) => boolean = () => true,
): Promise<Chosen | undefined> {
  await tree.getChildren();
  const groups = tree.groups.filter(fits);
  if (groups.length === 0) {
    void showInformation(vscode.l10n.t('There is no such task in the last 3 days'));
    return undefined;
  }
  const reply = await ui.pick<TaskGroup>({
    title: vscode.l10n.t('Refresh Tasks'),
    placeholder: vscode.l10n.t('Choose a task'),
    items: groups.map((group) => ({ label: group.tasks[0]?.url ?? group.id, description: group.id, value: group })),
  });
  return reply.kind === 'value' ? { group: reply.value, tasks: reply.value.tasks } : undefined;
}
