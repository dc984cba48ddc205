import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import type { Language } from './browser.js';

const chinese: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'),
);

/** The language of the editor and its parts that a page is made with: the sentences that the extension ships, and addresses. */
export const env = { language: 'en' as Language };

/** The sentences of the extension in the language of `env`; throws when one has no translation. */
export const l10n = {
  t: (sentence: string, ...values: readonly (string | number)[]): string =>
    translate(sentence).replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole)),
};

/** An address that only has its path. */
export const Uri = {
  joinPath: (base: { readonly path: string }, ...parts: readonly string[]) => ({
    path: [base.path, ...parts].join('/'),
  }),
};

function translate(sentence: string): string {
  if (env.language === 'en') return sentence;
  const text = chinese[sentence];
  if (text === undefined) throw new Error(`No Chinese for: ${sentence}`);
  return text;
}
