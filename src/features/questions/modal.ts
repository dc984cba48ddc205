import { showWarning } from '../../host/display.js';

/** A modal message; does what the pressed button says. */
export async function showButtons(
  sentence: string,
  buttons: readonly { readonly label: string; readonly act: () => unknown }[],
  detail: string,
): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const pressed = await showWarning(sentence, { modal: true, detail }, ...labels);
  await buttons.find(({ label }) => label === pressed)?.act();
}
