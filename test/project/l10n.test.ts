import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { readManifest, textsIn } from './manifest.js';
import { readSources, readText } from './sources.js';

type Bundle = Readonly<Record<string, string>>;

const chinese: Bundle = JSON.parse(readText('l10n/bundle.l10n.zh-cn.json'));
/** The extractor knows the calls of `vscode` and `@vscode/l10n` alone. */
const asExtracted = (text: string) => text.replace(/(import \{.* l10n .*\} from) '.*\/l10n\.js'/, "$1 '@vscode/l10n'");
const sources = readSources('src').map(({ path, text }) => ({ extension: '.ts', contents: asExtracted(text), path }));
const extracted = await getL10nJson(sources);

describe('sentences of the running extension', () => {
  test('each has a Chinese one', () => {
    expect(Object.keys(extracted).filter((key) => !chinese[key])).toEqual([]);
    expect(Object.keys(extracted).length).toBeGreaterThan(20);
  });

  test('no Chinese one is left over', () => {
    expect(Object.keys(chinese).filter((key) => !(key in extracted))).toEqual([]);
  });

  test('both languages use the same placeholders', () => {
    const sentenceOf = (key: string) => {
      const found = extracted[key];
      return typeof found === 'object' ? found.message : key;
    };
    const differing = Object.entries(chinese).filter(
      ([key, text]) => placeholders(sentenceOf(key)) !== placeholders(text),
    );
    expect(differing).toEqual([]);
  });

  test('a dialog that says how to undo names a command or the Activity view, never a page of the console', () => {
    const undos = Object.keys(extracted).filter((key) => key.startsWith('To undo: '));
    const named = /Undo in the Activity view|in the Activity view|"Undo DNS Change"|(Delete|Enable|Disable) Domain/;
    expect(undos.length).toBeGreaterThan(5);
    expect(undos.filter((key) => !named.test(key))).toEqual([]);
  });

  test('the Chinese one is in Chinese', () => {
    const latin = Object.values(chinese).filter((text) => /[a-z]{3}/i.test(text) && !/\p{Script=Han}/u.test(text));
    expect(latin.filter((text) => !/^[\w .:/{}&+，：（）-]+$/.test(text))).toEqual([]);
  });
});

describe('sentences of package.json', () => {
  const [en, zh] = ['package.nls.json', 'package.nls.zh-cn.json'].map((path): Bundle => JSON.parse(readText(path))) as [
    Bundle,
    Bundle,
  ];

  test('both files hold exactly the keys that package.json uses', () => {
    const used = [...textsIn(readManifest())].flatMap(({ text }) => /^%(.+)%$/.exec(text)?.[1] ?? []);
    const wanted = [...new Set(used)].sort();
    expect(Object.keys(en).sort()).toEqual(wanted);
    expect(Object.keys(zh).sort()).toEqual(wanted);
  });

  test('the command links of both are the same', () => {
    const links = (text: string | undefined) => (text?.match(/\(command:[\w.]+\)/g) ?? []).sort();
    expect(Object.keys(en).filter((key) => `${links(en[key])}` !== `${links(zh[key])}`)).toEqual([]);
  });

  test('what a person reads of the contributions is not written into package.json itself', () => {
    const readable = /\.(title|name|label|category|contents|contextualTitle|description|markdownDescription|altText)$/;
    const bare = [...textsIn(readManifest().contributes)].filter(
      ({ path, text }) => readable.test(path) && !/^%.+%$/.test(text),
    );
    expect(bare).toEqual([]);
  });
});

test('the folder of translations holds nothing but the Chinese bundle and the extracted English one', () => {
  const names = readdirSync(join(root, 'l10n')).sort();
  expect(names.filter((name) => !/^bundle\.l10n(\.zh-cn)?\.json$/.test(name))).toEqual([]);
});

function placeholders(text: string): string {
  return (text.match(/\{\w+\}/g) ?? []).sort().join(' ');
}
