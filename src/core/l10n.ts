/** A message with a comment for translators that distinguishes it from the same words elsewhere. */
interface CommentedMessage {
  readonly message: string;
  readonly args?: (string | number)[];
  readonly comment: string;
}

/** Translates an English message and inserts its values for `{0}`, `{1}` and so on. */
interface Translate {
  (message: string, ...values: (string | number)[]): string;
  (message: CommentedMessage): string;
}

/** The translation function and its language, such as `zh-cn`. */
interface Translator {
  readonly t: Translate;
  readonly language: string;
}

/** Texts in the user's language, English before `useTranslator`. The message extractor looks for calls of `l10n.t`. */
export let l10n: Translator = { t: inEnglish, language: 'en' };

/** Sets the translator, `vscode.l10n` in an extension host. */
export function useTranslator(translator: Translator): void {
  l10n = translator;
}

function inEnglish(first: string | CommentedMessage, ...rest: (string | number)[]): string {
  const [message, values] = typeof first === 'string' ? [first, rest] : [first.message, first.args ?? []];
  return message.replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole));
}
