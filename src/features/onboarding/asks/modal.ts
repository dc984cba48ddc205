import { showInformation, showWarning } from '../../../host/display.js';
import type { AskButton } from './askButtons.js';

/** A modal message when there is `detail`, else a notification; does what the pressed button says. */
export async function showButtons(sentence: string, buttons: readonly AskButton[], detail?: string): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const pressed =
    detail === undefined
      ? await showInformation(sentence, ...labels)
      : await showWarning(sentence, { modal: true, detail }, ...labels);
  await buttons.find(({ label }) => label === pressed)?.act();
}
