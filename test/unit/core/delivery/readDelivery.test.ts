import { expect, test } from 'vitest';
import { configsOf } from '../../../../src/core/delivery/readDelivery.js';

test('rewrite rules of the user are among the other settings beside those of a site', () => {
  const rule = (id: string, regex: string, replacement: string) =>
    ({ id, functionName: 'host_redirect', args: { regex, replacement }, status: 'success' }) as const;
  const configs = [rule('1', '^/$', '/index.html'), rule('2', '^/old', '/new')];
  expect(configsOf('other', { configs, conditional: 0, site: 'website' }).map(({ id }) => id)).toEqual(['2']);
});
