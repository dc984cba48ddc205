import { describe, expect, it } from 'vitest';
import { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import type { CdnDomain } from '../../../../../src/core/ports/cdn.js';
import { richCloud } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const existing = (port: number): CdnDomain => ({
  name: plan.domain,
  type: 'web',
  status: 'online',
  cname: `${plan.domain}.w.kunlunsl.com`,
  sources: [{ type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com', port, priority: '20', weight: '10' }],
  httpsOn: false,
});

describe('the origin Host of a domain that is there already', () => {
  it.each([
    [443, { state: 'done', skipped: true }, []],
    [80, { state: 'done', note: 'edgeRefreshed' }, ['set_req_host_header']],
  ])('follows the port that it really uses: %i', async (port, state, functions) => {
    const cloud = readyCloud();
    cloud.state.domains.set(plan.domain, existing(port));
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(board.runs[0]?.record.steps.originHost).toMatchObject(state);
    expect((cloud.state.configs.get(plan.domain) ?? []).map((each) => each.functionName)).toEqual(functions);
  });
});

/** A window for which CDN fails to set this function as often as `times` says. */
function openFailing(world: World, functionName: string, times: number) {
  world.cloud.state.failingSettings.push(...Array<string>(times).fill(functionName));
  return world.openWindow('one');
}

describe.each([
  ['originHost', 'set_req_host_header'],
  ['privateOrigin', 'l2_oss_key'],
] as const)('a setting that CDN fails to make: %s', (step, functionName) => {
  it('is retried once, in the same place', async () => {
    const world = createWorld(richCloud());
    const board = openFailing(world, functionName, 1);
    await live(world, board, await board.start(plan));
    expect(board.runs[0]?.activity).toBe('finished');
    const made = (world.cloud.state.configs.get(plan.domain) ?? []).filter(
      (each) => each.functionName === functionName,
    );
    expect(made).toHaveLength(1);
  });

  it('is asked about when it fails again, and retried as often as the user wants', async () => {
    const world = createWorld(richCloud());
    const board = openFailing(world, functionName, 2);
    const id = await board.start(plan);
    const state = () => board.runs[0]?.record.steps[step];
    await live(world, board, id, 30, () => state()?.state === 'needsUser' && 'functionName' in askOf(state()));
    const ask = askOf(state());
    expect(ask).toMatchObject({ kind: 'settingFailed', functionName });
    await board.answer(id, { approvals: { setting: 'approval' in ask ? String(ask.approval) : '' } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });
});

describe('the role by which CDN reads private buckets', () => {
  it('is asked for while it is missing, and the setting is made once it exists', async () => {
    const world = createWorld(richCloud());
    world.cloud.failNext('cdn.setConfigs', 'before', 'roleMissing');
    const board = world.openWindow('one');
    const id = await board.start(plan);
    const state = () => board.runs[0]?.record.steps.privateOrigin;
    await live(world, board, id, 30, () => state()?.state === 'needsUser' && askKind(state()) === 'authorizeRole');
    expect(askKind(state())).toBe('authorizeRole');
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });
});

const askKind = (state: object | undefined) =>
  'kind' in askOf(state) ? String(Reflect.get(askOf(state), 'kind')) : '';

const askOf = (state: object | undefined): object => (state && 'ask' in state ? (state.ask as object) : {});

it('an account without the permission to read the state of the service continues', async () => {
  const world = createWorld();
  for (let count = 0; count < 40; count++) world.cloud.failNext('cdn.readServiceState', 'before', 'forbidden');
  const board = world.openWindow('one');
  await live(world, board, await board.start(plan));
  expect(board.runs[0]?.activity).toBe('finished');
});

it.each(['stopping', 'deleting'] as const)('a domain that is %s is waited for under its own name', async (status) => {
  const cloud = readyCloud();
  cloud.state.domains.set(plan.domain, { ...existing(80), status });
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  await board.start(plan);
  await world.clock.advance(5_000);
  expect(board.runs[0]?.record.steps.domain).toMatchObject({ state: 'waiting', reason: { kind: status } });
  cloud.state.domains.delete(plan.domain);
  await world.clock.advance(30_000);
  expect(board.runs[0]?.record.steps.domain).toMatchObject({ state: 'needsUser', ask: { kind: 'recreateDomain' } });
});

describe('a domain that CDN refuses to add', () => {
  it.each([
    ['domainLimit', plan.origin, { kind: 'domainLimit' }],
    [
      'originLoop',
      { kind: 'site', servers: [{ host: 'a.example.net', backup: false, weight: 10 }] },
      { kind: 'originLoop', host: 'a.example.net' },
    ],
  ] as const)('a domain that CDN refuses to add is asked about: %s', async (kind, origin, ask) => {
    const world = createWorld();
    for (let count = 0; count < 9; count++) world.cloud.failNext('cdn.createDomain', 'before', kind);
    const board = world.openWindow('one');
    await board.start({ ...plan, origin });
    await world.clock.advance(20_000);
    expect(board.runs[0]?.record.steps.domain).toMatchObject({ state: 'needsUser', ask });
  });
});

it('a switch that OSS does not report counts once the user confirms it, and the row names the user as the source', async () => {
  const world = createWorld();
  const board = world.openWindow('one');
  const { cloud } = world;
  const listCnames: typeof cloud.oss.listCnames = async (bucket, signal) =>
    (await cloud.oss.listCnames(bucket, signal)).map(({ domain, enabled }) => ({ domain, enabled }));
  const oss = new Proxy(cloud.oss, {
    get: (target, key) => (key === 'listCnames' ? listCnames : Reflect.get(target, key)),
  });
  const deps = world.depsOf('two');
  const silent = new RunBoard({ ...deps, session: { ...deps.session, cloud: async () => ({ ...cloud, oss }) } });
  await board.dispose();
  const id = await silent.start(plan);
  const state = () => silent.runs[0]?.record.steps.autoUpdate;
  await live(world, silent, id, 30, () => state()?.state === 'needsUser');
  expect(state()).toMatchObject({ ask: { kind: 'confirmAutoUpdate' } });
  await silent.answer(id, { saidAutoUpdateOn: true });
  await live(world, silent, id);
  expect(silent.runs[0]?.activity).toBe('finished');
  expect(state()).toMatchObject({ state: 'done', note: 'saidOn' });
});
