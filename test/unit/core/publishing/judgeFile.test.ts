import { describe, expect, test } from 'vitest';
import { type FileFacts, findStop, judgeFile, type Stop } from '../../../../src/core/publishing/judgeFile.js';
import { compileRules } from '../../../../src/core/publishing/mapping/fileRules.js';
import type { Mapping } from '../../../../src/core/publishing/mapping/mapping.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const site: Mapping = { folder: 'site', bucket, prefix: '', domains: [], onSave: 'publish' };

function factsOf(inside: string, rules: Partial<Mapping> = {}, more: Partial<FileFacts> = {}): FileFacts {
  const mapping = { ...site, ...rules };
  const mapped = { mapping, label: `site/${inside}`, inside, rules: compileRules(mapping), isNamed: true };
  const session = { isSignedIn: true, consent: 'given', isPaused: false } as const;
  return { isTrusted: true, mapped, hasProblems: false, withSourceMaps: false, session, ...more };
}

const session = { isSignedIn: true, consent: 'given', isPaused: false } as const;
const outside = { isOutside: true };
const page = (rules?: Partial<Mapping>, more?: Partial<FileFacts>) => factsOf('a.html', rules, more);
const without = ({ mapped: _mapped, ...facts }: FileFacts): FileFacts => facts;
const unnamed = page();

/** Each case has all later reasons too, where it can have them: the first one counts. */
test.each<[string, FileFacts, Stop | undefined]>([
  ['a file that is published', page(), undefined],
  ['an untrusted workspace', page({ onSave: 'off' }, { isTrusted: false }), { kind: 'untrusted' }],
  ['a file that no mapping covers', without(page()), { kind: 'unmapped' }],
  ['the same while a mapping file is refused', without(page({}, { hasProblems: true })), { kind: 'invalidMapping' }],
  ['a mapping that is off', factsOf('.env', { onSave: 'off', exclude: ['*'] }), { kind: 'off' }],
  ['a file that is never uploaded', factsOf('.env', { exclude: ['*'] }), { kind: 'neverUploaded' }],
  ['a file that is not included', page({ include: ['*.js'] }), { kind: 'notIncluded' }],
  ['a file that is excluded', page({ exclude: ['*.js', '*.html'] }), { kind: 'excluded', glob: '*.html' }],
  ['one in an excluded folder', factsOf('x/old/a.js', { exclude: ['old'] }), { kind: 'excluded', glob: 'old' }],
  ['a name that is no key', { ...unnamed, mapped: { ...unnamed.mapped!, isNamed: false } }, { kind: 'unnamed' }],
  ['signed out', page({}, { session: { ...session, isSignedIn: false, isPaused: true } }), { kind: 'signedOut' }],
  ['declined', page({}, { session: { ...session, consent: 'declined', isPaused: true } }), { kind: 'declined' }],
  ['never', page({}, { session: { ...session, consent: 'never' } }), { kind: 'never' }],
  ['not asked yet', page({}, { session: { ...session, consent: 'unknown' } }), { kind: 'unasked' }],
  ['agreed to otherwise', page({}, { session: { ...session, consent: 'other' } }), { kind: 'otherConsent' }],
  ['paused', page({}, { session: { ...session, isPaused: true } }), { kind: 'paused' }],
  ['a source map that is saved', factsOf('a.js.map'), undefined],
  ['a source map from outside', factsOf('a.js.map', { watch: ['**'] }, outside), { kind: 'sourceMap' }],
  ['one that is wanted', factsOf('a.js.map', { watch: ['**'] }, { ...outside, withSourceMaps: true }), undefined],
  ['a change from outside that is not watched', page({ watch: ['*.js'] }, outside), { kind: 'unwatched' }],
  ['one that is watched', page({ watch: ['*.html'] }, outside), undefined],
])('%s', (_what, facts, stop) => {
  expect(findStop(judgeFile(facts))).toEqual(stop);
});

describe('the judges', () => {
  test('are all asked that can say something, in one order', () => {
    const facts = factsOf('.env', { onSave: 'off', exclude: ['.env'] }, { session: { ...session, isPaused: true } });
    expect(judgeFile({ ...facts, isOutside: true }).map(({ judge, stop }) => [judge, stop?.kind])).toEqual([
      ['trust', undefined],
      ['mapping', undefined],
      ['mode', 'off'],
      ['never', 'neverUploaded'],
      ['globs', 'excluded'],
      ['sourceMaps', undefined],
      ['watch', 'unwatched'],
      ['name', undefined],
      ['account', undefined],
      ['consent', undefined],
      ['pause', 'paused'],
    ]);
  });

  test('that need missing facts are not asked', () => {
    const judges = (facts: FileFacts) => judgeFile(facts).map(({ judge }) => judge);
    expect(judges(page({}, { isTrusted: false }))).toEqual(['trust']);
    expect(judges(without(page()))).toEqual(['trust', 'mapping', 'account', 'pause']);
    const { session: _session, ...ofFile } = page();
    expect(judges(ofFile)).toEqual(['trust', 'mapping', 'mode', 'never', 'globs', 'name']);
  });
});

test('a glob that excludes is named as `includes` applies it', () => {
  const exclude = ['*.map', 'drafts/', 'old', '!(a).txt', 'x/**/y.js'];
  const rules = compileRules({ include: ['**'], exclude });
  const paths = [
    'a.map',
    'x/a.map',
    'drafts/a.js',
    'x/drafts/b/a.js',
    'old/a.js',
    'b.txt',
    'a.txt',
    'x/1/2/y.js',
    'y.js',
  ];
  for (const path of paths) expect([path, rules.excludedBy(path) === undefined]).toEqual([path, rules.includes(path)]);
});
