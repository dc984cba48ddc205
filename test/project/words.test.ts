import ts from 'typescript';
import { expect, test } from 'vitest';
import { listFiles, readSources, readText, walkTree } from './sources.js';

/** They have no ordinary use in code; the glossary of docs/architecture.md names the terms of the field. */
const banned =
  /\b(?:wish(?:es|ed)?|whoever|somebody|nobody|everybody|anew|whereabouts|stray|the person|goes on|by itself)\b/gi;
const paths = ['src', 'sandbox', 'scripts'].flatMap(listFiles).filter((path) => /\.m?[jt]s$/.test(path));

test('no identifier or comment uses a word outside the vocabulary of the field', () => {
  const found = paths.flatMap((path) => findBanned(readText(path)).map((words) => `${path}: ${words}`));
  expect(found).toEqual([]);
  expect(paths.length).toBeGreaterThan(500);
});

test('the search splits camelCase, joins the lines of a comment and leaves strings out', () => {
  const text = [
    `const strayEntry = \`nobody \${whoeverWaits} nobody\`;`,
    '/**',
    ' * It goes',
    ' * on; shown anew,',
    " */ say('somebody', /everybody/, astray);",
    '// done by',
    '// itself',
  ];
  expect(findBanned(text.join('\n'))).toEqual(['stray', 'whoever', 'goes on', 'anew', 'by itself']);
});

const [, glossary = ''] = readText('docs/architecture.md').match(/^## Glossary$(.*?)^## /ms) ?? [];
const [, ...terms] = (glossary.match(/^\| [^-].*$/gm) ?? []).map((row) => {
  const [, term = '', , code = '', chinese = ''] = row.split('|').map((cell) => cell.trim());
  return { term, code, chinese };
});

test('the glossary is sorted, and every Chinese term of it is a word of the Chinese UI', () => {
  const catalogues = ['l10n/bundle.l10n.zh-cn.json', 'package.nls.zh-cn.json'].map(readText).join('\n');
  expect(terms.filter(({ chinese }) => !catalogues.includes(chinese))).toEqual([]);
  const sorted = terms.map(({ term }) => term).sort((a, b) => a.localeCompare(b, 'en'));
  expect(terms.map(({ term }) => term)).toEqual(sorted);
  expect(terms.filter(({ chinese }) => chinese !== '').length).toBeGreaterThan(15);
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
  const words = withoutLiterals(text)
    .replace(/\n\s*(?:\*|\/\/)?\s*/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2');
  return [...words.matchAll(banned)].map(([word]) => word);
}

function withoutLiterals(text: string): string {
  const tree = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
  const kept: string[] = [];
  let end = 0;
  for (const node of walkTree(tree)) {
    if (!ts.isLiteralExpression(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddleOrTemplateTail(node)) continue;
    kept.push(text.slice(end, node.getStart(tree)));
    end = node.getEnd();
  }
  return [...kept, text.slice(end)].join(' ');
}
