import * as vscode from 'vscode';
import type { RunView } from '../../../core/onboarding/run/run.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import type { Node } from '../node.js';

/** What is used of the tree, which itself imports from this folder. */
interface RowFinder {
  findRunRow(id: string): Promise<Node | undefined>;
}

/** Selects the row of each run that the user starts, in sight, once it has one; the focus stays where it is. */
export function revealStarted(
  { board, log }: Pick<FeatureDeps, 'board' | 'log'>,
  tree: RowFinder,
  view: Pick<vscode.TreeView<Node>, 'reveal'>,
): vscode.Disposable {
  const recordOf = (id: string) => board.runs.find(({ record }) => record.id === id)?.record;
  let started: { readonly id: string; readonly before: RunView['record'] | undefined } | undefined;
  const reveal = async (id: string) => {
    const row = await tree.findRunRow(id);
    if (row) await view.reveal(row, { select: true, focus: false });
  };
  return vscode.Disposable.from(
    board.onDidStart((id) => {
      started = { id, before: recordOf(id) };
    }),
    board.onDidChange(() => {
      const { id, before } = started ?? {};
      // One that was finished before keeps its former row until it has begun again.
      if (id === undefined || recordOf(id) === before) return;
      started = undefined;
      void guard(log, 'reveal run', () => reveal(id));
    }),
  );
}
