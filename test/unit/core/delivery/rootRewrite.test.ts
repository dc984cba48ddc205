import { expect, test } from 'vitest';
import { makeRootRewrite, planRootRewrite } from '../../../../src/core/delivery/rootRewrite.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const { signal } = new AbortController();
const name = 'www.example.com';

test('the page at / is rewritten by one rule, however often', async () => {
  const cloud = createMemoryCloud();
  const domain = { name: name, type: 'web', status: 'online', sources: [], httpsOn: false } as const;
  cloud.state.domains.set(name, domain);
  const other = { functionName: 'host_redirect', args: { regex: '^/old$', replacement: '/new' } };
  await cloud.cdn.setConfig(name, other, signal);
  const change = await planRootRewrite(cloud.cdn, name, signal);
  if (!change) throw new Error('nothing to change');
  expect(await makeRootRewrite(cloud.cdn, name, change, signal)).toBe(true);
  expect(await makeRootRewrite(cloud.cdn, name, change, signal)).toBe(false);
  expect(await planRootRewrite(cloud.cdn, name, signal)).toBeUndefined();
  const rules = await cloud.cdn.readConfigs(name, ['host_redirect'], signal);
  expect(rules.map(({ args }) => `${args.regex} ${args.replacement}`)).toEqual(['^/old$ /new', '^/$ /index.html']);
});
