import { beforeEach, describe, expect, it } from 'vitest';
import { ActivityLog } from '../../../../src/core/activity/activityLog.js';
import type { Change } from '../../../../src/core/activity/change.js';
import { trackChanges } from '../../../../src/core/activity/trackChanges.js';
import { undoChange } from '../../../../src/features/activity/undoChange.js';
import { editor, env, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { siteSource } from '../../../support/siteSources.js';
import { addConfig, dropConfig, dropDomain, setDomain } from '../../core/onboarding/hands.js';
import { oldRecord, remains, richCloud } from '../../core/onboarding/richWorld.js';
import { createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

/** A run, every change of which is in the list of changes; finished, or until it waits for the switch in the console. */
async function finished(records = [] as (typeof oldRecord)[], waits = false, cloud = readyCloud()) {
  cloud.state.records.push(...records);
  const world = createWorld(cloud);
  const activity = new ActivityLog({
    store: world.documents.window('one'),
    session: world.depsOf('one').session,
    clock: world.clock,
    windowId: 'one',
    onError: (error) => {
      throw error;
    },
  });
  Object.assign(cloud, trackChanges({ ...cloud }, activity));
  const board = world.openWindow('one');
  const isWaiting = () => board.runs[0]?.record.steps.record.state === 'needsUser';
  if (waits) world.unanswered.add('approveRecord').add('bindAgain').add('setHost');
  await live(world, board, await board.start(plan), 30, isWaiting);
  if (!waits) await live(world, board, board.runs[0]?.record.id ?? '');
  expect(board.runs[0]?.activity === 'finished').toBe(!waits);
  const session = world.depsOf('one').session;
  const deps = { session, activity, board, clock: world.clock } as unknown as Parameters<typeof undoChange>[0];
  /** Undoes the newest change of this kind. */
  const undo = async (action: string, isIt = (_change: Change | undefined) => true) => {
    const entry = activity.entries.find(
      (each) => each.action === action && each.subject === plan.domain && isIt(each.change),
    );
    if (!entry) throw new Error(`not noted: ${action}`);
    const done = undoChange(deps, entry);
    await world.clock.advance(60_000);
    await done;
  };
  const hosts = () => (cloud.state.configs.get(plan.domain) ?? []).map(({ args }) => args.domain_name);
  const undone = () => activity.entries.filter(({ undoneAt }) => undoneAt !== undefined).map(({ action }) => action);
  return { world, cloud, board, activity, undo, hosts, undone };
}

describe('the undo of a binding', () => {
  it.each(['en', 'zh-cn'] as const)(
    'takes the Host away first under which OSS would refuse CDN, and says so, in %s',
    async (spoken) => {
      env.language = spoken;
      const { world, undo, hosts, undone } = await finished();
      await undo('PutCname');
      expect(modalTexts()).toHaveLength(1);
      for (const part of ['NoSuchBucket', 'site.oss-cn-hangzhou.aliyuncs.com']) expect(modalTexts()[0]).toContain(part);
      if (spoken === 'en') expect(modalTexts()[0]).toContain('[Change Origin Host and Unbind]');
      expect(remains(world).bound).toEqual([]);
      expect(hosts()).toEqual(['site.oss-cn-hangzhou.aliyuncs.com']);
      expect(undone()).toEqual(['PutCname']);
    },
  );

  it('changes nothing when the user closes the modal', async () => {
    const { world, undo, hosts } = await finished();
    editor.press = () => false;
    await undo('PutCname');
    expect(remains(world).bound).toEqual([plan.domain]);
    expect(hosts()).toEqual([plan.domain]);
  });

  it('changes nothing while CDN takes no other Host, and offers to enable the domain', async () => {
    const { world, undo, hosts } = await finished();
    setDomain(world, { status: 'offline' });
    await undo('PutCname');
    expect(shownTexts()).toEqual([expect.stringMatching(/^The domain was not unbound[\s\S]*\[Enable Domain…\]$/)]);
    expect(editor.ran).toEqual([['ossCdn.enableDomain', plan.domain]]);
    expect(remains(world).bound).toEqual([plan.domain]);
    expect(hosts()).toEqual([plan.domain]);
  });

  it('needs no Host where the domain is no longer on CDN', async () => {
    const { world, undo } = await finished();
    dropDomain(world);
    await undo('PutCname');
    expect(modalTexts()).toEqual([expect.not.stringContaining('NoSuchBucket')]);
    expect(remains(world).bound).toEqual([]);
  });
});

describe('an undo while the run waits at a later step', () => {
  it('the undo of the binding while the run waits at a later step is not made up for by the run, which asks', async () => {
    const { world, board, undo, hosts } = await finished([], true);
    await undo('PutCname');
    board.recheck(board.runs[0]?.record.id ?? '');
    await world.clock.advance(10 * 60_000);
    expect({ bound: remains(world).bound, hosts: hosts() }).toEqual({
      bound: [],
      hosts: ['site.oss-cn-hangzhou.aliyuncs.com'],
    });
    expect(board.runs[0]?.record.steps.binding).toMatchObject({ state: 'needsUser', ask: { kind: 'bindAgain' } });
  });

  it('the undo of the origin Host while the run waits at a later step is not made up for by the run, which asks', async () => {
    const { world, board, undo, hosts } = await finished([], true);
    await undo('BatchSetCdnDomainConfig');
    board.recheck(board.runs[0]?.record.id ?? '');
    await world.clock.advance(10 * 60_000);
    expect({ bound: remains(world).bound, hosts: hosts() }).toEqual({ bound: [plan.domain], hosts: [] });
    expect(board.runs[0]?.record.steps.originHost).toMatchObject({ state: 'needsUser', ask: { kind: 'setHost' } });
  });
});

it('the undo of an origin shows the Host that CDN has kept of the other bucket, and sets it', async () => {
  const { world, cloud, undo, hosts } = await finished();
  const { signal } = new AbortController();
  const content = 'other.oss-cn-hangzhou.aliyuncs.com';
  await cloud.cdn.readDomain(plan.domain, signal);
  await cloud.cdn.updateSources(plan.domain, [{ ...siteSource, content }], signal);
  dropConfig(world, 'set_req_host_header');
  addConfig(world, 'set_req_host_header', { domain_name: content });
  await undo('ModifyCdnDomain');
  expect(modalTexts()).toEqual([
    expect.stringContaining('The previous origin of the domain will be restored'),
    expect.stringContaining(`Before: ${content}\nAfter: ${siteSource.content}`),
  ]);
  expect(hosts()).toEqual([siteSource.content]);
});

it.each([
  ['was not there', []],
  ['was off', [{ private_oss_auth: 'off' }]],
])('the undo of private bucket access that %s before says that visitors get 403 then', async (_name, before) => {
  const cloud = richCloud();
  const functionName = 'l2_oss_key';
  const configs = before.map((args) => ({ id: 'before', functionName, args, status: 'success' as const }));
  cloud.state.configs.set(plan.domain, configs);
  const { undo } = await finished([], false, cloud);
  await undo('BatchSetCdnDomainConfig', (of) => of?.kind === 'config' && of.at.functionName === functionName);
  expect(modalTexts()).toEqual([expect.stringContaining('CDN will no longer be able to read the private bucket')]);
  expect(modalTexts()[0]).toContain('403');
  const left = (cloud.state.configs.get(plan.domain) ?? []).filter((each) => each.functionName === functionName);
  expect(left.map(({ args }) => args)).toEqual(before);
});

describe('the undo of a record', () => {
  const records = [oldRecord, { ...oldRecord, id: 'ipv6', type: 'AAAA', value: '2001:db8::9' }];
  const before = ['img A 192.0.2.9 true', 'img AAAA 2001:db8::9 true'];

  it.each(['UpdateDomainRecord', 'SetDomainRecordStatus'])(
    'the undo of a record of a switch (%s) is that of the whole switch',
    async (action) => {
      const { world, undo, undone } = await finished(records);
      await undo(action);
      expect(modalTexts()).toHaveLength(1);
      for (const part of [
        'The DNS record will be restored to its previous values: A img.example.com → 192.0.2.9, TTL 1200',
        'The DNS record will be resumed: AAAA img.example.com → 2001:db8::9, TTL 1200',
        'Visitors of this domain will then go where they went before this change.',
        '[Undo All]',
      ])
        expect(modalTexts()[0]).toContain(part);
      expect(remains(world).records).toEqual(before);
      expect(undone().sort()).toEqual(['SetDomainRecordStatus', 'UpdateDomainRecord']);
    },
  );

  it('says that nothing takes its place where it replaced none', async () => {
    const { world, undo } = await finished();
    await undo('AddDomainRecord');
    expect(modalTexts()).toEqual([
      expect.stringContaining('No other record replaces it, so this domain will not resolve.'),
    ]);
    expect(modalTexts()[0]).toContain('[Undo]');
    expect(remains(world).records).toEqual([]);
  });

  it('reports also a resumed record', async () => {
    const { undo } = await finished([
      { ...oldRecord, id: 'own', type: 'CNAME', value: `${plan.domain}.w.kunlunsl.com`, enabled: false },
    ]);
    await undo('SetDomainRecordStatus');
    expect(modalTexts()).toEqual([expect.stringContaining('No other record replaces it')]);
  });

  it('leaves a record alone that was paused by hand', async () => {
    const { world, undo } = await finished([{ ...oldRecord, enabled: false }]);
    await undo('AddDomainRecord');
    expect(modalTexts()).toEqual([expect.stringContaining('No other record replaces it')]);
    expect(remains(world).records).toEqual(['img A 192.0.2.9 false']);
  });
});
