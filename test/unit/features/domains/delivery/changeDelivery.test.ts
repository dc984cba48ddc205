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

it('the cache follows the headers of publishing, and other arguments of the rule are kept', async () => {
  const cloud = account(config('path_based_ttl_set', { path: '/', ttl: '60', weight: '9', aliyun_id: '1' }));
  await run(cloud, 'cache', [{ pick: 'Follow What Publishing Writes' }]);
  const args = { path: '/', ttl: '3600', weight: '9', aliyun_id: '1', swift_origin_cache_high: 'on', ...plain };
  expect(settings(cloud)).toEqual([{ functionName: 'path_based_ttl_set', args }]);
  expect(shownTexts().join('\n')).toContain('were not refreshed; they stay until they expire');
});

it('a fixed time for a folder outweighs the rule for all files', async () => {
  const cloud = account(config('path_based_ttl_set', { path: '/', ttl: '60', weight: '1' }));
  await run(cloud, 'cache', [{ pick: 'Fixed Time for a Directory…' }, { type: '/assets/' }, { type: '0' }]);
  expect(settings(cloud)[1]).toEqual({
    functionName: 'path_based_ttl_set',
    args: {
      path: '/assets/',
      ttl: '0',
      weight: '50',
      swift_origin_cache_high: 'off',
      ...plain,
      force_revalidate: 'on',
    },
  });
});

it('compression is shown before and after, and set for both functions', async () => {
  const cloud = account(config('gzip', { enable: 'off' }));
  await run(cloud, 'compression', [{ pick: 'gzip and Brotli' }]);
  expect(settings(cloud)).toEqual([
    { functionName: 'gzip', args: { enable: 'on' } },
    { functionName: 'brotli', args: { enable: 'on' } },
  ]);
  expect(shownTexts().join('\n')).toContain('gzip\n− off\n+ on');
});

it('nothing is changed without consent', async () => {
  editor.press = () => false;
  const cloud = account(config('gzip', { enable: 'off' }));
  await run(cloud, 'compression', [{ pick: 'gzip and Brotli' }]);
  expect(settings(cloud)).toEqual([{ functionName: 'gzip', args: { enable: 'off' } }]);
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
  expect(settings(cloud).map(({ args }) => args.key)).toEqual(['X-Own', 'Permissions-Policy']);
  await run(cloud, 'headers', [{ pick: 'Remove: Response header' }]);
  expect(settings(cloud).map(({ args }) => args.key)).toEqual(['Permissions-Policy']);
});

it('signing keys of URLs are never shown', async () => {
  const cloud = account(config('aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' }));
  const [asked] = await run(cloud, 'access', ['cancel']);
  expect(asked?.notes?.join()).toContain('change it in the console');
  expect(JSON.stringify([asked, editor])).not.toContain('very-secret-key');
});

it('a setting with keys cannot be removed here, since it could not be restored', async () => {
  const cloud = account(
    config('aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' }),
    config('limit_rate', { ali_limit_rate: '1m' }),
  );
  const [asked] = await run(cloud, 'access', ['cancel']);
  expect(asked?.labels?.filter((label) => label.startsWith('Remove: '))).toEqual(['Remove: Speed limit']);
});

it('the website of the bucket is merged into the existing one, and mirror rules stay', async () => {
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

it('the dialog shows what directories serve before and after', async () => {
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

it('other sites are allowed at CDN and at OSS, and the edge is tested as by a browser', async () => {
  const cloud = account();
  const own =
    '<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule></CORSConfiguration>';
  await cloud.oss.updateBucketSetting(bucket, 'cors', own, signal);
  cloud.state.edgeAnswer = () => {
    const headers = { 'access-control-allow-origin': 'https://b.example' };
    return { outcome: 'answered', status: 200, headers, durationMs: 1 };
  };
  await run(cloud, 'cors', [{ pick: 'These Sites…' }, { type: 'https://b.example,https://c.example' }]);
  expect(settings(cloud)[0]?.args).toMatchObject({
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

it('a setting that another one overrides is not reported as done', async () => {
  const cloud = account(config('ali_remove_args', { ali_remove_args: 'v' }));
  await run(cloud, 'cache', [{ pick: 'One Copy, Ignoring Query Strings' }]);
  expect(shownTexts().join()).toContain('Another setting takes its place; remove it first: Ignored query strings');
});

it.each([
  ['the query setting', 'cache', 'One Copy, Ignoring Query Strings'],
  ['the website of the bucket', 'website', 'Pages with a 404 Page'],
])(
  'the refresh that makes a change of %s visible is offered, and its command says what it costs',
  async (_, topic, pick) => {
    await run(account(), topic, [{ pick }]);
    expect(shownTexts()).toContain(
      `Cached copies of ${name} were not refreshed; they stay until they expire\n[Refresh…]`,
    );
    expect(editor.ran).toContainEqual(['ossCdn.refreshFolder', name]);
  },
);

it('no refresh is offered where the bucket has the website already, or where the user closes the question', async () => {
  const cloud = account();
  await run(cloud, 'website', [{ pick: 'Off' }]);
  editor.press = () => false;
  await run(cloud, 'website', [{ pick: 'Single-Page App' }]);
  expect(shownTexts().join('\n')).not.toContain('Refresh…');
});

const websiteOf = (page: string, status: string, folders: string, type: string) =>
  [
    '<WebsiteConfiguration>',
    `<IndexDocument><Suffix>index.html</Suffix><SupportSubDir>${folders}</SupportSubDir><Type>${type}</Type></IndexDocument>`,
    `<ErrorDocument><Key>${page}</Key><HttpStatus>${status}</HttpStatus></ErrorDocument>`,
    '</WebsiteConfiguration>',
  ].join('');

it('a single-page app of the bucket replaces pages with a 404 page in the same document', async () => {
  const cloud = account();
  const rules = '<RoutingRules><RoutingRule><RuleNumber>1</RuleNumber></RoutingRule></RoutingRules>';
  const before = websiteOf('404.html', '404', 'true', '2').replace('</Web', `${rules}</Web`);
  await cloud.oss.updateBucketSetting(bucket, 'website', before, signal);
  await run(cloud, 'website', [{ pick: 'Single-Page App' }]);
  const after = websiteOf('index.html', '200', 'false', '0').replace('</Web', `${rules}</Web`);
  expect(await cloud.oss.readBucketSetting(bucket, 'website', signal)).toBe(after);
  expect(shownTexts().join('\n')).toContain('After: index.html · index.html (HTTP 200)');
});

it('the website of a bucket says that it may not apply where the origin host is the accelerated domain', async () => {
  const note =
    'The origin host is the accelerated domain: check the pages at the edge, since OSS may not apply this then.';
  const notesOf = async (host: string) => {
    const cloud = account(config('set_req_host_header', { domain_name: host }));
    return (await run(cloud, 'website', ['cancel']))[0]?.notes ?? [];
  };
  expect(await notesOf(name)).toContain(note);
  expect(await notesOf('site.oss-cn-hangzhou.aliyuncs.com')).not.toContain(note);
});

it('Off removes the website of the bucket, and warns of the rules that go with it', async () => {
  const cloud = account();
  const rule = '<RoutingRules><RoutingRule><RuleNumber>1</RuleNumber></RoutingRule></RoutingRules>';
  const before = websiteOf('404.html', '404', 'true', '2').replace('</Web', `${rule}</Web`);
  await cloud.oss.updateBucketSetting(bucket, 'website', before, signal);
  await run(cloud, 'website', [{ pick: 'Off' }]);
  expect(await cloud.oss.readBucketSetting(bucket, 'website', signal)).toBeUndefined();
  expect(shownTexts().join('\n')).toContain('Warning: Mirroring or redirection rules also removed: 1');
});

it('a website that was changed elsewhere while its question was open is not overwritten', async () => {
  const cloud = account();
  const theirs = websiteOf('gone.html', '404', 'true', '1');
  editor.press = () => {
    void cloud.oss.updateBucketSetting(bucket, 'website', theirs, signal);
    return true;
  };
  await run(cloud, 'website', [{ pick: 'Single-Page App' }]);
  expect(await cloud.oss.readBucketSetting(bucket, 'website', signal)).toBe(theirs);
  expect(shownTexts().join('\n')).toContain(
    'Nothing was changed, because the bucket was changed outside this extension',
  );
});

it('a website that already matches the choice is reported as such', async () => {
  const cloud = account();
  await run(cloud, 'website', [{ pick: 'Off' }]);
  expect(shownTexts().join()).toContain('The bucket already has this setting: site');
});

it('a header replaces the one of the origin, also where it was set to be changed before', async () => {
  const key = 'X-Frame-Options';
  const cloud = account(
    config('set_resp_header', { key, value: 'DENY', header_operation_type: 'modify' }, '1'),
    config('set_resp_header', { key, value: 'x', header_operation_type: 'rewrite', header_source: 'a' }, '2'),
  );
  await run(cloud, 'headers', [{ pick: `${key}: SAMEORIGIN` }]);
  expect(settings(cloud).map(({ args }) => args)).toEqual([
    expect.objectContaining({ header_operation_type: 'rewrite' }),
    { key, value: 'SAMEORIGIN', header_operation_type: 'add', duplicate: 'off' },
  ]);
});

it('allowed sites are set by adding the header, since only then CDN compares the requesting site, and duplicates invalidate it', async () => {
  const key = 'Access-Control-Allow-Origin';
  const before = { key, value: '*', header_operation_type: 'modify', duplicate: 'on' };
  const cloud = account(config('set_resp_header', before));
  await run(cloud, 'cors', [{ pick: 'These Sites…' }, { type: 'https://a.example,https://b.example' }]);
  expect(settings(cloud).map(({ args }) => args)).toEqual([
    {
      key,
      value: 'https://a.example,https://b.example',
      header_operation_type: 'add',
      duplicate: 'off',
      access_origin_control: 'on',
    },
  ]);
});

it.each(['headers', 'cors'])(
  'the topic %s of a wildcard is refused with a reason before anything is offered',
  async (topic) => {
    const cloud = account();
    const wildcard = `.${name}`;
    cloud.state.domains.set(wildcard, { ...cloud.state.domains.get(name)!, name: wildcard });
    expect(await run(cloud, topic, [], { of: wildcard })).toEqual([]);
    expect(shownTexts().join()).toContain('CDN does not support response headers for wildcard domains');
  },
);

it.each([
  ['overseas', true],
  ['domestic', false],
] as const)(
  'functions missing in a Global Resource Plan are named at once where CDN refuses one for a domain in %s: %s',
  async (region, isSaid) => {
    const cloud = account();
    cloud.state.domains.set(name, { ...cloud.state.domains.get(name)!, region });
    cloud.cdn.setConfigs = () =>
      Promise.reject(new AppError('operationBarred', { code: 'InvalidFunction.NotSupported' }));
    const changed = run(cloud, 'compression', [{ pick: 'gzip and Brotli' }]);
    if (!isSaid) return expect(changed).rejects.toMatchObject({ kind: 'operationBarred' });
    await changed;
    expect(shownTexts().at(-1)).toMatch(
      /^This domain uses a Global Resource Plan, which does not support response headers, .*compression/,
    );
  },
);
