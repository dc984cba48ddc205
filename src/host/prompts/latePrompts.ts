import type { FormUi } from '../../core/form.js';

/** The form's questions as quick picks and input boxes, whose code is loaded with the first of them. */
export const latePrompts: FormUi = {
  pick: async (question) => (await import('./promptUi.js')).promptUi.pick(question),
  input: async (question) => (await import('./promptUi.js')).promptUi.input(question),
};
