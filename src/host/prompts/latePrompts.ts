import type { Uri } from 'vscode';
import type { FormUi } from '../../core/form.js';
import type { PageUi } from '../page/askPage.js';

/** Questions as quick picks, input boxes and pages, whose code is loaded with the first of them; `extension` is where the extension is. */
export const latePrompts = (extension: Uri): FormUi & PageUi => {
  const load = async () => (await import('./promptUi.js')).openPrompts(extension);
  return {
    pick: async (question) => (await load()).pick(question),
    input: async (question) => (await load()).input(question),
    page: async (question) => (await load()).page(question),
  };
};
