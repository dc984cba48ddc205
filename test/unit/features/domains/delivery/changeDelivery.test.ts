import { beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { account, config, name, run, settings } from './deliveryWorld.js';

const { signal } = new AbortController();
const bucket = { name: 'site', region: 'cn-hangzhou' };
/** The switches of a cache rule that no choice turns on beside its own. */
const plain = { swift_no_cache_low: 'off', swift_follow_cachetime: 'off', force_revalidate: 'off' };

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

it('cache follows what publishing writes, with what the rule has besides kept', async () => {
  const cloud = account(config('path_based_ttl_set', { path: '/', ttl: '60', weight: '9', aliyun_id: '1' }));
  await run(cloud, 'cache', [{ pick: 'Follow What Publishing Writes' }]);
  const args = { path: '/', ttl: '3600', weight: '9', aliyun_id: '1', swift_origin_cache_high: 'on', ...plain };
  expect(settings(cloud)).toEqual([['path_based_ttl_set', args]]);
  expect(shownTexts().join('\n')).toContain('were not refreshed; they stay until they expire');
});

it('a fixed time for a folder outweighs the rule for all files', async () => {
  const cloud = account(config('path_based_ttl_set', { path: '/', ttl: '60', weight: '1' }));
  await run(cloud, 'cache', [{ pick: 'Fixed Time for a Directory…' }, { type: '/assets/' }, { type: '0' }]);
  expect(settings(cloud)[1]).toEqual([
    'path_based_ttl_set',
    { path: '/assets/', ttl: '0', weight: '50', swift_origin_cache_high: 'off', ...plain, force_revalidate: 'on' },
  ]);
});

it('compression is shown before and after, and made for both', async () => {
  const cloud = account(config('gzip', { enable: 'off' }));
  await run(cloud, 'compression', [{ pick: 'gzip and Brotli' }]);
  expect(settings(cloud)).toEqual([
    ['gzip', { enable: 'on' }],
    ['brotli', { enable: 'on' }],
  ]);
  expect(shownTexts().join('\n')).toContain('gzip\n− off\n+ on');
});

it('nothing is changed without consent', async () => {
  editor.press = () => false;
  const cloud = account(config('gzip', { enable: 'off' }));
  await run(cloud, 'compression', [{ pick: 'gzip and Brotli' }]);
  expect(settings(cloud)).toEqual([['gzip', { enable: 'off' }]]);
});

it('nothing is asked for while a staging configuration is under test', async () => {
  const cloud = account(config('gzip', { enable: 'off' }));
  cloud.state.staging.add(name);
  const refused = run(cloud, 'compression', [{ pick: 'gzip and Brotli' }]);
  await expect(refused).rejects.toMatchObject({ kind: 'stagingActive' });
  expect(shownTexts()).toEqual([]);
});

it('a response header is added beside the others, and one that is there is removed by its row', async () => {
  const others = config('set_resp_header', { key: 'X-Own', value: '1' }, 'own');
  const cloud = account(others);
  await run(cloud, 'headers', [{ pick: 'Add Header…' }, { type: 'Permissions-Policy: camera=()' }]);
  expect(settings(cloud).map(([, args]) => args.key)).toEqual(['X-Own', 'Permissions-Policy']);
  await run(cloud, 'headers', [{ pick: 'Remove: Response header' }]);
  expect(settings(cloud).map(([, args]) => args.key)).toEqual(['Permissions-Policy']);
});

it('a list of sites takes the place of the opposite list, and lets empty referers in', async () => {
  const cloud = account(config('referer_black_list_set', { refer_domain_deny_list: 'bad.example', allow_empty: 'on' }));
  await run(cloud, 'access', [
    { pick: 'Allow Only Requests from These Sites…' },
    { type: 'example.com, *.example.org' },
  ]);
  expect(settings(cloud)).toEqual([
    ['referer_white_list_set', { refer_domain_allow_list: 'example.com,*.example.org', allow_empty: 'on' }],
  ]);
});

it('keys that sign addresses are never shown', async () => {
  const cloud = account(config('aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' }));
  const [asked] = await run(cloud, 'access', ['cancel']);
  expect(asked?.notes?.join()).toContain('change it in the console');
  expect(JSON.stringify([asked, editor])).not.toContain('very-secret-key');
});

it('a setting with keys is not removed here, since nothing could put it back', async () => {
  const cloud = account(
    config('aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' }),
    config('limit_rate', { ali_limit_rate: '1m' }),
  );
  const [asked] = await run(cloud, 'access', ['cancel']);
  expect(asked?.labels?.filter((label) => label.startsWith('Remove: '))).toEqual(['Remove: Speed limit']);
});

it('a list that is set is what the box starts with', async () => {
  const cloud = account(config('ip_black_list_set', { ip_list: '203.0.113.7' }));
  const asked = await run(cloud, 'access', [{ pick: 'Block IP Addresses…' }, 'cancel']);
  expect(asked[1]?.value).toBe('203.0.113.7');
});

it.each([
  ['black', ''],
  ['white', 'CN,US'],
])('countries of a list that is %s start the box of those that are allowed with "%s"', async (type, value) => {
  const cloud = account(config('ali_location', { location: 'CN US', type }));
  const asked = await run(cloud, 'access', [{ pick: 'Allow Only These Countries…' }, 'cancel']);
  expect(asked[1]?.value).toBe(value);
});

it.each(['abc', '1 m', '10.5k', '1m,2m'])('"%s" is no speed', async (typed) => {
  const refused = 'Enter a number of bytes per second, such as 100k or 1m';
  await run(account(), 'access', [{ pick: 'Limit Speed…' }, { type: typed, refused }, 'cancel']);
  expect(shownTexts()).toEqual([]);
});

it('a limit of the speed refuses nothing', async () => {
  const cloud = account();
  await run(cloud, 'access', [{ pick: 'Limit Speed…' }, { type: '100k' }]);
  expect(settings(cloud)).toEqual([['limit_rate', { ali_limit_rate: '100k' }]]);
  expect(shownTexts().join('\n')).not.toContain('403');
});

it('the website of the bucket is merged into what is there, and mirror rules stay', async () => {
  const cloud = account();
  const rules = '<RoutingRules><RoutingRule><RuleNumber>1</RuleNumber></RoutingRule></RoutingRules>';
  const before = `<?xml version="1.0"?>\n<WebsiteConfiguration><IndexDocument><Suffix>home.htm</Suffix><Foreign>x</Foreign></IndexDocument>${rules}</WebsiteConfiguration>`;
  await cloud.oss.updateBucketSetting(bucket, 'website', before, signal);
  await run(cloud, 'website', [{ pick: 'Pages with a 404 Page' }]);
  const after = await cloud.oss.readBucketSetting(bucket, 'website', signal);
  expect(after).toContain(rules);
  expect(after).toContain('<Suffix>index.html</Suffix>');
  expect(after).toContain('<Foreign>x</Foreign>');
  expect(after).toContain('<ErrorDocument><Key>404.html</Key><HttpStatus>404</HttpStatus></ErrorDocument>');
  expect(shownTexts().join('\n')).toContain('Mirroring or redirection rules kept: 1');
});

it('the dialog tells what directories serve before and after', async () => {
  const cloud = account();
  const page = '<ErrorDocument><Key>404.html</Key><HttpStatus>404</HttpStatus></ErrorDocument>';
  const index = '<IndexDocument><Suffix>index.html</Suffix><SupportSubDir>true</SupportSubDir></IndexDocument>';
  const before = `<WebsiteConfiguration>${index}${page}</WebsiteConfiguration>`;
  await cloud.oss.updateBucketSetting(bucket, 'website', before, signal);
  await run(cloud, 'website', [{ pick: 'Pages with a 404 Page' }]);
  const shown = shownTexts().join('\n');
  expect(shown).toContain('index.html · directories redirect to their slash · 404.html (HTTP 404)');
  expect(shown).toContain('index.html · directories serve their index page · 404.html (HTTP 404)');
});

it('other sites may read at CDN and at OSS, and the edge is asked as a browser would', async () => {
  const cloud = account();
  const own =
    '<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule></CORSConfiguration>';
  await cloud.oss.updateBucketSetting(bucket, 'cors', own, signal);
  cloud.state.edgeAnswer = () => {
    const headers = { 'access-control-allow-origin': 'https://b.example' };
    return { outcome: 'answered', status: 200, headers, durationMs: 1 };
  };
  await run(cloud, 'cors', [{ pick: 'These Sites…' }, { type: 'https://b.example,https://c.example' }]);
  expect(settings(cloud)[0]?.[1]).toMatchObject({
    key: 'Access-Control-Allow-Origin',
    value: 'https://b.example,https://c.example',
    access_origin_control: 'on',
  });
  const cors = await cloud.oss.readBucketSetting(bucket, 'cors', signal);
  expect(cors).toContain(own.slice(0, -'</CORSConfiguration>'.length));
  expect(cors).toContain(
    '<AllowedOrigin>https://b.example</AllowedOrigin><AllowedOrigin>https://c.example</AllowedOrigin>',
  );
  expect(shownTexts().join('\n')).toContain('The edge allows pages of https://b.example to read.');
});

it.each([
  ['Block IP Addresses…', 'office', /^Enter IP addresses/],
  ['Allow Only These Countries…', 'China', /^Enter country codes/],
  ['Allow Only Requests from These Sites…', 'https://example.com/', /^Enter domain names/],
])('%s refuses "%s" before anything is taken away', async (pick, type, refused) => {
  const cloud = account(config('ip_allow_list_set', { ip_list: '203.0.113.7' }));
  await run(cloud, 'access', [{ pick }, { type, refused }, 'cancel']);
  expect(settings(cloud)).toEqual([['ip_allow_list_set', { ip_list: '203.0.113.7' }]]);
});

it('what was taken away before a refusal is told', async () => {
  const cloud = account(config('ip_allow_list_set', { ip_list: '203.0.113.7' }));
  cloud.cdn.setConfig = () => Promise.reject(new AppError('refused'));
  const refused = run(cloud, 'access', [{ pick: 'Block IP Addresses…' }, { type: '203.0.113.8' }]);
  await expect(refused).rejects.toMatchObject({
    details: { subject: 'already changed: Allowed IP addresses; use Undo in the Activity view' },
  });
});

it('a setting that another one takes the place of is not called done', async () => {
  const cloud = account(config('ali_remove_args', { ali_remove_args: 'v' }));
  await run(cloud, 'cache', [{ pick: 'One Copy, Ignoring Query Strings' }]);
  expect(shownTexts().join()).toContain('Another setting takes its place; remove it first: Ignored query strings');
});

it('a website that is as chosen is said to be', async () => {
  const cloud = account();
  await run(cloud, 'website', [{ pick: 'Off' }]);
  expect(shownTexts().join()).toContain('The bucket already has this setting: site');
});
