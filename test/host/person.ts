import * as vscode from 'vscode';
import { eventually } from './harness.js';

// Stands in for the person only: the pickers are the real ones, filled in and accepted through the workbench.

type Picker = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

/** What the person does at one picker: takes the row with this label, or types this text. */
export type Answer = { readonly row: string } | { readonly text: string };

/** A message that was shown, with its buttons. */
export interface Shown {
  readonly text: string;
  readonly detail?: string;
  readonly buttons: readonly string[];
}

/** Answers the pickers that `work` opens, in order; rejects when one is left over. */
export async function answering(answers: readonly Answer[], work: () => PromiseLike<unknown>): Promise<void> {
  const opened: Picker[] = [];
  const { createQuickPick, createInputBox } = vscode.window;
  const keep = <T extends Picker>(picker: T): T => {
    opened.push(picker);
    return picker;
  };
  Object.assign(vscode.window, {
    createQuickPick: () => keep(createQuickPick()),
    createInputBox: () => keep(createInputBox()),
  });
  try {
    const done = work();
    for (const [index, answer] of answers.entries()) {
      await give(await eventually(`picker ${index + 1} opens`, () => opened[index]), answer);
    }
    await done;
    if (opened.length > answers.length) throw new Error(`${opened.length} pickers opened, ${answers.length} answered`);
  } finally {
    Object.assign(vscode.window, { createQuickPick, createInputBox });
  }
}

/** Records what is shown while `work` runs, pressing the button that `press` chooses. */
export async function watchingMessages(
  work: () => PromiseLike<unknown>,
  press: (shown: Shown) => string | undefined = () => undefined,
): Promise<readonly Shown[]> {
  const kinds = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const;
  const real = Object.fromEntries(kinds.map((kind) => [kind, vscode.window[kind]]));
  const shown: Shown[] = [];
  const show = async (text: string, ...rest: readonly (string | vscode.MessageOptions)[]) => {
    const buttons = rest.filter((each) => typeof each === 'string');
    const options = rest.find((each) => typeof each === 'object');
    const message = { text, buttons, ...(options?.detail === undefined ? {} : { detail: options.detail }) };
    shown.push(message);
    return press(message);
  };
  Object.assign(vscode.window, Object.fromEntries(kinds.map((kind) => [kind, show])));
  try {
    await work();
    return shown;
  } finally {
    Object.assign(vscode.window, real);
  }
}

async function give(picker: Picker, answer: Answer): Promise<void> {
  if ('text' in answer) (picker as vscode.InputBox).value = answer.text;
  else await choose(picker as vscode.QuickPick<vscode.QuickPickItem>, answer.row);
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

async function choose(picker: vscode.QuickPick<vscode.QuickPickItem>, row: string): Promise<void> {
  const item = await eventually(`the row "${row}"`, () => picker.items.find(({ label }) => label === row));
  const active = new Promise<void>((resolve) => {
    const listener = picker.onDidChangeActive((items) => {
      if (items[0]?.label !== row) return;
      listener.dispose();
      resolve();
    });
  });
  const already = picker.activeItems[0]?.label === row;
  picker.activeItems = [item];
  if (!already) await active;
}
