import { readText } from '../project/sources.js';
import type { Language } from '../support/browser.js';
import { isNightly } from '../support/nightly.js';

type Bundle = Readonly<Record<string, string>>;

const read = (path: string): Bundle => JSON.parse(readText(path));
const sentences = read('l10n/bundle.l10n.zh-cn.json');
const labels: Readonly<Record<Language, Bundle>> = {
  en: read('package.nls.json'),
  'zh-cn': read('package.nls.zh-cn.json'),
};

/** The texts of the extension in one language. */
export interface Words {
  /** Returns a text of the running extension, given in English, in this language. Throws if there is no translation. */
  say(english: string, ...values: readonly string[]): string;
  /** Returns a text of package.json by its key. */
  label(key: string): string;
}

/** Returns the languages of a UI test: only its own, or both at night. Other tests compare the texts as data. */
export function storyLanguages(own: Language): readonly Language[] {
  return isNightly ? ['en', 'zh-cn'] : [own];
}

/** Returns the texts of a language, from the files that the extension ships. */
export function wordsOf(language: Language): Words {
  return {
    say: (english, ...values) => fill(language === 'en' ? english : found(sentences, english), values),
    label: (key) => found(labels[language], key),
  };
}

function found(bundle: Bundle, key: string): string {
  // The key of a text with a comment for translators ends with that comment.
  const text = bundle[key] ?? Object.entries(bundle).find(([each]) => each.startsWith(`${key}/`))?.[1];
  if (text === undefined) throw new Error(`No such text: ${key}`);
  return text;
}

function fill(text: string, values: readonly string[]): string {
  return values.reduce((filled, value, index) => filled.replaceAll(`{${index}}`, value), text);
}
