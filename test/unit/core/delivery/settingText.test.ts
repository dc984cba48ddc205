import { expect, test } from 'vitest';
import { changesText } from '../../../../src/core/delivery/settingChange.js';
import { settingText } from '../../../../src/core/delivery/settingText.js';

test.each([
  [
    'ip_black_list_set',
    { ip_list: '192.0.2.7,198.51.100.0/24' },
    '192.0.2.7 198.51.100.0/24; by X-Forwarded-For, which anyone can forge',
  ],
  ['ip_black_list_set', { ip_list: '192.0.2.7', ip_acl_xfwd: 'off' }, '192.0.2.7; by the address of the connection'],
  [
    'ip_allow_list_set',
    { ip_list: '192.0.2.7', ip_acl_xfwd: 'all' },
    '192.0.2.7; by the address of the connection or X-Forwarded-For',
  ],
  ['referer_white_list_set', { refer_domain_allow_list: 'a.example' }, 'a.example; not opened directly'],
  [
    'referer_white_list_set',
    { refer_domain_allow_list: 'a.example, b.example', allow_empty: 'on' },
    'a.example b.example',
  ],
  [
    'referer_black_list_set',
    { refer_domain_deny_list: 'a.example', allow_empty: 'off' },
    'a.example; not opened directly',
  ],
  ['ali_location', { location: 'CN US', type: 'white' }, 'only CN US'],
  ['ali_location', { location: 'CN', type: 'black' }, 'all except CN'],
  ['limit_rate', { ali_limit_rate: '100k' }, '100 KB/s'],
  ['limit_rate', { ali_limit_rate: '2048' }, '2048 B/s'],
  ['limit_rate', { ali_limit_rate: 'fast' }, 'fast'],
  ['aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' }, 'type A'],
  ['aliauth', { auth_type: 'no_auth' }, 'off'],
  ['aliauth', { auth_type: 'own', auth_key1: 'very-secret-key-1234' }, 'auth_type=own, auth_key1=•••'],
  [
    'path_based_ttl_set',
    { path: '/', ttl: '3600', swift_origin_cache_high: 'on' },
    '/: 1 h for files without Cache-Control',
  ],
  ['path_based_ttl_set', { path: '/a/', ttl: '60', force_revalidate: 'on' }, '/a/: 1 min · revalidated each time'],
  ['set_hashkey_args', { disable: 'on', hashkey_args: '', keep_oss_args: 'off' }, 'ignored in the cache'],
  ['set_hashkey_args', { disable: 'off', keep_oss_args: 'on' }, 'a copy for each; all are sent to the origin'],
  ['unheard_of', { a: '1' }, 'a=1'],
] as const)('a setting is told in words where there are some: %s %o', (functionName, args, wanted) => {
  expect(settingText(functionName, args)).toBe(wanted);
});

test('a change that the words do not tell shows every argument, and keys stay hidden', () => {
  const before = { regex: '^/$', replacement: '/index.html', flag: 'break' };
  const change = { functionName: 'host_redirect', before, after: { ...before, rewrite_method: '303' } };
  expect(changesText([change])).toContain(
    '− regex=^/$, replacement=/index.html, flag=break\n+ regex=^/$, replacement=/index.html, flag=break, rewrite_method=303',
  );
  const keys = { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' };
  expect(changesText([{ functionName: 'aliauth', before: keys, after: { ...keys, own: '1' } }])).toContain(
    '+ auth_type=type_a, auth_key1=•••, own=1',
  );
});
