import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstNames, firstNamesText, quotedNames, wholeName } from '../../../../src/core/text/firstNamesText.js';

test('names are on lines of their own, each in quotation marks, and the rest is counted', () => {
  expect(firstNamesText(['a.txt', 'b\nc.txt', 'd.txt'], 2)).toBe('“a.txt”\n“b\\u{a}c.txt”\nand 1 more');
  expect(firstNames(['a.txt'], 5)).toEqual(['“a.txt”']);
  const long = `a ${'b'.repeat(60)}`;
  expect([wholeName('a b'), wholeName(long)]).toEqual(['', `“a ${'b'.repeat(38)}\n↳ ${'b'.repeat(22)}”`]);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['a Cyrillic letter', ['pay.txt', 'p\u0430y.txt'], ['“pay.txt”', '“p\\u{430}y.txt”']],
  ['a Greek letter', ['log', 'l\u03bfg'], ['“log”', '“l\\u{3bf}g”']],
  ['normal forms', ['caf\u00e9', 'cafe\u0301'], ['“caf\\u{e9}”', '“cafe\\u{301}”']],
  ['full width', ['a.js', '\uff41.js'], ['“a.js”', '“\\u{ff41}.js”']],
  ['I, l and 1', ['Il', 'l1', 'll'], ['“\\u{49}l”', '“l\\u{31}”', '“ll”']],
  ['O and 0', ['v0', 'vO'], ['“v\\u{30}”', '“v\\u{4f}”']],
  ['letters whose capitals have their form', ['cos', 'COS'], ['“cos”', '“\\u{43}\\u{4f}\\u{53}”']],
  ['rn and m', ['modern', 'modem'], ['“modern”', '“mode\\u{6d}”']],
  ['a Katakana letter', ['入口', '入ロ'], ['“入口”', '“入\\u{30ed}”']],
  ['the selector of an emoji', ['❤', '❤\ufe0f'], ['“❤”', '“❤\\u{fe0f}”']],
  ['what looks like a code', ['a\u00ad', 'a\\u{ad}'], ['“a\\u{ad}”', '“a\\u{5c}u{ad}”']],
  [
    'the middle that is left out',
    [`${'b'.repeat(200)}`, `${'b'.repeat(201)}`],
    ['b'.repeat(200), 'b'.repeat(201)].map((name) => `“${name}”`),
  ],
])('similar names in one question are distinguished by their differences: %s', (_what, names, wanted) => {
  expect(quotedNames(names)).toEqual(wanted);
});

test.each([
  [['readme.md', 'README.md']],
  [['a.txt', 'á.txt', 'b.txt']],
  [['index.html', 'index.htm']],
  [['文件 1', '文件 2']],
])('names that look different stay as they are: %j', (names) => {
  expect(quotedNames(names)).toEqual(names.map((name) => `“${name}”`));
});

test('different names are never shown as the same, nor as what differs in nothing that can be seen', () => {
  const char = fc.constantFrom(...'aаα\u0301áIl1|0Ooо\\u{}20 \u3000\u00a0\u200b\u2800mrn“”"\'’❤\ufe0f\u200d');
  const name = fc.array(char, { minLength: 1, maxLength: 6 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 8 }), (names) => {
      const plain = quotedNames(names).map((each) =>
        each.normalize('NFKD').replace(/\p{Default_Ignorable_Code_Point}/gu, ''),
      );
      expect(new Set(plain).size).toBe(names.length);
    }),
  );
});
