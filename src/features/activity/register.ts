import * as vscode from 'vscode';
import { guard, registerCommand } from '../../host/commands.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openUrl } from '../../host/console/openPage.js';
import { copyToClipboard } from '../../host/display.js';
import { ActivityTree } from './activityTree.js';
import { changePages } from './changePages.js';
import { changeText } from './changeText.js';
import { type ActivityFeatureDeps, chooseChange, findChange } from './chooseChange.js';

/** The view of what was changed in the cloud, and the commands on a change. */
export function registerActivity(deps: ActivityFeatureDeps): vscode.Disposable {
  const { activity, session, log, clock } = deps;
  const tree = new ActivityTree(activity, clock);
  const view = vscode.window.createTreeView('ossCdn.activity', { treeDataProvider: tree });
  const load = () => {
    if (view.visible) void guard(log, 'load activity', () => activity.load());
  };
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(load),
    session.onDidChange(load),
    activity.onDidChange(() => tree.refresh()),
    registerCommand(deps, 'ossCdn.copyCallDetails', async (given) => {
      const entry = findChange(activity, given);
      if (entry) await copyToClipboard(log.redact(changeText(entry)));
    }),
    registerCommand(deps, 'ossCdn.undoChange', async (given) => {
      const canUndo = ({ undo }: { readonly undo?: unknown }) => undo !== undefined;
      const entry = await chooseChange(deps, given, vscode.l10n.t('Undo Change'), canUndo);
      if (!entry) return;
      const { undoChange } = await import('./undoChange.js');
      await undoChange(deps, entry);
    }),
    registerCommand(deps, 'ossCdn.openChangeConsole', (given) => openConsole(deps, given)),
  );
}

async function openConsole(deps: ActivityFeatureDeps, given: string | undefined): Promise<void> {
  const entry = findChange(deps.activity, given);
  const items = entry ? changePages(entry, consoleLinks(deps.settings.get('console'))) : [];
  if (items.length === 0) return;
  const [only, ...others] = items;
  const reply =
    only && others.length === 0 && only.detail === undefined
      ? ({ kind: 'value', value: only.value } as const)
      : await deps.ui.pick({
          title: vscode.l10n.t('Open Console Page'),
          placeholder: vscode.l10n.t('Choose a page'),
          items,
        });
  if (reply.kind === 'value') await openUrl(reply.value);
}
