import { showWarning } from '../../../host/display.js';
import type { AskButton } from './askButtons.js';

/** A modal message; does what the pressed button says. */
export async function showButtons(sentence: string, buttons: readonly AskButton[], detail: string): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const pressed = await showWarning(sentence, { modal: true, detail }, ...labels);
  await buttons.find(({ label }) => label === pressed)?.act();
}
