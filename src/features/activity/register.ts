import * as vscode from 'vscode';
import { registerCommand } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { ActivityTree, callText } from './activityTree.js';

type Deps = Pick<FeatureDeps, 'log' | 'ui' | 'onDidCall'>;

/** The view of what this window changed in the cloud. */
export function registerActivity(deps: Deps): vscode.Disposable {
  const tree = new ActivityTree();
  return vscode.Disposable.from(
    vscode.window.createTreeView('ossCdn.activity', { treeDataProvider: tree }),
    deps.onDidCall((call) => {
      if (call.mutating) tree.add(call);
    }),
    registerCommand(deps, 'ossCdn.copyCallDetails', async (given) => {
      const argument = given ?? (await chooseCall(deps, tree));
      const call = argument === undefined ? undefined : tree.find(argument);
      if (call) await vscode.env.clipboard.writeText(deps.log.redact(callText(call)));
    }),
  );
}

async function chooseCall({ ui }: Deps, tree: ActivityTree): Promise<string | undefined> {
  const reply = await ui.pick<string>({
    title: vscode.l10n.t('Copy Details'),
    placeholder: vscode.l10n.t('Choose a change made in this window'),
    items: tree.list().map(({ argument, call }) => ({
      label: `${call.action} ${call.subject}`,
      description: call.requestId ?? '',
      value: argument,
    })),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}
