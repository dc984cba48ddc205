import * as vscode from 'vscode';
import type { ClockPort } from '../../core/ports/local.js';
import type { OpenTarget } from '../../host/commandIds.js';

/** The longest time between the clicks of a double click, and between Enter and the opening of its row, ms. */
const togetherMs = 500;

/**
 * Decides whether the row of an object is opened with the focus, as in the file explorer of VS Code: by a double click or Enter, and not by a click, after
 * which F2 and Delete concern the row. VS Code runs the command of a row without telling what opened it.
 */
export class RowOpening {
  private last: { readonly name?: string; readonly at: number } | undefined;

  constructor(private readonly clock: Pick<ClockPort, 'now'>) {}

  /** Opens the focused row, which takes the focus if it is an object. */
  async pressEnter(): Promise<void> {
    this.last = { at: this.clock.now() };
    await vscode.commands.executeCommand('list.select');
  }

  takesFocus({ bucket, key, isClick = false }: OpenTarget): boolean {
    const { last } = this;
    const [name, at] = [`${bucket.name}/${key}`, this.clock.now()];
    this.last = { name, at };
    if (!isClick || isDoubleClickNeeded()) return true;
    return last !== undefined && at - last.at <= togetherMs && (last.name ?? name) === name;
  }
}

/** With this setting, VS Code opens a row only by a double click or Enter. */
function isDoubleClickNeeded(): boolean {
  return vscode.workspace.getConfiguration('workbench').get('list.openMode') === 'doubleClick';
}
