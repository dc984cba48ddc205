import type { Uri } from 'vscode';
import type { FormUi } from '../core/form.js';
import type { PageUi } from './page/askPage.js';

/** Questions as quick picks, input boxes and pages, whose code is loaded with the first of them; `extension` is where the extension is. */
export const latePrompts = (extension: Uri): FormUi & PageUi => ({
  pick: async (question) => (await import('./prompts/promptUi.js')).promptUi.pick(question),
  input: async (question) => (await import('./prompts/promptUi.js')).promptUi.input(question),
  page: async (question) => (await import('./page/askPage.js')).askPage(extension, question),
});
