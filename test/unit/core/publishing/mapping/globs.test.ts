import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { compileRules } from '../../../../../src/core/publishing/mapping/fileRules.js';
import { compilePlainGlob, isSlowGlob, parseGlob } from '../../../../../src/core/publishing/mapping/globs.js';
import { growthOf, mostGrowth } from '../../../../support/growth.js';

/** No object has a longer key, in bytes. */
const longestPath = 1_023;

test.each([
  ['*a*a*ab', (length: number) => 'a'.repeat(length)],
  ['?a*a*a*b', (length: number) => 'a'.repeat(length)],
  ['*a*a*{ab,ac,ad}', (length: number) => 'a'.repeat(length)],
  ['*a*a*ab/*a*a*ab', (length: number) => `${'a'.repeat(length / 2)}/${'a'.repeat(length / 2)}`],
  ['**/a/**/a/**/ab', (length: number) => 'a/'.repeat(length / 2)],
  ['**/*a*a*ab/**/*a*a*ab/**/*a*a*ab', (length: number) => `${'a'.repeat(9)}/`.repeat(length / 10)],
])('the accepted glob %s is matched in linear time', (glob, make) => {
  expect(parseGlob(glob)).toBe(glob);
  const { includes } = compileRules({ include: [glob] });
  expect(growthOf((length) => `${make(length)}c`, includes, { from: 100, largest: longestPath })).toBeLessThanOrEqual(
    mostGrowth,
  );
});

test('many accepted globs are matched in time linear in their number', () => {
  const make = (count: number) => compileRules({ include: Array.from({ length: count }, (_, at) => `*a*a*a${at}`) });
  const name = 'a'.repeat(255);
  expect(growthOf(make, ({ includes }) => includes(name), { from: 10, largest: 20_000 })).toBeLessThanOrEqual(
    mostGrowth,
  );
});

test.each<[string, string, boolean]>([
  ['*.html', 'a/b.html', true],
  ['**/*.html', 'b.html', true],
  ['a/**', 'a', true],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/*/b', 'a/x/y/b', false],
  ['a**b', 'a/b', false],
  ['*.{png,jpg}', 'x/y.jpg', true],
  ['?', 'ab', false],
  ['*', '.well-known', true],
])('whether %s matches %s is %s', (glob, path, expected) => {
  expect(compilePlainGlob(glob)?.(path)).toBe(expected);
});

test.each([
  '!(a)',
  '@(a|b)',
  'a{1..3}',
  '{a,{b,c}}',
  '{a}',
  '{a,}',
  'a//b',
  'a/./b',
  '[ab]',
  '[a',
  'a]',
  '"a"',
  'a|b',
  '$a',
  'a\\b',
])('another glob is left to picomatch: %s', (glob) => expect(compilePlainGlob(glob)).toBeUndefined());

test('a glob without sets and groups matches what picomatch matches', () => {
  const signs = [...'ab.-, #~%&;:=文'];
  const more = ['A', '*', '*', '**', '?', '{a,b}', '{ab,b.}', '/', '/', '/**/'];
  const unit = fc.oneof(fc.constantFrom('a', 'b', ...more), fc.constantFrom(...signs));
  const glob = fc.array(unit, { minLength: 1, maxLength: 7 }).map((units) => units.join(''));
  const sign = fc.oneof(fc.constantFrom('a', 'b', 'A', '.'), fc.constantFrom(...signs));
  const name = fc.array(sign, { minLength: 1, maxLength: 4 }).map((each) => each.join(''));
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
  let count = 0;
  fc.assert(
    fc.property(glob, path, (text, at) => {
      const parsed = parseGlob(text);
      const plain =
        parsed === undefined || isSlowGlob(parsed) || parsed.endsWith('/') ? undefined : compilePlainGlob(parsed);
      if (!plain || parsed === undefined || at.split('/').some((each) => each === '.' || each === '..')) return;
      count++;
      const expected = picomatch(parsed, { dot: true, basename: !parsed.includes('/') })(at);
      expect({ text, at, fits: plain(at) }).toEqual({ text, at, fits: expected });
    }),
    { numRuns: 20_000 },
  );
  expect(count).toBeGreaterThan(1_000);
});
