import { describe, expect, it } from 'vitest';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import { parseFormerRecord } from '../../../../../src/core/onboarding/run/formerRecord.js';
import { answersId, parseRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { readUndo, undoSwitch } from '../../../../../src/core/onboarding/undoSwitch.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, readyCloud } from '../world.js';
import { formerRuns } from './formerRuns.js';

const { signal } = new AbortController();
const id = 'run-1000000000000001-img.example.com';
const cname = 'img.example.com.w.kunlunsl.com';
const place = { kept: 'here', zone: 'example.com', rr: 'img', minTtl: 600 };
const ours: DnsRecord = { ...oldRecord, id: '8', type: 'CNAME', value: cname, ttl: 600 };
const proof: DnsRecord = {
  ...oldRecord,
  id: 'theirs',
  rr: 'verification',
  type: 'TXT',
  ttl: 600,
  value: 'verify_0123456789abcdef',
};

/** A window that finds a run of version 1 in the store, whose zone has these records. */
async function openWith(former: keyof typeof formerRuns, ...records: readonly DnsRecord[]) {
  const cloud = readyCloud();
  cloud.state.records.push(...records.map((record) => ({ ...record })));
  const world = createWorld(cloud);
  world.documents.documents.set(id, formerRuns[former].record);
  world.documents.documents.set(answersId(id), formerRuns[former].answers);
  const board = world.openWindow('one');
  await board.load();
  await world.clock.advance(60_000);
  return { world, board };
}

describe('a record of version 1', () => {
  it.each([
    ['switched', { written: 1, own: { state: 'written', id: '8' }, paused: [oldRecord], left: false, seen: false }],
    [
      'resumed',
      {
        written: 1,
        own: { state: 'resumed', id: 'old0' },
        paused: [{ ...oldRecord, id: 'old1' }],
        left: false,
        seen: false,
      },
    ],
  ] as const)('tells what it changed in DNS, and nothing else: %s', (former, record) => {
    const { version, facts, ...others } = parseFormerRecord(formerRuns[former].record)!;
    expect(version).toBe(1);
    expect(facts).toEqual({ ...newFacts, dns: place, cname, record });
    expect(others).toMatchObject({ id, accountId: '1000000000000001', plan });
    expect(Object.values(others.steps).every(({ state }) => state === 'pending')).toBe(true);
  });

  it.each([
    ['proving', { state: 'written' }],
    ['provingResumed', { state: 'resumed', id: 'theirs' }],
  ] as const)('tells its proofs: %s', (former, how) => {
    const txt = { purpose: 'ownership', zone: 'example.com', rr: 'verification', type: 'TXT', value: proof.value };
    expect(parseFormerRecord(formerRuns[former].record)?.facts).toEqual({
      ...newFacts,
      dns: place,
      ownTxt: [{ ...txt, ...how }],
    });
  });

  it.each([
    ['nothing to undo', { paused: [] }, undefined],
    ['a record that it paused', {}, 1],
    ['a proof of its own', { paused: [], ownTxt: [{}] }, 1],
  ])('is reported after the end of its run only with %s', (_left, facts, version) => {
    const record = JSON.parse(formerRuns.switched.record);
    const steps = Object.fromEntries(Object.keys(record.steps).map((step) => [step, { state: 'done', since: 0 }]));
    const text = JSON.stringify({ ...record, steps, facts: { ...record.facts, ...facts } });
    expect(parseFormerRecord(text)?.version).toBe(version);
  });

  it('is none where it is damaged or of another version, and is no record of this one', () => {
    const texts = ['', '{', '{"version":1}', formerRuns.switched.record.replace('"version":1', '"version":4')];
    expect(texts.map(parseFormerRecord)).toEqual([undefined, undefined, undefined, undefined]);
    expect(parseRecord(formerRuns.switched.record)).toBeUndefined();
  });
});

describe('a run that an earlier version made', () => {
  it('is shown and not worked on, whatever it is asked to do', async () => {
    const { world, board } = await openWith('switched', { ...oldRecord, enabled: false }, ours);
    expect(board.runs.map(({ activity }) => activity)).toEqual(['former']);
    const calls = world.cloud.calls.length;
    board.recheck(id);
    await board.answer(id, { skipped: { autoUpdate: true } });
    await world.clock.advance(60_000);
    expect(board.runs.map(({ activity }) => activity)).toEqual(['former']);
    expect(world.cloud.calls.slice(calls)).toEqual([]);
    expect(world.documents.documents.get(id)).toBe(formerRuns.switched.record);
  });

  it.each([
    ['switched', [{ ...oldRecord, enabled: false }, ours], [oldRecord]],
    [
      'resumed',
      [
        { ...oldRecord, id: 'old1', enabled: false },
        { ...ours, id: 'old0' },
      ],
      [
        { ...oldRecord, id: 'old1' },
        { ...ours, id: 'old0', enabled: false },
      ],
    ],
  ] as const)('can be undone in DNS, also once it was started again: %s', async (former, now, before) => {
    for (const isAgain of [false, true]) {
      const { world, board } = await openWith(former, ...now);
      if (isAgain) {
        await board.start(plan);
        await live(world, board, id);
        expect(board.runs[0]?.activity).toBe('finished');
      }
      const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
      await undoSwitch(world.cloud, undo, signal);
      expect(world.cloud.state.records.filter(({ rr }) => rr === 'img')).toEqual(before);
    }
  });

  it('restarts with the same plan, without its answers and its DNS changes', async () => {
    const { world, board } = await openWith('switched', { ...oldRecord, enabled: false }, ours);
    await board.start(plan);
    await world.clock.settle();
    const { version, answers, facts } = board.runs[0]!.record;
    expect({ version, approvals: answers.approvals }).toEqual({ version: 3, approvals: {} });
    expect(facts.record).toMatchObject({ own: { state: 'written', id: '8' }, paused: [oldRecord] });
    await live(world, board, id);
    expect(board.runs.map(({ activity }) => activity)).toEqual(['finished']);
  });

  it.each([
    ['written', 'proving', []],
    ['resumed', 'provingResumed', [{ ...proof, enabled: false }]],
  ] as const)(
    'has its proof taken away that was %s, by the run started again or with its removal',
    async (_how, former, left) => {
      for (const isAgain of [false, true]) {
        const { world, board } = await openWith(former, proof);
        if (isAgain) await live(world, board, await board.start(plan));
        else await board.remove(id);
        expect(world.cloud.state.records.filter(({ type }) => type === 'TXT')).toEqual(left);
        expect(board.runs.map(({ activity }) => activity)).toEqual(isAgain ? ['finished'] : []);
      }
    },
  );

  it('is not started again while a window of that version works on it', async () => {
    const { world, board } = await openWith('switched');
    await world.documents.window('of version 1').lease(id, 90_000);
    await expect(board.start(plan)).rejects.toMatchObject({ kind: 'runElsewhere' });
    expect(world.documents.documents.get(id)).toBe(formerRuns.switched.record);
  });
});
