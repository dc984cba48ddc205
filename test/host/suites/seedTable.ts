import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { env } from 'vscode';
import { test } from '../harness.js';
import type { Answer } from '../person.js';
import { control } from '../world.js';
import { bucketOrigin, type Filled, fillIn, forgetRun, start, typeDomain } from './onboardingForm.js';

// The vendor's table of parameters for adding a CDN domain, row by row, each filled in and looked at on the wire.

type Wire = Readonly<Record<string, string>>;

interface Source {
  readonly type: string;
  readonly content: string;
  readonly port: number;
  readonly priority: string;
  readonly weight: string;
}

const bucketHost = 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com';

function source(content: string, more: Partial<Source> = {}): Source {
  return { type: 'oss', content, port: 80, priority: '20', weight: '10', ...more };
}

/** One row: what is filled in, the parameters that must be sent, and the origins in them. */
interface Row {
  readonly filled: Omit<Filled, 'domain'>;
  readonly domain?: string;
  readonly sent?: Wire;
  readonly sources?: readonly Source[];
}

const goOn: Answer = { row: '$(check) Continue' };
const fixed = /cannot be changed once the domain is created/;
const byName: readonly Answer[] = [{ row: 'OSS Domain' }, { text: bucketHost }];
const mainland = /Requires an ICP filing with the MIIT/;

const rows: Readonly<Record<string, Row>> = {
  'Domain Name to Accelerate: a subdomain name': {
    domain: 'shop.assets.shop-demo.com',
    filled: {},
    sent: { DomainName: 'shop.assets.shop-demo.com' },
  },
  'Domain Name to Accelerate: a wildcard domain name': {
    domain: '*.wild.shop-demo.com',
    filled: {},
    sent: { DomainName: '.wild.shop-demo.com' },
  },
  'Business Type: Image and Small File': {
    filled: { type: { row: 'Image and Small File', asked: fixed } },
    sent: { CdnType: 'web' },
  },
  'Business Type: Large File Download': {
    filled: { type: { row: 'Large File Download', saying: /larger than 20 MB/ } },
    sent: { CdnType: 'download' },
  },
  'Business Type: VOD': { filled: { type: { row: 'VOD', asked: fixed } }, sent: { CdnType: 'video' } },
  'Origin Info: IP': {
    filled: {
      origin: [
        { row: 'IP Addresses', saying: /ECS addresses need no manual review/ },
        { text: '203.0.114.10 203.0.114.11;backup' },
        goOn,
      ],
    },
    sources: [source('203.0.114.10', { type: 'ipaddr' }), source('203.0.114.11', { type: 'ipaddr', priority: '30' })],
  },
  'Origin Info: Site Domain': {
    filled: {
      origin: [
        { row: 'Site Domains', saying: /other than the accelerated domain/ },
        { text: 'origin.shop-demo.net;weight=30 spare.shop-demo.net;backup' },
        goOn,
      ],
    },
    sources: [
      source('origin.shop-demo.net', { type: 'domain', weight: '30' }),
      source('spare.shop-demo.net', { type: 'domain', priority: '30' }),
    ],
  },
  'Origin Info: OSS Domain, entered by hand': {
    filled: { origin: [{ row: 'OSS Domain' }, { text: 'of-another-account.oss-cn-beijing.aliyuncs.com' }] },
    sources: [source('of-another-account.oss-cn-beijing.aliyuncs.com')],
  },
  'Origin Info: OSS Domain, a bucket of the same account': {
    filled: { origin: [{ row: 'OSS Bucket' }, { row: 'assets-singapore' }] },
    sources: [source('assets-singapore.oss-ap-southeast-1.aliyuncs.com')],
  },
  'Origin Info: Function Compute Domain': {
    filled: {
      origin: [
        { row: 'Function Compute Domain' },
        { row: 'cn-hangzhou' },
        { text: '1234567890.cn-hangzhou.fc.aliyuncs.com' },
      ],
    },
    sources: [source('1234567890.cn-hangzhou.fc.aliyuncs.com', { type: 'fc_domain' })],
  },
  'Origin Info: Function Compute Domain, in a region that is typed': {
    filled: {
      origin: [
        { row: 'Function Compute Domain' },
        { row: '$(edit) Another Region…' },
        { text: 'ap-southeast-7' },
        { text: '1234567890.ap-southeast-7.fc.aliyuncs.com' },
      ],
    },
    sources: [source('1234567890.ap-southeast-7.fc.aliyuncs.com', { type: 'fc_domain' })],
  },
  'Port: 80, access over HTTP': {
    filled: { origin: byName, port: [{ row: '80', saying: /over HTTP$/ }] },
    sources: [source(bucketHost, { port: 80 })],
  },
  'Port: 443, access over HTTPS': {
    filled: { origin: byName, port: [{ row: '443', saying: /over HTTPS/ }] },
    sources: [source(bucketHost, { port: 443 })],
  },
  'Port: another one, typed': {
    filled: {
      origin: [{ row: 'Site Domains' }, { text: 'origin.shop-demo.net' }, goOn],
      port: [{ row: 'Custom…', saying: /over HTTP on this port/ }, { text: '8080' }],
    },
    sources: [source('origin.shop-demo.net', { type: 'domain', port: 8080 })],
  },
  'Region: Global (Excluding the Chinese Mainland)': {
    filled: { region: [{ row: 'Global (Excluding the Chinese Mainland)', saying: /No ICP filing is required/ }] },
    sent: { Scope: 'overseas' },
  },
  'Region: Global': { filled: { region: [{ row: 'Global', saying: mainland }] }, sent: { Scope: 'global' } },
  'Region: Chinese Mainland Only': {
    filled: { region: [{ row: 'Chinese Mainland Only', saying: mainland }] },
    sent: { Scope: 'domestic' },
  },
};

for (const [index, [name, { filled, domain, sent, sources }]] of Object.entries(rows).entries()) {
  test(name, async () => {
    const { added } = await start({ domain: domain ?? `row${index}.shop-demo.com`, ...filled });
    await forgetRun();
    equal(added.status, 200, added.code);
    for (const [parameter, value] of Object.entries(sent ?? {})) equal(added.params[parameter], value);
    deepEqual(JSON.parse(added.params.Sources ?? ''), sources ?? [source(bucketHost)]);
  });
}

test('Business Type: DCDN hands over to its own console, with the answers', async () => {
  const opened: string[] = [];
  const { openExternal } = env;
  Object.assign(env, { openExternal: async (uri: { toString(): string }) => opened.push(uri.toString()) > 0 });
  try {
    const answers = [...bucketOrigin, ...typeDomain('dynamic.shop-demo.com'), { row: 'DCDN' }];
    await fillIn(answers, 'Open DCDN Console');
  } finally {
    Object.assign(env, { openExternal });
  }
  match(opened.join(), /^https:\/\/dcdn\.console\.a/);
  const copied = await env.clipboard.readText();
  ok(copied.includes('dynamic.shop-demo.com') && copied.includes(bucketHost), copied);
  await nothingIsAdded('dynamic.shop-demo.com');
});

test('Note: Chinese domains are not supported', () => refuses('例子.shop-demo.com', /Chinese|letters/i));

test('Note: a domain name cannot be added more than once; submit a ticket', async () => {
  const taken = 'taken.shop-demo.com';
  const answers: Answer[] = [...bucketOrigin, ...typeDomain(taken), { leave: true, asked: /another account.*ticket/ }];
  await fillIn(answers);
  await nothingIsAdded(taken);
});

test('Note: an account may have up to 50 domains; submit a ticket', async () => {
  const domains = Object.keys((await control.state()).cdnDomains as object).length;
  await control.act('setQuota', { domains });
  try {
    const full = new RegExp(`Limit of ${domains} CDN domains`);
    await fillIn([...bucketOrigin, ...typeDomain('full.shop-demo.com'), { leave: true, asked: full }]);
  } finally {
    await control.act('setQuota', { domains: 50 });
  }
  await nothingIsAdded('full.shop-demo.com');
});

test('Note: content must comply with the limits of CDN, which the review says', async () => {
  const { review } = await start({ domain: 'limits.shop-demo.com' });
  await forgetRun();
  match(review, /must comply with the content policy/);
});

test('Note: the origin cannot be the accelerated domain itself', async () => {
  const self = 'self.shop-demo.com';
  const origin: Answer[] = [{ row: 'Site Domains' }, { text: self }, goOn];
  await fillIn([...origin, ...typeDomain(self), { leave: true, asked: /accelerated domain/ }]);
  await nothingIsAdded(self);
});

test('Note: Chinese Mainland Only and Global require an ICP filing, and what works without is offered', async () => {
  const region: Answer[] = [
    { row: 'Global', saying: /no ICP filing found/ },
    {
      row: 'Global (Excluding the Chinese Mainland)',
      asked: /require an ICP filing/,
      saying: /only to buckets outside the Chinese mainland/,
    },
  ];
  const { added, review } = await start({ domain: 'unfiled.shop-demo.com.cn', region });
  await forgetRun();
  match(review, /Not bound to bucket site-hangzhou.*without an ICP filing/);
  equal(added.params.Scope, 'overseas');
});

async function refuses(domain: string, because: RegExp): Promise<void> {
  await fillIn([...bucketOrigin, { row: '$(edit) Enter a Domain…' }, { refused: domain, because }]);
  await nothingIsAdded(domain);
}

async function nothingIsAdded(domain: string): Promise<void> {
  const calls = await control.calls('AddCdnDomain');
  deepEqual(
    calls.filter(({ params }) => params.DomainName === domain),
    [],
  );
}
