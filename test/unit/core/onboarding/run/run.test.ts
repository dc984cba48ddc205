import { describe, expect, it } from 'vitest';
import { startLines } from '../../../../../src/core/onboarding/approvals.js';
import type { StepId, StepState } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { count, createWorld, live, plan, readyCloud } from '../world.js';

const whole = { domains: 1, cnames: 1, txts: 0, bound: 1 };

function stateOf(board: RunBoard, step: StepId): StepState | undefined {
  return board.runs[0]?.record.steps[step];
}

describe('an onboarding', () => {
  it('an onboarding goes from a bucket to a live domain and cleans up its proofs', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    world.publishing.added = 1;
    await live(world, board, await board.start(plan, { folder: 'file:///site/dist', started: [startLines.publish] }));
    expect(board.runs[0]?.activity).toBe('finished');
    expect(count(world.cloud)).toEqual(whole);
    expect(world.mappings.has(plan.domain)).toBe(true);
    expect(world.requests).toEqual(['']);
  });

  it('an onboarding also removes a proof with a token that expired before the domain was bound', async () => {
    const world = createWorld();
    const bind = world.cloud.oss.createCname;
    let expired = 0;
    world.cloud.oss.createCname = async (...given) => {
      if (count(world.cloud).txts > 0 && expired++ === 0) world.cloud.state.buckets.get('site')?.tokens.clear();
      return bind(...given);
    };
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect({ activity: board.runs[0]?.activity, expired }).toEqual({ activity: 'finished', expired: 2 });
    expect(count(world.cloud)).toEqual(whole);
  });

  it('proves the edge before it touches live DNS', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    const written = world.cloud.calls.lastIndexOf('dns.createRecord');
    expect(world.cloud.calls.indexOf('edge.probe')).toBeGreaterThan(-1);
    const cnameWritten = world.cloud.calls.indexOf('dns.createRecord', world.cloud.calls.indexOf('edge.probe'));
    expect(cnameWritten).toBeGreaterThan(world.cloud.calls.indexOf('edge.probe'));
    expect(written).toBeGreaterThan(0);
  });

  it('writes no record until exactly that record was approved', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await world.clock.advance(10_000);
    world.cloud.bringOnline(plan.domain);
    await world.clock.advance(60_000);
    expect(stateOf(board, 'record')).toMatchObject({ state: 'needsUser', ask: { kind: 'approveRecord' } });
    await board.answer(id, { approvals: { record: 'example.com img CNAME elsewhere.example.net 600' } });
    await world.clock.advance(60_000);
    expect(count(world.cloud).cnames).toBe(0);
  });

  it('asks again before it writes a record that was deleted by hand', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id);
    const { records } = world.cloud.state;
    records.splice(
      records.findIndex(({ type }) => type === 'CNAME'),
      1,
    );
    board.recheck(id);
    await world.clock.advance(60_000);
    expect(stateOf(board, 'record')).toMatchObject({ state: 'needsUser', ask: { kind: 'approveRecord' } });
    expect(count(world.cloud).cnames).toBe(0);
    await live(world, board, id);
    expect(count(world.cloud).cnames).toBe(1);
  });

  it('an onboarding counts work that was done by hand', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    await board.start(plan);
    await world.clock.advance(10_000);
    world.cloud.bringOnline(plan.domain);
    await world.clock.advance(10_000);
    const signal = new AbortController().signal;
    await world.cloud.dns.createRecord(
      { zone: 'example.com', rr: 'img', type: 'CNAME', value: 'IMG.example.com.w.kunlunsl.com.', ttl: 600 },
      signal,
    );
    await world.clock.advance(60_000);
    expect(stateOf(board, 'record')?.state).toBe('done');
    expect(count(world.cloud).cnames).toBe(1);
  });

  it.each([
    [
      'the service is not opened',
      (cloud: ReturnType<typeof readyCloud>) => (cloud.state.service = 'notOpen'),
      'service',
      'openService',
    ],
    ['the account is locked', (cloud) => (cloud.state.service = 'locked'), 'service', 'settleDebt'],
    [
      'another account has the name',
      (cloud) => cloud.state.takenNames.set(plan.domain, 'otherAccount'),
      'name',
      'domainTaken',
    ],
    ['the name has no ICP filing', (cloud) => (cloud.state.icp = 'notFiled'), 'name', 'fileIcp'],
    ['DNS is kept elsewhere', (cloud) => cloud.state.zones.clear(), 'ownership', 'addTxt'],
  ] as [string, (cloud: ReturnType<typeof readyCloud>) => unknown, StepId, string][])(
    'stops and asks when %s, and creates nothing',
    async (_name, spoil, step, ask) => {
      const cloud = readyCloud();
      spoil(cloud);
      const world = createWorld(cloud);
      const board = world.openWindow('one');
      await board.start(plan);
      await world.clock.advance(5_000);
      expect(stateOf(board, step)).toMatchObject({ state: 'needsUser', ask: { kind: ask } });
      expect(count(cloud)).toEqual({ domains: 0, cnames: 0, txts: 0, bound: 0 });
    },
  );

  it.each([
    ['an A record', { type: 'A', value: '192.0.2.9' }],
    ['another CNAME', { type: 'CNAME', value: 'site.oss-cn-hangzhou.aliyuncs.com' }],
    ['a TXT', { type: 'TXT', value: 'hello' }],
  ])('shows %s that conflicts and leaves it alone', async (_name, { type, value }) => {
    const world = createWorld();
    const signal = new AbortController().signal;
    await world.cloud.dns.createRecord({ zone: 'example.com', rr: 'img', type, value, ttl: 600 }, signal);
    const board = world.openWindow('one');
    await board.start(plan);
    await world.clock.advance(10_000);
    world.cloud.bringOnline(plan.domain);
    await world.clock.advance(30_000);
    expect(stateOf(board, 'record')).toMatchObject({
      state: 'needsUser',
      ask: { kind: 'recordConflict', existing: [{ type, value }] },
    });
  });

  it('explains a private bucket instead of making it public', async () => {
    const cloud = readyCloud();
    const bucket = cloud.state.buckets.get('site');
    if (bucket) bucket.info = { ...bucket.info, acl: 'private' };
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await board.start(plan);
    await world.clock.advance(10_000);
    cloud.bringOnline(plan.domain);
    await world.clock.advance(30_000);
    expect(stateOf(board, 'privateOrigin')).toMatchObject({ state: 'needsUser', ask: { kind: 'privateBucket' } });
    expect(cloud.state.buckets.get('site')?.info.acl).toBe('private');
    expect(cloud.calls).not.toContain('cdn.setConfigs');
  });

  it('keeps the time at which a wait began', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    await board.start(plan);
    await world.clock.advance(30_000);
    const first = stateOf(board, 'online');
    await world.clock.advance(120_000);
    expect(first).toMatchObject({ state: 'waiting', reason: { kind: 'configuring' } });
    expect(stateOf(board, 'online')).toEqual(first);
  });
});

describe('two windows', () => {
  it('two windows on one run do everything once', async () => {
    const world = createWorld();
    const [first, second] = [world.openWindow('one'), world.openWindow('two')];
    const id = await first.start(plan);
    await second.start(plan);
    await live(world, first, id);
    await world.clock.advance(120_000);
    expect(count(world.cloud)).toEqual(whole);
    expect(first.runs[0]?.activity).toBe('finished');
    await second.load();
    expect(second.runs[0]?.activity).toBe('finished');
    expect(world.cloud.calls.filter((call) => call === 'cdn.createDomain')).toHaveLength(1);
  });
});

describe('asking the cloud', () => {
  it('costs few calls while nothing happens', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    await board.start(plan);
    await world.clock.advance(30_000);
    const before = world.cloud.calls.length;
    await world.clock.advance(3_600_000);
    expect(world.cloud.calls.length - before).toBeLessThan(220);
  });
});
