import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { readUndo, undoSwitch } from '../../../../src/core/onboarding/undoSwitch.js';
import { openMortal } from '../onboarding/mortal.js';
import { oldRecord } from '../onboarding/richWorld.js';
import { askedOf, shown, target, worldWith } from '../onboarding/steps/switchWorld.js';
import { agree, live, plan } from '../onboarding/world.js';

const signal = new AbortController().signal;

describe('a switch', () => {
  it('offers to pause what can be paused, and changes nothing until it is approved', async () => {
    const world = worldWith({}, { type: 'TXT', value: 'hello' });
    const { ask } = await askedOf(world);
    expect(ask).toMatchObject({ kind: 'recordConflict', wanted: { value: target }, approval: expect.any(String) });
    expect(shown(world)).toEqual(['A 192.0.2.9 true', 'TXT hello true']);
  });

  it.each([
    ['a locked record', { locked: true }],
    ['an NS record', { type: 'NS', value: 'ns1.example.net' }],
  ])('a switch is not offered over %s', async (_name, record) => {
    const { ask } = await askedOf(worldWith(record));
    expect(ask).toMatchObject({ kind: 'recordConflict' });
    expect(ask).not.toHaveProperty('approval');
  });

  it('a switch that was approved for other records pauses nothing', async () => {
    const world = worldWith({});
    const { id, board, ask } = await askedOf(world);
    const approval = ask?.kind === 'recordConflict' ? (ask.approval ?? '') : '';
    world.cloud.state.records[0] = { ...oldRecord, id: 'old0', value: '192.0.2.10' };
    await board.answer(id, { approvals: { switch: approval } });
    await world.clock.advance(60_000);
    expect(shown(world)).toEqual(['A 192.0.2.10 true']);
  });

  it('leaves records on other lines and paused ones alone', async () => {
    const world = worldWith({ line: 'telecom' }, { enabled: false });
    const { ask } = await askedOf(world);
    expect(ask).toMatchObject({ kind: 'approveRecord' });
  });

  it('resumes the old record when ours is refused', async () => {
    const world = worldWith({}, { type: 'TXT', value: 'hello' });
    const { id, board, ask } = await askedOf(world);
    world.cloud.failNext('dns.updateRecord', 'before', 'quotaExceeded');
    await board.answer(id, ask ? agree(ask, world.cloud) : {});
    await world.clock.advance(5_000);
    expect(shown(world)).toEqual(['A 192.0.2.9 true', 'TXT hello true']);
    expect(board.runs[0]?.record.steps.record).toMatchObject({ state: 'failed', error: { kind: 'quotaExceeded' } });
  });

  it('continues after a death between pausing and changing', async () => {
    const world = worldWith({}, { type: 'TXT', value: 'hello' });
    const before = structuredClone(world.cloud.state.records);
    const mortal = openMortal(world, 'one', (deed) =>
      deed.kind === 'call' && deed.action === 'dns.updateRecordState' ? 'after' : undefined,
    );
    const id = await mortal.board.start(plan);
    await live(world, mortal.board, id, 10, mortal.isDead);
    expect(shown(world)).toEqual(['A 192.0.2.9 true', 'TXT hello false']);
    const second = world.openWindow('two');
    await second.load();
    await live(world, second, id);
    expect(shown(world)).toEqual([`CNAME ${target} true`, 'TXT hello false']);
    const facts = second.runs[0]!.record.facts;
    const undo = await readUndo(world.cloud, facts, signal);
    await undoSwitch(world.cloud, undo, signal);
    expect(world.cloud.state.records.filter(({ rr }) => rr === 'img')).toEqual(before);
  });
});

describe('its undo', () => {
  it('changes ours back and resumes the other: same ids, all fields equal', async () => {
    const world = worldWith({ ttl: 1800 }, { type: 'TXT', value: 'hello' });
    const before = structuredClone(world.cloud.state.records);
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(shown(world)).toEqual([`CNAME ${target} true`, 'TXT hello false']);
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo).toMatchObject({ restore: { former: before[0] }, remove: undefined, resume: [{ id: 'old1' }] });
    await undoSwitch(world.cloud, undo, signal);
    expect(world.cloud.state.records).toEqual(before);
    expect(await readUndo(world.cloud, board.runs[0]!.record.facts, signal)).toEqual({
      remove: undefined,
      resume: [],
    });
  });

  it('has nothing to do before anything was written', async () => {
    const world = worldWith({});
    const { board } = await askedOf(world);
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo).toEqual({ remove: undefined, resume: [] });
  });

  it('does not remove a record that was changed elsewhere meanwhile', async () => {
    const world = worldWith();
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    const { records } = world.cloud.state;
    const at = records.findIndex(({ type }) => type === 'CNAME');
    records[at] = { ...records[at]!, value: 'elsewhere.example.net' };
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo.remove).toBeUndefined();
  });
});

describe('the right record, paused', () => {
  it('is resumed once approved, and not added a second time', async () => {
    const world = worldWith({ type: 'CNAME', value: target, enabled: false });
    const { ask, id, board } = await askedOf(world);
    expect(ask).toMatchObject({ kind: 'recordPaused', existing: { id: 'old0' } });
    await board.answer(id, { approvals: { resume: 'another' } });
    await world.clock.advance(5_000);
    expect(shown(world)).toEqual([`CNAME ${target} false`]);
    await live(world, board, id);
    expect(shown(world)).toEqual([`CNAME ${target} true`]);
  });
});

describe('a zone that other name servers answer for', () => {
  const foreign = [
    { name: 'example.com', type: 'NS', ttl: 600, data: 'ns1.other.example' },
    { name: 'example.com', type: 'NS', ttl: 600, data: 'ns2.other.example' },
  ];

  it('is reported, nothing is written, and the record counts once those servers give it', async () => {
    const world = worldWith();
    world.cloud.state.verifiedRoots.add('example.com');
    world.cloud.state.extraDns.push(...foreign);
    const { ask, board } = await askedOf(world);
    expect(ask).toEqual({
      kind: 'zoneElsewhere',
      zone: 'example.com',
      servers: ['ns1.other.example', 'ns2.other.example'],
      evidence: expect.anything(),
    });
    expect(shown(world)).toEqual([]);
    world.cloud.state.extraDns.push({ name: plan.domain, type: 'CNAME', ttl: 600, data: target });
    await world.clock.advance(60_000);
    expect(board.runs[0]?.record.steps.resolved.state).toBe('done');
    expect(shown(world)).toEqual([]);
  });

  it('gets no proof either: its TXT is shown to be added there', async () => {
    const world = worldWith();
    world.cloud.state.extraDns.push(...foreign);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    const state = () => board.runs[0]?.record.steps.ownership;
    await live(world, board, id, 10, () => state()?.state === 'needsUser');
    expect(state()).toMatchObject({ ask: { kind: 'addTxt', host: 'verification.example.com' } });
    expect(world.cloud.state.records).toEqual([]);
  });

  it('is no obstacle when they are the ones that Alibaba Cloud DNS gave', async () => {
    const world = worldWith();
    world.cloud.state.extraDns.push({ name: 'example.com', type: 'NS', ttl: 600, data: 'NS1.alidns.com.' });
    const { ask } = await askedOf(world);
    expect(ask).toMatchObject({ kind: 'approveRecord' });
  });
});

describe('DNS after a switch', () => {
  it.each([
    [[{ ttl: 1200 }, { type: 'TXT', value: 'hello', ttl: 3600 }], { oldTtl: 3600 }],
    [[], {}],
  ] as const)('is waited for by the TTL of what was replaced: %o', async (records, old) => {
    const world = worldWith(...records);
    world.cloud.state.dnsAnswers.set('192.0.2.1:53', () => ({
      server: '192.0.2.1:53',
      outcome: 'noData',
      records: [],
      transport: 'udp',
      at: 0,
      durationMs: 1,
    }));
    const { id, board } = await askedOf(world);
    await live(world, board, id, 10, () => board.runs[0]?.record.steps.resolved.state === 'waiting');
    expect(board.runs[0]?.record.steps.resolved).toMatchObject({ state: 'waiting' });
    expect(board.runs[0]?.record.steps.resolved).toHaveProperty('reason', {
      kind: 'propagating',
      seen: 1,
      asked: 2,
      ...old,
    });
  });
});

describe('a switch that cannot be completed', () => {
  const three = [{}, { type: 'AAAA', value: '2001:db8::9' }, { type: 'TXT', value: 'hello' }] as const;
  const before = ['A 192.0.2.9 true', 'AAAA 2001:db8::9 true', 'TXT hello true'];

  it('resumes the records it paused when another old record cannot be paused', async () => {
    const world = worldWith(...three);
    const { id, board, ask } = await askedOf(world);
    const { dns } = world.cloud;
    let pauses = 0;
    const updateRecordState: typeof dns.updateRecordState = async (record, enabled, given) => {
      if (!enabled && ++pauses === 2) throw new AppError('recordLocked');
      return dns.updateRecordState(record, enabled, given);
    };
    Object.assign(world.cloud, { dns: { ...portOf(dns), updateRecordState } });
    await board.answer(id, ask ? agree(ask, world.cloud) : {});
    await world.clock.advance(5_000);
    expect(shown(world)).toEqual(before);
    expect(board.runs[0]?.record.steps.record).toMatchObject({ state: 'failed', error: { kind: 'recordLocked' } });
  });

  it('resumes also the records it paused before an answer was lost', async () => {
    const world = worldWith(...three);
    const { id, board, ask } = await askedOf(world);
    world.cloud.failNext('dns.updateRecordState', 'after', 'timeout');
    world.cloud.failNext('dns.updateRecord', 'before', 'otherRefusal', 'QuotaExceeded.Record');
    await board.answer(id, ask ? agree(ask, world.cloud) : {});
    await world.clock.advance(60_000);
    expect(shown(world)).toEqual(before);
  });

  it.each(['timeout', 'badAnswer'] as const)('is looked at again after a lost answer: %s', async (kind) => {
    const world = worldWith(...three);
    const { id, board, ask } = await askedOf(world);
    world.cloud.failNext('dns.updateRecord', 'after', kind);
    await board.answer(id, ask ? agree(ask, world.cloud) : {});
    await world.clock.advance(60_000);
    expect(shown(world)).toEqual([`CNAME ${target} true`, 'AAAA 2001:db8::9 false', 'TXT hello false']);
    expect(world.cloud.calls.filter((call) => call === 'dns.updateRecordState')).toHaveLength(2);
  });
});

describe('a record that the run did not write', () => {
  it('is not offered to be removed, also when it came again by hand', async () => {
    const world = worldWith({ type: 'CNAME', value: target });
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(board.runs[0]?.activity).toBe('finished');
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo).toEqual({ remove: undefined, resume: [] });
  });

  it('is left alone where the one that the run wrote was deleted and written again by hand', async () => {
    const world = worldWith();
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    const { records } = world.cloud.state;
    const at = records.findIndex(({ type }) => type === 'CNAME');
    records[at] = { ...records[at]!, id: 'by-hand' };
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo.remove).toBeUndefined();
  });
});

const portOf = <Port extends object>(port: Port): Port =>
  Object.fromEntries(Object.keys(port).map((key) => [key, port[key as keyof Port]])) as Port;
