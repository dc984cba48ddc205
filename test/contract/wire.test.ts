import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { alidnsService } from '../../sandbox/alidns/service.js';
import { casService } from '../../sandbox/cas/service.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import { ossService } from '../../sandbox/oss/service.js';
import type { ApiRequest } from '../../sandbox/state/state.js';
import type { SiteType } from '../../src/core/delivery/siteRoutes.js';
import { planSite } from '../../src/core/delivery/siteType.js';
import { chooseDelivery } from '../support/chooseDelivery.js';
import { editor, resetEditor } from '../support/fakeVscode.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import type { Line } from '../support/scriptedUi.js';
import { functionFacts } from './wire/functionFacts.js';
import { requests } from './wire/requests.js';
import type { WireRequest } from './wire/wireRequest.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
let runs: SandboxRuns;
const sent: WireRequest[] = [];

beforeAll(async () => {
  runs = await startSandboxRuns();
  for (const service of [cdnService, alidnsService, casService, ossService]) {
    const { handle } = service;
    vi.spyOn(service, 'handle').mockImplementation((request, state) => {
      sent.push(toWire(request));
      return handle(request, state);
    });
  }
});
beforeEach(() => {
  resetEditor();
  editor.press = () => true;
  sent.length = 0;
});
afterEach(() => runs.reset());
afterAll(async () => {
  vi.restoreAllMocks();
  await runs.stop();
});

/** What every request has, so that it says nothing of a call. */
const usual =
  /^(host|authorization|user-agent|accept|connection|content-length|date|x-oss-date|x-oss-content-sha256|x-acs-.*)$/;

function toWire({ host, method, url, headers, body }: ApiRequest): WireRequest {
  const [path = '', query = ''] = url.split('?');
  const pairs = (text: string) => Object.fromEntries(new URLSearchParams(text));
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const [action, version] = [headers['x-acs-action'], headers['x-acs-version']];
  const own = Object.entries(headers).filter(([name]) => !usual.test(name) && !(isForm && name === 'content-type'));
  return {
    host,
    method,
    path,
    query: pairs(query),
    headers: action === undefined ? Object.fromEntries(own) : {},
    ...(action !== undefined && { action }),
    ...(version !== undefined && { version }),
    form: isForm ? pairs(body.toString()) : {},
    body: isForm ? '' : body.toString(),
  };
}

const rows = Object.entries(requests).flatMap(([call, each]) =>
  each.map((row, at) => ({ call: at === 0 ? call : `${call}, another way`, ...row })),
);

test.each(rows)("$call sends exactly the parameters of the vendor's reference, in the right place", async (row) => {
  // What becomes of it is the subject of other tests.
  await row.run(runs.cloud).catch(() => undefined);
  expect(sent[0]).toEqual(row.request);
});

/** The functions of every call that set some. */
const functionsSent = () =>
  sent
    .filter(({ action }) => action === 'BatchSetCdnDomainConfig')
    .flatMap(({ query }) => JSON.parse(query.Functions ?? '[]') as readonly WantedFunction[]);

interface WantedFunction {
  readonly functionName: string;
  readonly functionArgs: readonly { readonly argName: string; readonly argValue: string }[];
}

/** What of a function the vendor does not name. */
const unknownIn = ({ functionName, functionArgs }: WantedFunction) =>
  functionArgs.filter(({ argName, argValue }) => functionFacts[functionName]?.[argName]?.test(argValue) !== true);

describe('the functions that are set', () => {
  const allow = { pick: 'Allow Requests Without a Referer' };
  const picks: readonly (readonly [topic: string, functions: readonly string[], lines: readonly Line[]])[] = [
    ['cache', ['path_based_ttl_set'], [{ pick: 'Follow What Publishing Writes' }]],
    ['cache', ['path_based_ttl_set'], [{ pick: 'Fixed Time for a Directory…' }, { type: '/a/' }, { type: '60' }]],
    ['cache', ['filetype_based_ttl_set'], [{ pick: 'Fixed Time for File Types…' }, { type: 'js,css' }, { type: '0' }]],
    ['cache', ['set_hashkey_args'], [{ pick: 'One Copy, Ignoring Query Strings' }]],
    ['compression', ['gzip', 'brotli'], [{ pick: 'gzip and Brotli' }]],
    ['cors', ['set_resp_header'], [{ pick: 'These Sites…' }, { type: 'https://a.example,https://b.example' }]],
    ['headers', ['set_resp_header'], [{ pick: 'X-Frame-Options: SAMEORIGIN' }]],
    [
      'access',
      ['referer_white_list_set'],
      [{ pick: 'Allow Only Requests from These Sites…' }, { type: 'a.example, *.b.example' }, allow],
    ],
    [
      'access',
      ['referer_black_list_set'],
      [{ pick: 'Block Requests from These Sites…' }, { type: 'a.example' }, allow],
    ],
    [
      'access',
      ['ip_allow_list_set'],
      [{ pick: 'Allow Only These IP Addresses…' }, { type: '192.0.2.0/24, 2001:db8::/32' }],
    ],
    ['access', ['ip_black_list_set'], [{ pick: 'Block IP Addresses…' }, { type: '192.0.2.7' }]],
    ['access', ['ali_location'], [{ pick: 'Allow Only These Countries…' }, { type: 'CN, US' }]],
    ['access', ['ali_location'], [{ pick: 'Block These Countries…' }, { type: 'DE' }]],
    ['access', ['limit_rate'], [{ pick: 'Limit Speed…' }, { type: '1m' }]],
  ];

  test.each(picks)(
    'functions set by the quick pick of %s have the arguments that the vendor names: %j',
    async (topic, names, lines) => {
      await chooseDelivery(runs, `${topic}:${domain}`, lines);
      const set = functionsSent();
      expect(set.map(({ functionName }) => functionName)).toEqual(names);
      expect(set.flatMap(unknownIn)).toEqual([]);
    },
  );

  test.each<SiteType>(['website', 'spa', 'docs', 'downloads'])(
    'functions set by the site type %s have the arguments that the vendor names',
    async (type) => {
      const site = { type, notFoundPage: `https://${domain}/404.html`, query: 'imagesKept' } as const;
      for (const { functionName, after } of planSite(site, [], domain)) {
        await runs.cloud.cdn.setConfigs(domain, [{ functionName, args: after! }], signal);
        await expect.poll(async () => (await runs.cloud.cdn.readDomain(domain, signal))?.status).toBe('online');
      }
      const set = functionsSent();
      expect(set.length).toBeGreaterThan(3);
      expect(set.flatMap(unknownIn)).toEqual([]);
    },
  );

  test('a value of a function that the vendor does not name is found', () => {
    const args = [{ argName: 'enable', argValue: 'true' }];
    expect(unknownIn({ functionName: 'gzip', functionArgs: args })).toEqual(args);
    expect(unknownIn({ functionName: 'zip', functionArgs: args })).toEqual(args);
  });
});
