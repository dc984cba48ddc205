import { expect, it } from 'vitest';
import type { OnboardingPlan } from '../../../../src/core/onboarding/run/run.js';
import type { CdnConfig } from '../../../../src/core/ports/cdn.js';
import type { RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { setSiteType } from '../../../../src/features/onboarding/setSiteType.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { siteSource } from '../../../support/siteSources.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const name = 'img.example.com';
const own = `http://${name}/404.html`;

/** The page for what is missing of a site that is chosen for a domain with these settings; `keys` is `unreadable` or what the bucket has. */
async function choose(type: string, page: string, keys: readonly string[] | 'unreadable') {
  const cloud = createMemoryCloud();
  cloud.addBucket('site');
  const { signal } = new AbortController();
  const content = { body: Buffer.from('x'), headers: {} };
  for (const key of keys === 'unreadable' ? [] : keys)
    await cloud.oss.putObject({ name: 'site', region: 'cn-hangzhou' }, key, content, signal);
  for (let times = 0; keys === 'unreadable' && times < 2; times++)
    cloud.failNext('oss.readObjectHead', 'before', 'forbidden');
  cloud.state.domains.set(name, { name, status: 'online', type: 'web', sources: [siteSource], httpsOn: false });
  const args = { error_code: '404', rewrite_page: page };
  const config: CdnConfig = { id: '1', functionName: 'error_page', args, status: 'success' };
  cloud.state.configs.set(name, [config]);
  const plans: OnboardingPlan[] = [];
  const start = async (plan: OnboardingPlan) => {
    plans.push(plan);
    throw new Error('seen enough');
  };
  const ui = scriptedUi([{ pick: type }, { pick: 'Leave as It Is' }]);
  const session = { account: { id: '1' }, cloud: async () => cloud };
  const board = { runs: [], start, onDidChange: () => ({ dispose() {} }) };
  const deps = { session, ui, board, clock: createVirtualClock() } as unknown as RunCommandDeps;
  await expect(setSiteType(deps, name, () => undefined)).rejects.toThrow('seen enough');
  return plans[0]?.site?.notFoundPage;
}

it.each([
  ['Website', own, ['404.html'], own],
  ['Website', own, ['index.html'], undefined],
  ['Website', own, 'unreadable', own],
  ['Website', 'https://example.com/gone.html', 'unreadable', undefined],
  ['Single-Page App', own, 'unreadable', undefined],
] as const)('%s with the page %s in front of %o leads what is missing to %s', async (type, page, keys, wanted) => {
  expect(await choose(type, page, keys)).toBe(wanted);
});
