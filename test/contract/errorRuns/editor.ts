import { l10n } from '../errorCodes/words.js';

export { l10n };

/** What a person would press in the next modal message. */
export const modals: { answer?: string } = {};
export const env = { language: 'en', openExternal: async () => true };
export const Uri = { parse: (url: string) => url };
export const commands = { executeCommand: async () => undefined };
export const window = { showWarningMessage: async () => modals.answer };
