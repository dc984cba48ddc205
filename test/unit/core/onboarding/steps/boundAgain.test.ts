import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { reconsiderRun } from '../../../../../src/core/onboarding/reconsiderRun.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { stepIds } from '../../../../../src/core/onboarding/run/run.js';
import { siteSource } from '../../../../support/siteSources.js';
import { addConfig, bindByHand, dropConfig, handMade, site } from '../hands.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

type Board = ReturnType<World['openWindow']>;
const hostFunction = 'set_req_host_header';

const hosts = ({ cloud }: World) => (cloud.state.configs.get(plan.domain) ?? []).map(({ args }) => args.domain_name);
const bound = (world: World) => [...site(world).cnames.keys()];
const refreshes = ({ cloud }: World) => cloud.calls.filter((call) => call === 'cdn.refresh').length;
const stateOf = (board: Board, step: (typeof stepIds)[number]) => board.runs[0]?.record.steps[step];
const unbind = (world: World) => site(world).cnames.delete(plan.domain);

/** What the run asks now. */
function askOf<K extends UserAsk['kind']>(board: Board, kind: K): Extract<UserAsk, { readonly kind: K }> {
  for (const step of stepIds) {
    const state = stateOf(board, step);
    if (state?.state === 'needsUser' && state.ask.kind === kind) return state.ask as never;
  }
  throw new Error(`not asked: ${kind}`);
}

/** A run that waits for the switch in the console, with these questions left to the test. */
async function waiting(...unanswered: UserAsk['kind'][]) {
  const world = createWorld();
  for (const kind of ['turnOnAutoUpdate', ...unanswered] as const) world.unanswered.add(kind);
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 30, () => stateOf(board, 'autoUpdate')?.state === 'needsUser');
  expect({ bound: bound(world), hosts: hosts(world), refreshes: refreshes(world) }).toEqual({
    bound: [plan.domain],
    hosts: [plan.domain],
    refreshes: 0,
  });
  return { world, board, id };
}

const finish = async (world: World, board: Board, id: string) => {
  world.unanswered.delete('turnOnAutoUpdate');
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
};
const minutes = (world: World, count = 5) => world.clock.advance(count * 60_000);

describe('a domain that is unbound by hand while its run waits', () => {
  it('stays unbound until the user agrees; that covers its Host and its refresh too', async () => {
    const { world, board, id } = await waiting('bindAgain');
    unbind(world);
    dropConfig(world, hostFunction);
    await minutes(world, 60);
    expect({ bound: bound(world), hosts: hosts(world), refreshes: refreshes(world) }).toEqual({
      bound: [],
      hosts: [],
      refreshes: 0,
    });
    await board.answer(id, { approvals: { binding: askOf(board, 'bindAgain').approval } });
    await minutes(world);
    expect({ bound: bound(world), hosts: hosts(world), refreshes: refreshes(world) }).toEqual({
      bound: [plan.domain],
      hosts: [plan.domain],
      refreshes: 1,
    });
    await finish(world, board, id);
  });

  it('stays unbound to the end, and is asked about when the user rechecks', async () => {
    const { world, board, id } = await waiting('bindAgain');
    unbind(world);
    await minutes(world);
    await board.answer(id, { left: { binding: askOf(board, 'bindAgain').approval } });
    await finish(world, board, id);
    expect(bound(world)).toEqual([]);
    const skipped = { state: 'done', skipped: true };
    expect(board.runs[0]?.record.steps).toMatchObject({
      binding: { ...skipped, note: 'asChosen' },
      originHost: { ...skipped, note: 'notBound' },
      autoUpdate: { ...skipped, note: 'notBound' },
    });
    const view = board.runs[0];
    if (!view) throw new Error('no run');
    await reconsiderRun(board, view);
    await minutes(world);
    expect(askOf(board, 'bindAgain').domain).toBe(plan.domain);
    expect(bound(world)).toEqual([]);
  });

  it('counts as bound once it is bound by hand, even if the step was skipped; and is asked about when that is undone', async () => {
    const { world, board, id } = await waiting('bindAgain');
    unbind(world);
    await minutes(world);
    await board.answer(id, { left: { binding: askOf(board, 'bindAgain').approval } });
    await finish(world, board, id);
    bindByHand(world, plan.domain, true);
    board.recheck(id);
    await minutes(world);
    expect(stateOf(board, 'binding')).toMatchObject({ state: 'done' });
    expect(stateOf(board, 'binding')).not.toHaveProperty('skipped');
    unbind(world);
    board.recheck(id);
    await minutes(world);
    expect(askOf(board, 'bindAgain').purpose).toBe('binding');
  });

  it('is not bound by an earlier answer', async () => {
    const { world, board, id } = await waiting('bindAgain');
    for (let times = 0; times < 2; times++) {
      unbind(world);
      await minutes(world);
      expect(bound(world)).toEqual([]);
      await board.answer(id, { approvals: { binding: askOf(board, 'bindAgain').approval } });
      await minutes(world);
      expect(bound(world)).toEqual([plan.domain]);
    }
  });
});

it('a binding that was skipped since OSS refused it is tried again when the user rechecks at the end', async () => {
  const cloud = readyCloud();
  const { createCname } = cloud.oss;
  let isFiled = false;
  const bindFiled: typeof createCname = (...call) =>
    isFiled ? createCname(...call) : Promise.reject(new AppError('cnameRefused', { code: 'NoSuchCnameInRecord' }));
  const get = (oss: object, method: string | symbol) =>
    method === 'createCname' ? bindFiled : Reflect.get(oss, method);
  const world = createWorld(Object.assign(cloud, { oss: new Proxy(cloud.oss, { get }) }));
  world.unanswered.add('bindingRefused');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 30, () => stateOf(board, 'afterSwitch')?.state === 'needsUser');
  await board.answer(id, { skipped: { binding: true } });
  await live(world, board, id);
  const view = board.runs[0];
  if (view?.activity !== 'finished') throw new Error('not finished');
  expect(bound(world)).toEqual([]);
  isFiled = true;
  await reconsiderRun(board, view, true);
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  expect({ bound: bound(world), hosts: hosts(world) }).toEqual({ bound: [plan.domain], hosts: [plan.domain] });
});

it('a domain that the user unbinds in the editor before the binding step is asked about', async () => {
  const world = createWorld();
  world.unanswered.add('bindAgain').add('setHost').add('openService');
  const board = world.openWindow('one');
  world.cloud.state.service = 'notOpen';
  const id = await board.start(plan);
  await world.clock.settle();
  await board.noteUnbound(plan.domain);
  world.cloud.state.service = 'open';
  await live(world, board, id, 30);
  expect({ bound: bound(world), hosts: hosts(world) }).toEqual({ bound: [], hosts: [] });
  await board.answer(id, { approvals: { binding: askOf(board, 'bindAgain').approval } });
  await live(world, board, id, 30);
  expect({ bound: bound(world), hosts: hosts(world) }).toEqual({ bound: [plan.domain], hosts: [plan.domain] });
  expect(board.runs[0]?.activity).toBe('finished');
});

it('an unbinding by the user does not wake an idle run', async () => {
  const { world, board, id } = await waiting();
  board.pause(id);
  await world.clock.settle();
  const before = world.cloud.calls.length;
  await board.noteUnbound(plan.domain);
  await minutes(world);
  expect(world.cloud.calls.length).toBe(before);
  expect(board.runs[0]?.activity).toBe('finished');
});

describe('a Host that was set by hand', () => {
  /** The domain is on CDN with this Host when the run comes. */
  async function asked() {
    const world = createWorld(readyCloud());
    world.cloud.state.domains.set(plan.domain, handMade);
    addConfig(world, hostFunction, { domain_name: 'cdn.other.example.com' });
    world.unanswered.add('setHost');
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id);
    return { world, board, id, ask: askOf(board, 'setHost') };
  }

  it('is shown with its value before it is replaced', async () => {
    const { world, board, id, ask } = await asked();
    expect(ask.host).toBe('cdn.other.example.com');
    expect({ hosts: hosts(world), refreshes: refreshes(world) }).toEqual({
      hosts: ['cdn.other.example.com'],
      refreshes: 0,
    });
    await board.answer(id, { approvals: { originHost: ask.approval } });
    await live(world, board, id);
    expect({ hosts: hosts(world), refreshes: refreshes(world) }).toEqual({ hosts: [plan.domain], refreshes: 1 });
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('is asked about again when it changes', async () => {
    const { world, board, id, ask } = await asked();
    dropConfig(world, hostFunction);
    addConfig(world, hostFunction, { domain_name: 'third.example.com' });
    await board.answer(id, { approvals: { originHost: ask.approval } });
    await minutes(world);
    expect(askOf(board, 'setHost').host).toBe('third.example.com');
    expect(hosts(world)).toEqual(['third.example.com']);
  });

  it('is kept to the end if the user chose that, and nothing is refreshed', async () => {
    const { world, board, id, ask } = await asked();
    await board.answer(id, { left: { originHost: ask.approval } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect({ hosts: hosts(world), refreshes: refreshes(world) }).toEqual({
      hosts: ['cdn.other.example.com'],
      refreshes: 0,
    });
    expect(stateOf(board, 'originHost')).toMatchObject({ skipped: true, note: 'asChosen' });
  });
});

it('the default Host of CDN is replaced without a question', async () => {
  const world = createWorld(readyCloud());
  world.cloud.state.domains.set(plan.domain, handMade);
  addConfig(world, hostFunction, { domain_name: siteSource.content });
  const board = world.openWindow('one');
  await live(world, board, await board.start(plan));
  expect(hosts(world)).toEqual([plan.domain]);
});

it('a Host that was removed by hand stays removed if the user chose that', async () => {
  const { world, board, id } = await waiting('setHost');
  dropConfig(world, hostFunction);
  await minutes(world, 30);
  expect({ hosts: hosts(world), refreshes: refreshes(world) }).toEqual({ hosts: [], refreshes: 0 });
  await board.answer(id, { left: { originHost: askOf(board, 'setHost').approval } });
  await finish(world, board, id);
  expect(hosts(world)).toEqual([]);
});
