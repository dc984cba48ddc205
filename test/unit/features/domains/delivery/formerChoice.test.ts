import { beforeEach, expect, it } from 'vitest';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { account, config, run, settings } from './deliveryWorld.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

const origin = 'Access-Control-Allow-Origin';

it.each<readonly [string, CdnConfig, string, readonly Line[], CdnConfig['args'], string]>([
  [
    'every site after several',
    config('set_resp_header', { key: origin, value: 'https://a.example', access_origin_control: 'on', own: '1' }),
    'cors',
    [{ pick: 'Every Site' }],
    { key: origin, value: '*', access_origin_control: 'off', own: '1' },
    `− ${origin}: https://a.example · only the site that asks\n+ ${origin}: *`,
  ],
  [
    'one site after several',
    config('set_resp_header', { key: origin, value: 'https://a.example', access_origin_control: 'on', own: '1' }),
    'cors',
    [{ pick: 'These Sites…' }, { type: 'https://a.example' }],
    { value: 'https://a.example', access_origin_control: 'off', own: '1' },
    `− ${origin}: https://a.example · only the site that asks\n+ ${origin}: https://a.example`,
  ],
  [
    'a fixed time after asking the origin each time',
    config('path_based_ttl_set', {
      path: '/a/',
      ttl: '0',
      force_revalidate: 'on',
      swift_follow_cachetime: 'on',
      own: '1',
    }),
    'cache',
    [{ pick: 'Fixed Time for a Directory…' }, { type: '/a/' }, { type: '3600' }],
    { ttl: '3600', force_revalidate: 'off', swift_follow_cachetime: 'off', own: '1' },
    '− /a/: revalidated each time · also in browsers\n+ /a/: 1 h',
  ],
  [
    'asking the origin each time after a fixed time',
    config('filetype_based_ttl_set', { file_type: 'js', ttl: '60', swift_no_cache_low: 'on', own: '1' }),
    'cache',
    [{ pick: 'Fixed Time for File Types…' }, { type: 'js' }, { type: '00' }],
    { ttl: '0', force_revalidate: 'on', swift_no_cache_low: 'off', own: '1' },
    '− js: 1 min · even with no-cache\n+ js: revalidated each time',
  ],
  [
    'the headers of the files after a rule of the console',
    config('path_based_ttl_set', {
      path: '/',
      ttl: '0',
      swift_no_cache_low: 'on',
      swift_follow_cachetime: 'on',
      force_revalidate: 'on',
      own: '1',
    }),
    'cache',
    [{ pick: 'Follow What Publishing Writes' }],
    { ttl: '3600', swift_no_cache_low: 'off', swift_follow_cachetime: 'off', force_revalidate: 'off', own: '1' },
    '− /: revalidated each time · even with no-cache · also in browsers\n+ /: 1 h for files without Cache-Control',
  ],
  [
    'one copy that ignores query strings after a list of kept ones',
    config('set_hashkey_args', { disable: 'off', hashkey_args: 'v,w', own: '1' }),
    'cache',
    [{ pick: 'One Copy, Ignoring Query Strings' }],
    { disable: 'on', hashkey_args: 'x-oss-process', keep_oss_args: 'on', own: '1' },
    '− a copy for each of: v,w\n+ ignored in the cache, except x-oss-process; all are sent to the origin',
  ],
])(
  '%s leaves no switch of the former choice, and keeps what is not known',
  async (_, before, topic, lines, wanted, shown) => {
    const cloud = account(before);
    await run(cloud, topic, lines);
    expect(settings(cloud)).toEqual([{ functionName: before.functionName, args: expect.objectContaining(wanted) }]);
    expect(shownTexts().join('\n')).toContain(shown);
  },
);

it.each<readonly [string, CdnConfig, string, readonly Line[]]>([
  [
    'a header without switches',
    config('set_resp_header', { key: origin, value: '*', header_operation_type: 'add' }),
    'cors',
    [{ pick: 'Every Site' }],
  ],
  [
    'a cache rule without switches',
    config('path_based_ttl_set', { path: '/', ttl: '3600', swift_origin_cache_high: 'on' }),
    'cache',
    [{ pick: 'Follow What Publishing Writes' }],
  ],
])('%s is already as chosen: missing means off', async (_, before, topic, lines) => {
  const cloud = account(before);
  await run(cloud, topic, lines);
  expect(settings(cloud)).toEqual([{ functionName: before.functionName, args: before.args }]);
  expect(shownTexts().join('\n')).toContain('The domain already has these settings');
});
