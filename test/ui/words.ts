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

/** What a person reads in one language. */
export interface Words {
  /** A sentence of the running extension, by its English text; throws when it has no translation. */
  say(english: string, ...values: readonly string[]): string;
  /** A text of package.json, by its key. */
  label(key: string): string;
}

/** The languages that a story of the user runs in: its own, and both in the nightly run. The texts are compared as data elsewhere. */
export function storyLanguages(own: Language): readonly Language[] {
  return isNightly ? ['en', 'zh-cn'] : [own];
}

/** The words of a language, from the same files that the extension ships. */
export function wordsOf(language: Language): Words {
  return {
    say: (english, ...values) => fill(language === 'en' ? english : found(sentences, english), values),
    label: (key) => found(labels[language], key),
  };
}

function found(bundle: Bundle, key: string): string {
  // A comment for translators is part of a key.
  const text = bundle[key] ?? Object.entries(bundle).find(([each]) => each.startsWith(`${key}/`))?.[1];
  if (text === undefined) throw new Error(`No such text: ${key}`);
  return text;
}

function fill(text: string, values: readonly string[]): string {
  return values.reduce((filled, value, index) => filled.replaceAll(`{${index}}`, value), text);
}
