import { beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { account, config, name, run, settings } from './deliveryWorld.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

it.each([
  {
    pick: 'Allow Only These IP Addresses…',
    made: 'ip_allow_list_set',
    rule: 'off',
    removed: 'ip_black_list_set',
    words: ['Blocked IP addresses', 'Allowed IP addresses'],
  },
  {
    pick: 'Block IP Addresses…',
    made: 'ip_black_list_set',
    rule: 'all',
    removed: 'ip_allow_list_set',
    words: ['Allowed IP addresses', 'Blocked IP addresses'],
  },
])('$pick shows that the opposite list is removed, and removes it before the new one is set', async (each) => {
  const cloud = account(config(each.removed, { ip_list: '203.0.113.7', ip_acl_xfwd: 'off' }));
  await run(cloud, 'access', [{ pick: each.pick }, { type: '198.51.100.0/24, 2001:db8::/32' }]);
  const list = ['198.51.100.0/24', '2001:db8:0:0:0:0:0:0/32'];
  expect(settings(cloud)).toEqual([
    { functionName: each.made, args: { ip_list: list.join(','), ip_acl_xfwd: each.rule } },
  ]);
  const [before, after] = each.words;
  const shown = modalTexts().join('\n');
  expect(shown).toContain(`${before}\n− 203.0.113.7`);
  expect(shown).toContain(`+ not set\n\n${after}\n− not set\n+ ${list.join(' ')}`);
  const calls = cloud.calls.filter((call) => /^cdn\.(set|delete)/.test(call));
  expect(calls).toEqual(['cdn.deleteConfig', 'cdn.setConfigs']);
});

const allow = { pick: 'Allow Only These IP Addresses…' };
const block = { pick: 'Block IP Addresses…' };
const byConnection = { pick: 'Compare the Address of the Connection' };
const asItIs = { pick: 'Leave as It Is' };

it.each([
  [allow, 'ip_allow_list_set', undefined, 'off'],
  [allow, 'ip_allow_list_set', 'on', 'off'],
  [allow, 'ip_allow_list_set', 'all', 'off'],
  [block, 'ip_black_list_set', undefined, 'all'],
  [block, 'ip_black_list_set', 'off', 'all'],
])(
  '%o changes the rule of a %s that was set elsewhere with %s to %s, or leaves that as it is where the user declines',
  async (pick, functionName, rule, wanted) => {
    const before = { ip_list: '203.0.113.7', ...(rule !== undefined && { ip_acl_xfwd: rule }) };
    const declined = account(config(functionName, before));
    await run(declined, 'access', [pick, { type: '203.0.113.8' }, asItIs]);
    expect(settings(declined)).toEqual([{ functionName, args: { ...before, ip_list: '203.0.113.8' } }]);
    const agreed = account(config(functionName, before));
    const asked = await run(agreed, 'access', [pick, { type: '203.0.113.8' }, byConnection]);
    expect(settings(agreed)).toEqual([{ functionName, args: { ip_list: '203.0.113.8', ip_acl_xfwd: wanted } }]);
    expect(asked[2]?.says?.[0]).toMatch(/ → the address of the connection/);
    expect(modalTexts().at(-1)).toMatch(/− 203\.0\.113\.7.*\n\+ 203\.0\.113\.8/);
  },
);

it.each([
  [allow, { ip_list: '203.0.113.7', ip_acl_xfwd: 'off' }],
  [block, { ip_list: '203.0.113.7', ip_acl_xfwd: 'all' }],
])('%o asks nothing about the rule of a list that has it already', async (pick, before) => {
  const functionName = pick === allow ? 'ip_allow_list_set' : 'ip_black_list_set';
  const cloud = account(config(functionName, before));
  await run(cloud, 'access', [pick, { type: '203.0.113.8' }]);
  expect(settings(cloud)).toEqual([{ functionName, args: { ...before, ip_list: '203.0.113.8' } }]);
});

it('an allow list that a forged header bypasses is reported, with a row that prevents it', async () => {
  const cloud = account(config('ip_allow_list_set', { ip_list: '203.0.113.7' }));
  const [asked] = await run(cloud, 'access', [byConnection]);
  expect(asked?.notes?.join()).toContain('with a forged X-Forwarded-For header');
  expect(settings(cloud)).toEqual([
    { functionName: 'ip_allow_list_set', args: { ip_list: '203.0.113.7', ip_acl_xfwd: 'off' } },
  ]);
  expect(modalTexts().join('\n')).toContain(
    '− 203.0.113.7; by X-Forwarded-For, which anyone can forge\n+ 203.0.113.7; by the address of the connection',
  );
  const [again] = await run(cloud, 'access', ['cancel']);
  expect({ notes: again?.notes?.join() ?? '', offers: again?.labels?.includes(byConnection.pick) }).toEqual({
    notes: '',
    offers: false,
  });
});

it.each(['0.0.0.0/0', '::/0', '203.0.113.7/33', '2001:db8::1::2', '300.1.1.1'])(
  '"%s" is not an address that CDN accepts',
  async (type) => {
    await run(account(), 'access', [block, { type, refused: /^Enter IP addresses/ }, 'cancel']);
    expect(shownTexts()).toEqual([]);
  },
);

it('an allow list of IP addresses says that the edge checks of this extension need an address in it', async () => {
  await run(account(), 'access', [{ pick: 'Allow Only These IP Addresses…' }, { type: '203.0.113.7' }]);
  expect(modalTexts().join('\n')).toContain('The edge checks of this extension work only from an address in the list.');
  resetEditor();
  await run(account(), 'access', [{ pick: 'Block IP Addresses…' }, { type: '203.0.113.7' }]);
  expect(modalTexts().join('\n')).not.toContain('edge checks');
});

it.each([
  ['Block These Countries…', { location: 'CN US', type: 'white' }, { location: 'DE FR', type: 'black' }],
  ['Allow Only These Countries…', { location: 'CN US', type: 'black' }, { location: 'DE FR', type: 'white' }],
])('%s replaces the opposite list of countries, and shows both', async (pick, before, after) => {
  const cloud = account(config('ali_location', before));
  const asked = await run(cloud, 'access', [{ pick }, { type: 'DE,FR' }]);
  expect(asked[1]?.value).toBe('');
  expect(settings(cloud)).toEqual([{ functionName: 'ali_location', args: after }]);
  const words = after.type === 'black' ? ['only CN US', 'all except DE FR'] : ['all except CN US', 'only DE FR'];
  expect(modalTexts().join('\n')).toContain(`Countries\n− ${words[0]}\n+ ${words[1]}`);
});

it('a list of sites replaces the opposite list and, as recommended, allows requests without a Referer', async () => {
  const cloud = account(config('referer_black_list_set', { refer_domain_deny_list: 'bad.example', allow_empty: 'on' }));
  const asked = await run(cloud, 'access', [
    { pick: 'Allow Only Requests from These Sites…' },
    { type: 'example.com, *.example.org' },
    { pick: 'Allow Requests Without a Referer' },
  ]);
  expect(asked[2]).toMatchObject({
    active: 'Allow Requests Without a Referer',
    says: [
      'recommended · URLs opened directly, link previews, and the edge checks of this extension send none',
      'Also refuses URLs opened directly, link previews, and the edge checks of this extension',
    ],
  });
  expect(settings(cloud)).toEqual([
    {
      functionName: 'referer_white_list_set',
      args: { refer_domain_allow_list: 'example.com,*.example.org', allow_empty: 'on' },
    },
  ]);
});

it('requests without a Referer are refused where that is chosen, and the modal says what else that refuses', async () => {
  const cloud = account();
  const lines = [{ pick: 'Block Requests from These Sites…' }, { type: 'thief.example' }] as const;
  await run(cloud, 'access', [...lines, { pick: 'Refuse Requests Without a Referer' }]);
  expect(settings(cloud)).toEqual([
    { functionName: 'referer_black_list_set', args: { refer_domain_deny_list: 'thief.example', allow_empty: 'off' } },
  ]);
  const warning = 'Also refuses URLs opened directly, link previews, and the edge checks of this extension';
  expect(modalTexts().join('\n')).toContain(warning);
  const [, , again] = await run(cloud, 'access', [...lines, { pick: 'Allow Requests Without a Referer' }]);
  expect(again?.active).toBe('Refuse Requests Without a Referer');
  // What does not say is refused.
  const unsaid = account(config('referer_black_list_set', { refer_domain_deny_list: 'thief.example' }));
  const [, , third] = await run(unsaid, 'access', [...lines, 'cancel']);
  expect(third?.active).toBe('Refuse Requests Without a Referer');
  expect(settings(cloud)[0]?.args.allow_empty).toBe('on');
});

it('closing the question about requests without a Referer changes nothing', async () => {
  const cloud = account();
  const lines = [{ pick: 'Block Requests from These Sites…' }, { type: 'thief.example' }, 'cancel'] as const;
  await run(cloud, 'access', lines);
  expect(settings(cloud)).toEqual([]);
  expect(shownTexts()).toEqual([]);
});

it.each([
  ['china', `https://cdn.console.aliyun.com/domain/detail/${name}`],
  ['international', `https://cdn.console.alibabacloud.com/domain/detail/${name}`],
] as const)(
  'Usage Cap opens the page of the domain in the console of the site "%s", and sets nothing',
  async (site, url) => {
    const cloud = account();
    await run(cloud, 'access', [{ pick: 'Usage Cap' }], { site });
    expect(editor.opened).toEqual([url]);
    expect(shownTexts().join('\n')).toContain(`In the CDN console: Domain Names > ${name}`);
    expect(settings(cloud)).toEqual([]);
  },
);

it('the input box starts with the current list', async () => {
  const cloud = account(config('ip_black_list_set', { ip_list: '203.0.113.7' }));
  const asked = await run(cloud, 'access', [{ pick: 'Block IP Addresses…' }, 'cancel']);
  expect(asked[1]?.value).toBe('203.0.113.7');
});

it.each([
  ['black', ''],
  ['white', 'CN,US'],
])('for a list of countries that is %s the input box of allowed countries starts with "%s"', async (type, value) => {
  const cloud = account(config('ali_location', { location: 'CN US', type }));
  const asked = await run(cloud, 'access', [{ pick: 'Allow Only These Countries…' }, 'cancel']);
  expect(asked[1]?.value).toBe(value);
});

it.each(['abc', '1 m', '10.5k', '1m,2m', '500', '1M', '200K', '50k', '0k'])(
  '"%s" is not a valid speed',
  async (typed) => {
    const refused = 'Enter at least 100k, with the unit k or m in lower case, such as 100k or 1m';
    await run(account(), 'access', [{ pick: 'Limit Speed…' }, { type: typed, refused }, 'cancel']);
    expect(shownTexts()).toEqual([]);
  },
);

it('a speed limit refuses no requests', async () => {
  const cloud = account();
  await run(cloud, 'access', [{ pick: 'Limit Speed…' }, { type: '100k' }]);
  expect(settings(cloud)).toEqual([{ functionName: 'limit_rate', args: { ali_limit_rate: '100k' } }]);
  expect(shownTexts().join('\n')).not.toContain('403');
});

it.each([
  ['Block IP Addresses…', 'office', /^Enter IP addresses/],
  ['Allow Only These Countries…', 'China', /^Enter country codes/],
  ['Allow Only Requests from These Sites…', 'https://example.com/', /^Enter domain names/],
  ['Allow Only These IP Addresses…', '203.0.113.7/', /^Enter IP addresses/],
  ['Block These Countries…', 'de', /^Enter country codes/],
])('%s refuses "%s" before anything is removed', async (pick, type, refused) => {
  const cloud = account(config('ip_allow_list_set', { ip_list: '203.0.113.7' }));
  await run(cloud, 'access', [{ pick }, { type, refused }, 'cancel']);
  expect(settings(cloud)).toEqual([{ functionName: 'ip_allow_list_set', args: { ip_list: '203.0.113.7' } }]);
});

it('settings removed before a refusal are listed', async () => {
  const cloud = account(config('ip_allow_list_set', { ip_list: '203.0.113.7' }));
  cloud.cdn.setConfigs = () => Promise.reject(new AppError('refused'));
  const refused = run(cloud, 'access', [{ pick: 'Block IP Addresses…' }, { type: '203.0.113.8' }]);
  await expect(refused).rejects.toMatchObject({ kind: 'refused' });
  expect(shownTexts().at(-1)).toBe('Already changed: Allowed IP addresses. To undo: use Undo in the Activity view.');
});
