import { window } from 'vscode';
import type { AskButton } from './askButtons.js';

/** A modal message when there is `detail`, else a notification; does what the pressed button says. */
export async function showButtons(sentence: string, buttons: readonly AskButton[], detail?: string): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const pressed =
    detail === undefined
      ? await window.showInformationMessage(sentence, ...labels)
      : await window.showWarningMessage(sentence, { modal: true, detail }, ...labels);
  await buttons.find(({ label }) => label === pressed)?.act();
}
