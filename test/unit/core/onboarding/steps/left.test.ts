import { describe, expect, it } from 'vitest';
import { reconsiderRun } from '../../../../../src/core/onboarding/reconsiderRun.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import { isRecordLeft } from '../../../../../src/core/onboarding/run/runRecord.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

type Board = ReturnType<World['openWindow']>;
const target = `${plan.domain}.w.kunlunsl.com`;

function worldWith(...records: Partial<typeof oldRecord>[]): World {
  const cloud = readyCloud();
  cloud.state.records.push(...records.map((record, index) => ({ ...oldRecord, id: `old${index}`, ...record })));
  return createWorld(cloud);
}

const stepsOf = (board: Board) => {
  const steps = board.runs[0]?.record.steps;
  if (!steps) throw new Error('no run');
  return steps;
};
const leaveOf = (board: Board): string => {
  const { record } = stepsOf(board);
  const leave = record.state === 'needsUser' && 'leave' in record.ask ? record.ask.leave : undefined;
  if (leave === undefined) throw new Error(`nothing to leave: ${JSON.stringify(record)}`);
  return leave;
};
const isAsked = (board: Board) => stepsOf(board).record.state === 'needsUser';

/** Runs until the record is asked about, leaves it as it is, and continues to the end. */
async function leave(world: World) {
  world.unanswered.add('recordConflict').add('addRecordElsewhere').add('zoneElsewhere');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 10, () => isAsked(board));
  const before = structuredClone(world.cloud.state.records);
  await board.answer(id, { left: { records: leaveOf(board) } });
  await live(world, board, id, 10);
  const view = () => board.runs[0]!;
  return { board, id, before, view };
}

const left = { state: 'done', skipped: true, note: 'leftAsIs' } as const;
const unseen = { state: 'done', skipped: true, note: 'recordLeft' } as const;

describe('a record that is left as it is', () => {
  it.each([
    ['that could be switched', [{}, { type: 'TXT', value: 'hello' }]],
    ['that cannot be paused', [{ locked: true }]],
  ])('%s ends the run without a DNS change and shows why', async (_name, records) => {
    const world = worldWith(...records);
    const { board, before, view } = await leave(world);
    expect(view().activity).toBe('finished');
    expect(stepsOf(board)).toMatchObject({ record: left, resolved: unseen, binding: { state: 'done' } });
    expect(isRecordLeft(view().record)).toBe(true);
    expect(world.cloud.state.records).toEqual(before);
    expect(world.cloud.calls).not.toContain('dns.updateRecordState');
  });

  it('is asked about again when the user looks again, and switched then if they like', async () => {
    const world = worldWith({});
    const { board, id, view } = await leave(world);
    await reconsiderRun(board, view());
    await live(world, board, id, 1);
    expect(view().activity).not.toBe('finished');
    expect(stepsOf(board).record).toMatchObject({ state: 'needsUser', ask: { kind: 'recordConflict' } });
    world.unanswered.clear();
    await live(world, board, id);
    expect(view().activity).toBe('finished');
    expect(stepsOf(board).record).toMatchObject({ state: 'done' });
    expect(stepsOf(board).resolved).toEqual({ state: 'done', since: expect.any(Number) });
    expect(isRecordLeft(view().record)).toBe(false);
    const [ours, ...others] = world.cloud.state.records;
    expect(ours).toMatchObject({ id: 'old0', type: 'CNAME', enabled: true });
    expect(others).toEqual([]);
  });

  it('stays left while the run only continues in another window', async () => {
    const world = worldWith({});
    const { id } = await leave(world);
    const second = world.openWindow('two');
    await second.load();
    second.recheck(id);
    await live(world, second, id, 2);
    expect(stepsOf(second)).toMatchObject({ record: left, resolved: unseen });
  });

  it('is not looked at when the user looks again at something else before the end', async () => {
    const world = worldWith({});
    world.unanswered.add('bindAgain');
    const { board, id, view } = await leave(world);
    world.cloud.state.buckets.get('site')?.cnames.clear();
    board.recheck(id);
    await world.clock.advance(5_000);
    expect(stepsOf(board).binding.state).toBe('needsUser');
    await reconsiderRun(board, view());
    await world.clock.advance(5_000);
    expect(stepsOf(board).record).toMatchObject(left);
    world.unanswered.delete('bindAgain');
    await live(world, board, id);
    expect(view().activity).toBe('finished');
  });

  it('is asked about again once something else is in the way', async () => {
    const world = worldWith({});
    const { board, id } = await leave(world);
    world.cloud.state.records.push({ ...oldRecord, id: 'late', type: 'AAAA', value: '2001:db8::9' });
    board.recheck(id);
    await live(world, board, id, 2, () => isAsked(board));
    expect(stepsOf(board).record).toMatchObject({ ask: { existing: [{ id: 'old0' }, { id: 'late' }] } });
  });

  it('makes room for the CNAME once nothing is in the way any more', async () => {
    const world = worldWith({});
    const { board, id, view } = await leave(world);
    world.cloud.state.records.splice(0);
    board.recheck(id);
    await live(world, board, id);
    expect(view().activity).toBe('finished');
    expect(isRecordLeft(view().record)).toBe(false);
    expect(world.cloud.state.records.map(({ value }) => value)).toEqual([target]);
  });
});

describe('a record elsewhere that is left as it is', () => {
  const standing = { name: plan.domain, type: 'A', ttl: 60, data: '192.0.2.9' };
  const worldElsewhere = (foreign: boolean) => {
    const world = worldWith();
    const { state } = world.cloud;
    state.verifiedRoots.add('example.com');
    state.cnameTokenNeeded = false;
    if (foreign) state.extraDns.push({ name: 'example.com', type: 'NS', ttl: 600, data: 'ns1.other.example' });
    else state.zones.clear();
    state.extraDns.push(standing);
    return world;
  };

  it.each([
    ['in a zone of others', false],
    ['in a zone that others answer for', true],
  ])('%s ends the run as well, and the CNAME still counts once it is there', async (_name, foreign) => {
    const world = worldElsewhere(foreign);
    const { board, id, view } = await leave(world);
    expect(view().activity).toBe('finished');
    expect(stepsOf(board)).toMatchObject({ record: left, resolved: unseen });
    const { extraDns } = world.cloud.state;
    extraDns[extraDns.indexOf(standing)] = { ...standing, type: 'CNAME', data: target };
    board.recheck(id);
    await live(world, board, id, 2);
    expect(isRecordLeft(view().record)).toBe(false);
    expect(stepsOf(board).record).not.toHaveProperty('note');
  });
});

it('an answer that names other records leaves nothing', async () => {
  const world = worldWith({});
  world.unanswered.add('recordConflict');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 10, () => isAsked(board));
  const answers: Partial<RunAnswers> = { left: { records: leaveOf(board).replace('192.0.2.9', '192.0.2.10') } };
  await board.answer(id, answers);
  await world.clock.advance(30_000);
  expect(isAsked(board)).toBe(true);
});
