import { expect, test } from 'vitest';
import { listFiles, readSources, readText } from './sources.js';

/** They have no ordinary use in code; docs/glossary.md names the terms of the field. */
const banned =
  /\b(?:wish(?:es|ed)?|whoever|somebody|nobody|everybody|anew|whereabouts|stray|the person|goes on|by itself)\b/gi;
/** This file names the words. */
const paths = ['src', 'sandbox', 'scripts', 'test', 'bench']
  .flatMap(listFiles)
  .filter((path) => /\.m?[jt]s$/.test(path) && path !== 'test/project/words.test.ts');

test('no identifier, comment, log line or test title uses a word outside the vocabulary of the field', () => {
  const found = paths.flatMap((path) => findBanned(readText(path)).map((words) => `${path}: ${words}`));
  expect(found).toEqual([]);
  expect(paths.length).toBeGreaterThan(1000);
});

/** Colloquial or private in a text of the UI; none of these is VS Code's own wording. */
const colloquial =
  /\b(?:noticed|go on|look(?:s|ed)? (?:at|again)|straight (?:at|to)|all the same|for ever|given? (?:up|out)|open a ticket|access key|folder refresh(?:es)?|mainland of China)\b/i;

const isBadEnglish = (text: string) => text.match(banned) !== null || colloquial.test(text) || /origin Host/.test(text);

/** Not the term of the glossary or of the vendor's console, or half-width punctuation in Chinese. */
const badChinese =
  /访客|额度|存储空间|标头|访问密钥|回源 ?Host|回源HOST|察觉|暂缓|(?<!镜像回源或)重定向|点击|令牌|本机|此电脑|本账号|对象|你|通常 ?(?:约|几|\d)|\p{Script=Han}[,;:!?(]|[,;!?)]\p{Script=Han}|\.\.\./u;

/** The texts that the extension ships, in both languages. */
function listTexts(): Record<'en' | 'zh', readonly string[]> {
  const read = (path: string) => JSON.parse(readText(path));
  const bundle = read('l10n/bundle.l10n.zh-cn.json');
  const strings = (value: unknown): readonly string[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [String(value)];
  return {
    en: [...Object.keys(bundle), ...strings(read('package.nls.json')), ...strings(read('media/oss-cdn.schema.json'))],
    zh: [
      ...strings(bundle),
      ...strings(read('package.nls.zh-cn.json')),
      ...strings(read('media/oss-cdn.schema.zh-cn.json')),
    ],
  };
}

test('no text of the UI uses a word outside the vocabulary, in either language', () => {
  const { en, zh } = listTexts();
  expect(en.filter(isBadEnglish)).toEqual([]);
  expect(zh.filter((text) => badChinese.test(text))).toEqual([]);
  expect(Math.min(en.length, zh.length)).toBeGreaterThan(1500);
});

/** Ends like a fragment of a call: a page of a list or a product in the place of what the sentence is about. */
const fragment = /(?:\bpage \d+|第 ?\d+ ?页|\bOSS)[.。]?$/;

test('no text of the UI ends with a page or with OSS, in either language', () => {
  const { en, zh } = listTexts();
  expect([...en, ...zh].filter((text) => fragment.test(text))).toEqual([]);
  expect(
    ['Could not be read: page 1', '无法读取：第 1 页', 'The network is down: OSS'].every((text) => fragment.test(text)),
  ).toBe(true);
});

test.each(['Somebody else has changed it', 'It is noticed by itself', 'Publishing goes on', 'Set the origin Host'])(
  'an English text is found: %s',
  (text) => expect(isBadEnglish(text)).toBe(true),
);

test.each(['访客将看到', '今日额度', '回源 Host', '端口,默认', '选择...', '通常 10 分钟'])(
  'a Chinese text is found: %s',
  (text) => expect(text).toMatch(badChinese),
);

test('the search splits camelCase, joins the lines of a comment and reads strings', () => {
  const text = [
    `const strayEntry = \`nobody \${whoeverWaits}\`;`,
    '/**',
    ' * It goes',
    ' * on; shown anew,',
    " */ say('everybody', /somebody/, astray);",
    '// done by',
    '// itself',
  ];
  expect(findBanned(text.join('\n'))).toEqual([
    'stray',
    'nobody',
    'whoever',
    'goes on',
    'anew',
    'everybody',
    'somebody',
    'by itself',
  ]);
});

const glossary = readText('docs/glossary.md');
const [, ...terms] = (glossary.match(/^\| [^-].*$/gm) ?? []).map((row) => {
  const [, term = '', , code = '', chinese = ''] = row.split('|').map((cell) => cell.trim());
  return { term, code, chinese };
});

/** In brackets stands a term that the UI never says. */
const isUiTerm = (chinese: string) => !/^（.+）$/.test(chinese);

test('every row of the glossary has its term, its name in code and its Chinese term', () => {
  const isPartial = ({ term, code, chinese }: (typeof terms)[number]) =>
    !term || !code || !/\p{Script=Han}/u.test(chinese);
  expect(terms.filter(isPartial)).toEqual([]);
  expect(terms.length).toBeGreaterThan(50);
});

test('the glossary is sorted, and every Chinese term of it that is not in brackets is a word of the Chinese UI', () => {
  const catalogues = ['l10n/bundle.l10n.zh-cn.json', 'package.nls.zh-cn.json'].map(readText).join('\n');
  expect(terms.filter(({ chinese }) => isUiTerm(chinese) && !catalogues.includes(chinese))).toEqual([]);
  const sorted = terms.map(({ term }) => term).sort((a, b) => a.localeCompare(b, 'en'));
  expect(terms.map(({ term }) => term)).toEqual(sorted);
  expect(terms.filter(({ chinese }) => isUiTerm(chinese)).length).toBeGreaterThan(30);
});

test('every name that the glossary gives is in the source', () => {
  const source = readSources('src')
    .map(({ path, text }) => `${path}\n${text}`)
    .join('\n');
  const names = terms.flatMap(({ code }) => [...code.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name));
  expect(names.filter((name) => !source.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(30);
});

function findBanned(text: string): readonly string[] {
  const words = text.replace(/\n\s*(?:\*|\/\/)?\s*/g, ' ').replace(/([a-z\d])([A-Z])/g, '$1 $2');
  return [...words.matchAll(banned)].map(([word]) => word);
}
