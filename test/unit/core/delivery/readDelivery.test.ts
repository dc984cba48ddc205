import { expect, test } from 'vitest';
import { configsOf, mayRefuseChecks } from '../../../../src/core/delivery/readDelivery.js';
import { siteTypeOf } from '../../../../src/core/delivery/siteType.js';
import type { CdnConfig } from '../../../../src/core/ports/cdn.js';

test('rewrite rules of the user are listed as other settings, apart from those of a site', () => {
  const rule = (id: string, regex: string, replacement: string) =>
    ({ id, functionName: 'host_redirect', args: { regex, replacement }, status: 'success' }) as const;
  const configs = [rule('1', '^/$', '/index.html'), rule('2', '^/old', '/new')];
  expect(configsOf('other', { configs, conditional: 0, site: 'website' }).map(({ id }) => id)).toEqual(['2']);
});

const setting = (functionName: string, args: CdnConfig['args']): CdnConfig => {
  return { id: functionName, functionName, args, status: 'success' };
};

test('downloads are recognized by all that is set for them', () => {
  const range = setting('range', { enable: 'on' });
  const period = setting('path_based_ttl_set', { path: '/', ttl: '2592000', swift_origin_cache_high: 'on' });
  expect(siteTypeOf([range, period])).toBe('downloads');
  expect({ range: siteTypeOf([range]), period: siteTypeOf([period]), nothing: siteTypeOf([]) }).toEqual({
    range: undefined,
    period: undefined,
    nothing: undefined,
  });
});

test('further settings of a site type are counted under it, not under the other settings', () => {
  const page = setting('error_page', { error_code: '404', rewrite_page: 'http://a.example/404.html' });
  const range = setting('range', { enable: 'on' });
  const namesOf = (site: 'docs' | 'spa' | 'downloads' | undefined, topic: 'siteType' | 'other') =>
    configsOf(topic, { configs: [page, range], conditional: 0, ...(site && { site }) }).map(({ id }) => id);
  expect({ siteType: namesOf('docs', 'siteType'), other: namesOf('docs', 'other') }).toEqual({
    siteType: ['error_page'],
    other: ['range'],
  });
  expect({ siteType: namesOf('downloads', 'siteType'), other: namesOf('downloads', 'other') }).toEqual({
    siteType: ['range'],
    other: ['error_page'],
  });
  expect({ spa: namesOf('spa', 'siteType'), none: namesOf(undefined, 'other') }).toEqual({
    spa: [],
    none: ['error_page', 'range'],
  });
});

test.each([
  [{ refer_domain_allow_list: 'a.example', allow_empty: 'on' }, false],
  [{ refer_domain_allow_list: 'a.example', allow_empty: 'off' }, true],
  [{ refer_domain_allow_list: 'a.example' }, true],
])('a Referer list refuses a check without a Referer unless it says otherwise: %o', async (args, refuses) => {
  const cdn = { readConfigs: async () => [setting('referer_white_list_set', args)] };
  expect(await mayRefuseChecks(cdn, 'a.example', new AbortController().signal)).toBe(refuses);
});
