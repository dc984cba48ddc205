/** A message with a comment for translators, which tells it from the same words in another place. */
interface CommentedMessage {
  readonly message: string;
  readonly args?: (string | number)[];
  readonly comment: string;
}

/** Translates a message, which is written in English, and puts its values in the places `{0}`, `{1}` and so on. */
interface Translate {
  (message: string, ...values: (string | number)[]): string;
  (message: CommentedMessage): string;
}

/** How texts are translated, and the language that they are translated to, such as `zh-cn`. */
interface Translator {
  readonly t: Translate;
  readonly language: string;
}

/** Texts in the user's language, in English until `useTranslator` was called. The extractor of messages looks for calls of `l10n.t`. */
export let l10n: Translator = { t: inEnglish, language: 'en' };

/** Has all texts translated from now on, in an extension host by `vscode.l10n`. */
export function useTranslator(translator: Translator): void {
  l10n = translator;
}

function inEnglish(first: string | CommentedMessage, ...rest: (string | number)[]): string {
  const [message, values] = typeof first === 'string' ? [first, rest] : [first.message, first.args ?? []];
  return message.replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole));
}
