import { beforeEach, expect, it } from 'vitest';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { account, config, run, settings } from './deliveryWorld.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

const folder = (path: string, weight?: string) =>
  config('path_based_ttl_set', { path, ttl: '60', ...(weight && { weight }) }, `path ${path}`);
const types = (file_type: string, weight: string) =>
  config('filetype_based_ttl_set', { file_type, ttl: '60', weight }, `types ${file_type}`);

async function fix(kind: 'Directory' | 'File Types', place: string, ...before: readonly CdnConfig[]) {
  const cloud = account(...before);
  const pick = kind === 'Directory' ? 'Fixed Time for a Directory…' : 'Fixed Time for File Types…';
  await run(cloud, 'cache', [{ pick }, { type: place }, { type: '600' }]);
  const made = settings(cloud).find(({ args }) => args.ttl === '600');
  return { weight: made?.args.weight, shown: shownTexts().join('\n') };
}

it.each<readonly ['Directory' | 'File Types', string, readonly CdnConfig[], string]>([
  ['Directory', '/assets/', [folder('/'), folder('/other/', '80'), types('jpg', '7')], '50'],
  ['File Types', 'jpg,png', [folder('/assets/', '50')], '51'],
  ['Directory', '/assets/', [types('css', '60')], '61'],
  ['Directory', '/assets/img/', [folder('/assets/', '50')], '51'],
  ['Directory', '/assets/', [folder('/assets/img/', '70')], '71'],
  ['File Types', 'png,css', [types('css,js', '50'), types('gif', '90')], '51'],
  ['File Types', 'PNG', [types('png', '90')], '50'],
  ['Directory', '/assets/', [types('css', '98')], '99'],
])(
  'a new rule for the %s %s outweighs those that may match the same files: %#',
  async (kind, place, before, wanted) => {
    const { weight, shown } = await fix(kind, place, ...before);
    expect(weight).toBe(wanted);
    expect(shown).not.toContain('existing rule takes precedence');
  },
);

it('an overridden rule lists the files it loses', async () => {
  const { shown } = await fix('File Types', 'jpg', folder('/'), folder('/assets/', '50'), types('jpg,png', '50'));
  expect(shown).toContain(
    'For files that both rules cover, the new setting takes precedence over: /assets/: 1 min; jpg,png: 1 min',
  );
});

it('where there is no room above, the winning rules are listed', async () => {
  const { weight, shown } = await fix('File Types', 'jpg', folder('/assets/', '99'), folder('/b/', '98'));
  expect(weight).toBe('99');
  expect(shown).toContain(
    'For files that both rules cover, this existing rule takes precedence; weights can be changed in the console: /assets/: 1 min',
  );
  expect(shown).not.toContain('/b/: 1 min; ');
});

it('an existing rule keeps its weight, and the winning rules are listed', async () => {
  const before = [types('css', '50'), folder('/assets/', '50'), types('js', '50'), types('png', '51')];
  const { weight, shown } = await fix('Directory', '/assets/', ...before);
  expect(weight).toBe('50');
  expect(shown).toContain('weights can be changed in the console: css: 1 min; png: 1 min');
  expect(shown).not.toContain('the new setting takes precedence');
});

it.each([
  [
    {},
    'This rule overrides the Cache-Control that publishing sets, except no-cache, no-store, and max-age=0: /: 1 min',
  ],
  [
    { swift_no_cache_low: 'on' },
    'This rule overrides the Cache-Control that publishing sets: /: 1 min · even with no-cache',
  ],
  [
    { swift_no_cache_low: 'on', swift_origin_cache_high: 'on' },
    'This rule ignores no-cache, no-store, and max-age=0 that publishing sets: /: 1 min for files without Cache-Control · even with no-cache',
  ],
  [{ swift_origin_cache_high: 'on' }, undefined],
])('a rule %o shows its effect on the headers of the files', async (switches, note) => {
  const rule = config('path_based_ttl_set', { path: '/', ttl: '60', ...switches });
  const [asked] = await run(account(rule), 'cache', ['cancel']);
  expect(asked?.notes ?? []).toEqual(note === undefined ? [] : [note]);
});
