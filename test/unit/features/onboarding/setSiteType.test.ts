import { beforeEach, describe, expect, it } from 'vitest';
import type { OnboardingPlan } from '../../../../src/core/onboarding/run/run.js';
import type { CdnConfig } from '../../../../src/core/ports/cdn.js';
import { setSiteType } from '../../../../src/features/onboarding/onboardingCommands.js';
import type { RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { siteSource } from '../../../support/siteSources.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { cloudWithDomain, settings, sitePlan } from '../../core/onboarding/site/siteWorld.js';
import { createWorld, live } from '../../core/onboarding/world.js';

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
  if (keys === 'unreadable') cloud.failNext('oss.listObjects', 'before', 'forbidden');
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
  const board = { runs: [], load: async () => undefined, start, onDidChange: () => ({ dispose() {} }) };
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
] as const)('%s with the page %s before %o leads missing URLs to %s', async (type, page, keys, wanted) => {
  expect(await choose(type, page, keys)).toBe(wanted);
});

/** A domain whose site type was set by a run that is finished, and whose user sets this one. */
async function finished(type: string) {
  const world = createWorld(cloudWithDomain());
  const board = world.openWindow('a');
  const { site = { type: 'spa' } } = sitePlan;
  const id = await board.start({ ...sitePlan, site: { ...site, routes: { folders: ['guide'] } } });
  await live(world, board, id, 60);
  expect(board.runs).toMatchObject([{ activity: 'finished' }]);
  const { session } = world.depsOf('a');
  const ui = scriptedUi([{ pick: type }, { pick: 'One Copy, Except for Processed Images' }]);
  const watched: string[] = [];
  const settings = { get: (key: string) => (key === 'console' ? 'china' : []) };
  const deps = { session, ui, board, settings, clock: world.clock } as unknown as RunCommandDeps;
  const set = async () => {
    const done = setSiteType(deps, sitePlan.domain, (each) => watched.push(each));
    // It may reject before it is awaited.
    done.catch(() => undefined);
    await world.clock.advance(1000);
    await done;
    ui.end();
  };
  return { world, board, id, set, watched };
}

describe('a site type that is set again', () => {
  beforeEach(() => resetEditor());

  it('leaves the finished run as it is when the user does not agree to the changes, and no task in the tree', async () => {
    const { world, board, set, watched } = await finished('Website with Folders');
    const before = { runs: board.runs, settings: settings(world.cloud) };
    await set();
    await world.clock.advance(60_000);
    expect({ runs: board.runs, settings: settings(world.cloud) }).toEqual(before);
    expect(watched).toEqual([]);
    const question = 'Apply site type "Website with Folders" to img.example.com?';
    expect(modalTexts()).toEqual([expect.stringContaining(question)]);
  });

  it('is made as the user agreed before its run started, without another question', async () => {
    const { world, board, id, set, watched } = await finished('Website with Folders');
    editor.press = (button) => button === 'Change Settings';
    await set();
    world.unanswered.add('approveSite');
    await live(world, board, id, 60);
    expect(watched).toEqual([id]);
    expect(modalTexts()).toHaveLength(1);
    expect(board.runs).toMatchObject([{ activity: 'finished', record: { plan: { site: { type: 'docs' } } } }]);
    expect(settings(world.cloud).filter((each) => each.startsWith('host_redirect'))).toHaveLength(3);
  });

  it('asks nothing where nothing has to change, and is proven again', async () => {
    const { world, board, id, set, watched } = await finished('Single-Page App');
    const [before] = board.runs;
    await set();
    await live(world, board, id, 60);
    expect(modalTexts()).toEqual([]);
    expect(watched).toEqual([id]);
    expect(board.runs).toMatchObject([{ activity: 'finished' }]);
    expect(board.runs[0]?.record.createdAt).toBeGreaterThan(before?.record.createdAt ?? 0);
  });

  it('is not asked about while a staging configuration is under test', async () => {
    const { world, set } = await finished('Website with Folders');
    world.cloud.state.staging.add(sitePlan.domain);
    await expect(set()).rejects.toMatchObject({ kind: 'stagingActive' });
    expect(modalTexts()).toEqual([]);
  });
});
