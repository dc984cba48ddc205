import chinese from '../../../l10n/bundle.l10n.zh-cn.json';
import { type L10nGiven, readMessage } from '../../support/l10nMessage.js';

/** The languages that the extension speaks. */
export type Language = 'en' | 'zh';

let language: Language = 'en';

/** Says something in a language; stands in for `vscode.l10n`, which speaks that of the editor. */
export function sayIn<T>(wanted: Language, say: () => T): T {
  language = wanted;
  try {
    return say();
  } finally {
    language = 'en';
  }
}

/** `vscode.l10n` with the bundle that is shipped; a sentence without Chinese is an error. */
export const l10n = {
  t(...given: L10nGiven): string {
    const { sentence, key, values } = readMessage(given);
    const known: Readonly<Record<string, string>> = chinese;
    const words = language === 'en' ? sentence : known[key];
    if (words === undefined) throw new Error(`no Chinese for: ${key}`);
    return words.replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole));
  },
};
