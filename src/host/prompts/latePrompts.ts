import type { Uri } from 'vscode';
import type { FormUi } from '../../core/form.js';
import type { PageUi } from '../page/askPage.js';

/** Quick picks, input boxes and pages, loaded at the first question. `extension` is the extension's folder. */
export const latePrompts = (extension: Uri): FormUi & PageUi => {
  const load = async () => (await import('./promptUi.js')).openPrompts(extension);
  return {
    pick: async (question) => (await load()).pick(question),
    input: async (question) => (await load()).input(question),
    page: async (question) => (await load()).page(question),
  };
};
