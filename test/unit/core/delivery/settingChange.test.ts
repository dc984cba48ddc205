import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  changeKey,
  planChanges,
  type SettingChange,
  type WantedSetting,
} from '../../../../src/core/delivery/settingChange.js';
import {
  planSite,
  type SitePlan,
  siteFunctions,
  siteTypeOf,
  wantedOf,
} from '../../../../src/core/delivery/siteType.js';
import type { CdnConfig } from '../../../../src/core/ports/cdn.js';
import { fuzz, fuzzTimeoutMs } from '../../../support/fuzz.js';

const domain = 'a.example';
const names = [
  'enable',
  'ttl',
  'path',
  'weight',
  'aliyun_id',
  'key',
  'regex',
  'replacement',
  'flag',
  'disable',
  'error_code',
];
const values = ['on', 'off', '/', '/a', '60', '^/$', '^/[^.]*$', '/index.html', 'break', '404', ''];
const functions = [...siteFunctions, 'aliauth', 'https_option', 'set_resp_header', 'unheard_of'];

const anyArgs = fc.dictionary(
  fc.oneof(fc.constantFrom(...names), fc.string()),
  fc.oneof(fc.constantFrom(...values), fc.string()),
);
const anyConfigs = fc
  .array(fc.record({ functionName: fc.constantFrom(...functions), args: anyArgs }), { maxLength: 12 })
  .map((list) => list.map((each, at): CdnConfig => ({ ...each, id: String(at + 1), status: 'success' })));
const anyWanted = fc
  .record({ functionName: fc.constantFrom(...functions), args: anyArgs, isByPath: fc.boolean() })
  .map(({ functionName, args, isByPath }): WantedSetting => {
    return { functionName, args, ...(isByPath && { isMeant: (own) => own.path === args.path }) };
  });
const anySite = fc.record({
  type: fc.constantFrom(...(['website', 'spa', 'docs', 'downloads'] as const)),
  query: fc.constantFrom(...(['ignored', 'imagesKept'] as const)),
}) satisfies fc.Arbitrary<SitePlan>;

/** What CDN has after the changes: an entry keeps its place, and its arguments are replaced as a whole. */
function apply(configs: readonly CdnConfig[], changes: readonly SettingChange[]): readonly CdnConfig[] {
  const changed = configs.flatMap((config) => {
    const change = changes.find(({ configId }) => configId === config.id);
    if (!change) return [config];
    return change.after ? [{ ...config, args: change.after }] : [];
  });
  const added = changes.flatMap(({ functionName, configId, after }, at): CdnConfig[] =>
    configId === undefined && after ? [{ id: `new ${at}`, functionName, args: after, status: 'success' }] : [],
  );
  return [...changed, ...added];
}

/** What is there of an entry, without what it was told to be. */
function untold({ functionName, args }: CdnConfig, wanted: readonly WantedSetting[]) {
  const told = wanted.filter((each) => each.functionName === functionName).flatMap((each) => Object.keys(each.args));
  return Object.entries(args).filter(([name]) => !told.includes(name));
}

it(
  'no change loses an argument that it was not about, whatever is set already',
  () => {
    fuzz(fc.tuple(anyConfigs, fc.array(anyWanted, { maxLength: 4 })), ([configs, wanted]) => {
      const after = apply(configs, planChanges({ set: wanted }, configs));
      for (const config of configs) {
        const now = after.find(({ id }) => id === config.id);
        expect(now?.args).toMatchObject(Object.fromEntries(untold(config, wanted)));
      }
    });
  },
  fuzzTimeoutMs,
);

it(
  'what is taken away is what was meant, and the rest stays to the letter',
  () => {
    fuzz(fc.tuple(anyConfigs, fc.constantFrom(...functions)), ([configs, functionName]) => {
      const isRemoved = (config: CdnConfig) => config.functionName === functionName;
      expect(apply(configs, planChanges({ isRemoved, set: [] }, configs))).toEqual(
        configs.filter((each) => !isRemoved(each)),
      );
    });
  },
  fuzzTimeoutMs,
);

it(
  'a site takes away nothing but its own rules, and a second time there is nothing to do',
  () => {
    fuzz(fc.tuple(anyConfigs, anySite), ([configs, site]) => {
      const after = apply(configs, planSite(site, configs, domain));
      const gone = configs.filter(({ id }) => !after.some((each) => each.id === id));
      expect(gone.filter(({ functionName }) => functionName !== 'host_redirect')).toEqual([]);
      expect(planSite(site, after, domain)).toEqual([]);
      expect(siteTypeOf(after)).toBe(site.type);
      const foreign = ({ functionName }: CdnConfig) => !(siteFunctions as readonly string[]).includes(functionName);
      expect(after.filter(foreign)).toEqual(configs.filter(foreign));
      for (const config of configs.filter(({ id }) => after.some((each) => each.id === id))) {
        const now = after.find(({ id }) => id === config.id);
        expect(now?.args).toMatchObject(Object.fromEntries(untold(config, wantedOf(site))));
      }
    });
  },
  fuzzTimeoutMs,
);

it.each([
  ['ali_remove_args', { ali_remove_args: 'v' }],
  ['self_defined_cachekey', { rule: '1' }],
] as const)('leaves query strings to the rule that the user has set for them: %s', (functionName, args) => {
  const removed: CdnConfig = { id: '1', functionName, args, status: 'success' };
  const planned = planSite({ type: 'spa', query: 'ignored' }, [removed], domain).map(
    ({ functionName }) => functionName,
  );
  expect(planned).toEqual(['host_redirect', 'path_based_ttl_set', 'gzip', 'brotli']);
});

const page = (rewrite_page: string, error_code = '404'): CdnConfig => {
  return { id: '1', functionName: 'error_page', args: { error_code, rewrite_page }, status: 'success' };
};

it.each<readonly [SitePlan, CdnConfig, boolean]>([
  [{ type: 'spa' }, page('http://a.example/404.html'), true],
  [{ type: 'downloads' }, page('https://A.example/404.html'), true],
  [{ type: 'website' }, page('https://a.example/404.html'), true],
  [{ type: 'website', notFoundPage: 'https://a.example/404.html' }, page('http://a.example/404.html'), false],
  [{ type: 'spa' }, page('https://b.example/404.html'), false],
  [{ type: 'spa' }, page('https://a.example/gone/404.html'), false],
  [{ type: 'spa' }, page('/404.html'), false],
  [{ type: 'spa' }, page('https://a.example/404.html', '403'), false],
])('a site of %o removes %o, its own not-found page: %s', (site, before, isRemoved) => {
  const change = planSite(site, [before], domain).find(({ configId }) => configId === '1');
  expect(change !== undefined && change.after === undefined).toBe(isRemoved);
});

it.each([
  ['ignored', { disable: 'on', hashkey_args: '', keep_oss_args: 'off', own: '1' }],
  ['imagesKept', { disable: 'on', hashkey_args: 'x-oss-process', keep_oss_args: 'on', own: '1' }],
] as const)('one copy for query strings that are %s has no list of the other choice', (query, wanted) => {
  const others = [
    { disable: 'on', hashkey_args: 'x-oss-process', keep_oss_args: 'on', own: '1' },
    { disable: 'on', hashkey_args: 'v', own: '1' },
  ];
  for (const args of others) {
    const before: CdnConfig = { id: '1', functionName: 'set_hashkey_args', args, status: 'success' };
    const after = apply([before], planSite({ type: 'spa', query }, [before], domain));
    expect(after.find(({ id }) => id === '1')?.args).toEqual(wanted);
  }
});

it('an approval names the entry and every argument before and after', () => {
  const change = {
    functionName: 'gzip',
    configId: '7',
    before: { enable: 'off', a: '1' },
    after: { enable: 'on', a: '1' },
  };
  const others = [
    { ...change, configId: '8' },
    { ...change, before: { enable: 'off', a: '2' } },
    { ...change, after: { enable: 'on' } },
  ];
  expect(changeKey({ ...change, before: { a: '1', enable: 'off' } })).toBe(changeKey(change));
  for (const other of others) expect(changeKey(other)).not.toBe(changeKey(change));
});

it('the time of another type of site does not stay', () => {
  const [made] = planSite({ type: 'downloads' }, [], domain).filter(
    ({ functionName }) => functionName === 'path_based_ttl_set',
  );
  const before = { id: '1', functionName: 'path_based_ttl_set', args: made!.after!, status: 'success' } as const;
  const change = planSite({ type: 'website' }, [before], domain).find(
    ({ functionName }) => functionName === 'path_based_ttl_set',
  );
  expect({ before: change?.before?.ttl, after: change?.after?.ttl }).toEqual({ before: '2592000', after: '3600' });
});
