import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { readRun } from '../../../../../src/core/onboarding/run/runStore.js';
import { readUndo } from '../../../../../src/core/onboarding/undoSwitch.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { oldRecord, richCloud } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const { signal } = new AbortController();
type Board = ReturnType<World['openWindow']>;
const otherPlan = { ...plan, type: 'download' } as const;

const undoOf = async ({ cloud }: World, board: Board) => {
  const { restore, resume } = await readUndo(cloud, board.runs[0]!.record.facts, signal);
  return { restore: restore?.former.value, resume: resume.map(({ value }) => value) };
};
const stateOf = (board: Board, step: 'service' | 'ownership' | 'upload' | 'autoUpdate') =>
  board.runs[0]?.record.steps[step].state;
const txts = ({ cloud }: World) => cloud.state.records.filter(({ type }) => type === 'TXT').map(({ rr }) => rr);

describe('changes of a run in live DNS', () => {
  const switched = { restore: oldRecord.value, resume: ['hello'] };

  async function opened(plays: 'waits' | 'finishes') {
    const cloud = readyCloud();
    cloud.state.records.push(oldRecord, { ...oldRecord, id: 'text', type: 'TXT', value: 'hello' });
    const world = createWorld(cloud);
    if (plays === 'waits') world.unanswered.add('turnOnAutoUpdate');
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan), 30, () => stateOf(board, 'autoUpdate') === 'needsUser');
    if (plays === 'finishes') await live(world, board, board.runs[0]?.record.id ?? '');
    expect(await undoOf(world, board)).toEqual(switched);
    return { world, board };
  }

  it.each([
    ['with another plan', 'waits', otherPlan],
    ['once it is finished', 'finishes', plan],
  ] as const)('can still be undone when the onboarding is started again %s', async (_when, plays, next) => {
    const { world, board } = await opened(plays);
    await board.start(next);
    // At once, also before the new run has looked at anything.
    await world.clock.settle();
    expect(await undoOf(world, board)).toEqual(switched);
    await live(world, board, board.runs[0]?.record.id ?? '', 10);
    expect(await undoOf(world, board)).toEqual(switched);
  });

  it('are dropped with the removed run', async () => {
    const { world, board } = await opened('finishes');
    await board.remove(board.runs[0]?.record.id ?? '');
    await live(world, board, await board.start(plan), 10);
    expect(await undoOf(world, board)).toEqual({ restore: undefined, resume: [] });
  });
});

describe('approvals in advance', () => {
  it('apply to no other run, even if the window dies while they are saved', async () => {
    const world = createWorld();
    world.unanswered.add('approveRecord');
    const deps = world.depsOf('one');
    const writes: string[] = [];
    const write: typeof deps.store.write = async (id, text) => {
      if (writes.push(id) > 1) throw new AppError('storeRefused');
      return deps.store.write(id, text);
    };
    const board = new RunBoard({ ...deps, store: { ...deps.store, write } });
    const id = await board.start(plan, { started: ['site'] });
    await live(world, board, id, 5);
    await expect(board.start(otherPlan, { started: ['publish'] })).rejects.toThrow();
    expect((await readRun(id, deps.store))?.answers.started).toEqual(['site']);
  });

  it('are all that the new run knows of answers to the former one', async () => {
    const world = createWorld();
    world.unanswered.add('approveRecord');
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await board.answer(id, { skipped: { binding: true } });
    await live(world, board, id, 5);
    await board.start(otherPlan, { started: ['publish'] });
    expect((await readRun(id, world.depsOf('two').store))?.answers).toMatchObject({
      skipped: {},
      started: ['publish'],
    });
  });
});

it('shows why the code of a run could not be loaded, and continues after a recheck', async () => {
  const world = createWorld();
  const deps = world.depsOf('one');
  let failures = 1;
  const loadRunLoop: typeof deps.loadRunLoop = async (task) => {
    if (failures-- > 0)
      throw Object.assign(Object.assign(new Error('ENOENT: steps.js'), { code: 'ENOENT' }), { code: 'ENOENT' });
    return deps.loadRunLoop(task);
  };
  const board = new RunBoard({ ...deps, loadRunLoop });
  const id = await board.start(plan);
  await world.clock.settle();
  const details = { message: 'ENOENT: steps.js' };
  expect(board.runs).toMatchObject([{ record: { id }, activity: 'idle', error: { kind: 'unexpected', details } }]);
  board.recheck(id);
  expect(board.runs[0]).not.toHaveProperty('error');
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  await board.dispose();
});

describe('a proof that a run has written', () => {
  it('a proof of the root domain is removed by the run that replaces the one that wrote it', async () => {
    const cloud = readyCloud();
    const { verifyOwner } = cloud.cdn;
    let isSeen = false;
    replace(cloud, 'cdn', { verifyOwner: async (name, given) => isSeen && verifyOwner(name, given) });
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await world.clock.advance(20_000);
    expect(txts(world)).toEqual(['verification']);
    await board.start(otherPlan);
    await world.clock.advance(20_000);
    isSeen = true;
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(txts(world)).toEqual([]);
  });

  it('a proof of the upload domain is removed by a run that needs none', async () => {
    const { world, board } = await waitingForUpload();
    await board.start({ ...plan, origin: { kind: 'ossDomain', host: 'site.oss-cn-hangzhou.aliyuncs.com' } });
    await world.clock.advance(60_000);
    expect(stateOf(board, 'upload')).toBe('done');
    expect(txts(world)).not.toContain('_dnsauth.upload');
  });

  it('a proof of the upload domain is removed once the user continues without', async () => {
    const { world, board } = await waitingForUpload();
    await board.answer(board.runs[0]?.record.id ?? '', { skipped: { upload: true } });
    await world.clock.advance(60_000);
    expect(stateOf(board, 'upload')).toBe('done');
    expect(txts(world)).not.toContain('_dnsauth.upload');
  });
});

/** Puts some calls of a port in the place of those in memory. */
function replace<Port extends 'cdn' | 'oss'>(cloud: MemoryCloud, port: Port, calls: Partial<MemoryCloud[Port]>): void {
  const get = (real: object, method: string | symbol) => Reflect.get(calls, method) ?? Reflect.get(real, method);
  Object.assign(cloud, { [port]: new Proxy(cloud[port], { get }) });
}

/** The proof of the upload domain stands, and OSS does not see it. */
async function waitingForUpload() {
  const cloud = richCloud();
  cloud.state.records.splice(0);
  const { createCname } = cloud.oss;
  replace(cloud, 'oss', {
    createCname: async (bucket, domain, given) => {
      if (domain.startsWith('upload.')) throw new AppError('cnameTokenNeeded');
      return createCname(bucket, domain, given);
    },
  });
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  await live(world, board, await board.start(plan), 2);
  expect(txts(world)).toEqual(['_dnsauth.upload']);
  return { world, board };
}

describe('a start with another plan while another window works on the domain', () => {
  it('is refused, and the run stays as it is', async () => {
    const world = createWorld();
    world.unanswered.add('approveRecord');
    const one = world.openWindow('one');
    await live(world, one, await one.start(plan), 5);
    const two = world.openWindow('two');
    await expect(two.start(otherPlan)).rejects.toMatchObject({
      kind: 'runElsewhere',
      details: { subject: plan.domain },
    });
    await world.clock.advance(30_000);
    expect(one.runs.map(({ record }) => record.plan)).toEqual([plan]);
  });

  it('keeps showing the work of the other window, and is accepted once that one pauses', async () => {
    const world = createWorld();
    world.unanswered.add('approveRecord').add('settleDebt');
    const [one, two] = [world.openWindow('one'), world.openWindow('two')];
    const id = await one.start(plan);
    await live(world, one, id, 5);
    await two.load();
    await world.clock.advance(10_000);
    await expect(two.start(otherPlan)).rejects.toMatchObject({ kind: 'runElsewhere' });
    world.cloud.state.service = 'locked';
    one.recheck(id);
    await world.clock.advance(20_000);
    expect({ activity: two.runs[0]?.activity, service: stateOf(two, 'service') }).toEqual({
      activity: 'elsewhere',
      service: 'needsUser',
    });
    one.pause(id);
    await world.clock.settle();
    await two.start(otherPlan);
    await world.clock.advance(10_000);
    expect(two.runs.map(({ record, activity }) => ({ plan: record.plan, activity }))).toEqual([
      { plan: otherPlan, activity: 'here' },
    ]);
  });

  it('continues where the plan is the same', async () => {
    const world = createWorld();
    world.unanswered.add('approveRecord');
    const one = world.openWindow('one');
    const id = await one.start(plan);
    await live(world, one, id, 5);
    expect(await world.openWindow('two').start(plan)).toBe(id);
  });
});

it('a record that this version cannot read has no row, is not worked on and stays as it is', async () => {
  const world = createWorld();
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id);
  const { documents } = world.documents;
  const known = JSON.parse(documents.get(id) ?? '');
  for (const text of [
    JSON.stringify({ ...known, version: known.version + 1 }),
    JSON.stringify({ ...known, version: known.version - 1 }),
    '{',
  ]) {
    documents.set(id, text);
    const other = world.openWindow('two');
    await other.load();
    other.recheck(id);
    await other.answer(id, { skipped: { binding: true } });
    await world.clock.advance(60_000);
    expect(other.runs).toEqual([]);
    expect(documents.get(id)).toBe(text);
  }
});

it("starts nothing in an account other than the one of the user's decision", async () => {
  const board = createWorld().openWindow('one');
  await expect(board.start(plan, {}, 'another')).rejects.toMatchObject({ kind: 'notSignedIn' });
  await board.load();
  expect(board.runs).toEqual([]);
});
