import { describe, expect, it } from 'vitest';
import type { Tally } from '../../../../../src/core/publishing/publishStore.js';
import { rowsAtOnce } from '../../../../../src/core/publishing/queue/entryChanges.js';
import { type QueueSnapshot, toState, toWorst } from '../../../../../src/core/publishing/queue/publishState.js';
import { waitsForQuota } from '../../../../../src/core/publishing/queue/retryPolicy.js';
import type { Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { type EntryFields, entryFor } from '../../../../support/entries.js';
import { createEngineWorld } from '../engineWorld.js';

const world = createEngineWorld();
const quota = { kind: 'error', error: { kind: 'quotaExceeded', details: {} } } as const;
const offline = { kind: 'offline' } as const;

function entry(name: string, stage: Entry['stage'], more: EntryFields = {}): Entry {
  return entryFor(world.publicationOf(name), { stage, ...more });
}

const failed = entry('failed.js', 'failed', { cause: quota });
const conflict = entry('conflict.js', 'conflict');
const held = entry('held.js', 'held');
const sending = entry('sending.js', 'send');
const refreshing = entry('refreshing.js', 'task');
const noPrefetch = entry('prefetch.js', 'prefetch', { retry: { at: 5, cause: quota } });
const outOfQuota = entry('quota.js', 'refresh', { retry: { at: 5, cause: quota } });

function tallyOf(entries: readonly Entry[]): readonly Tally[] {
  const place = {
    place: 1,
    workspaceRoot: '/w',
    root: '/w',
    isUrl: false,
    hasVia: false,
    act: 'upload',
    turn: 0,
    bytes: 0,
  } as const;
  return entries.map((each) => ({ ...place, stage: each.stage, waitsForQuota: waitsForQuota(each), count: 1 }));
}

function shown(entries: readonly Entry[], more: Partial<QueueSnapshot> = {}): unknown {
  const state = toState({ tally: tallyOf(entries), pending: 0, failed: [], ...more });
  return state.kind === 'waiting'
    ? `${state.count} ${state.reason}`
    : 'count' in state
      ? `${state.count} ${state.kind}`
      : state.kind;
}

describe('the state of a queue', () => {
  it.each<[string, readonly Entry[], Partial<QueueSnapshot>, string]>([
    ['a failure before all else', [failed, outOfQuota, conflict], { failed: [failed] }, '1 failed'],
    ['a conflict before the quota', [conflict, outOfQuota, held], {}, '1 conflict'],
    ['what is parked until the next quota where there is no network', [outOfQuota], { block: offline }, '1 quota'],
    ['an upload that is not yet on disk', [sending], { pending: 2 }, '3 uploading'],
    ['a disk that refuses what is not yet on it', [], { pending: 2, block: { kind: 'storeRefused' } }, '2 disk'],
    ['a proxy that refuses', [sending], { block: { kind: 'proxyRefused' } }, '1 proxy'],
    ['keys that are refused', [sending], { block: { kind: 'badCredentials' } }, '1 keys'],
    ['keys that have expired', [refreshing], { block: { kind: 'expiredCredentials' } }, '1 keys'],
    [
      'keys that are refused before all else',
      [failed, conflict, outOfQuota, sending],
      { failed: [failed], block: { kind: 'expiredCredentials' } },
      '1 keys',
    ],
    ['what failed where nothing waits for the keys', [failed], { block: { kind: 'expiredCredentials' } }, '1 failed'],
    ['what is held back before the quota', [held, outOfQuota], {}, '1 held'],
    ['an upload before what is parked until the next quota', [sending, outOfQuota], {}, '1 uploading'],
    ['a refresh before what is parked until the next quota', [refreshing, outOfQuota], {}, '1 refreshing'],
    ['no network before a conflict', [conflict, sending], { block: offline }, '1 offline'],
    ['no network before what is held back', [held, sending], { block: offline }, '1 offline'],
    ['what is held back before what moves', [held, sending, refreshing], {}, '1 held'],
    ['what is held back where nothing else waits for the network', [held], { block: offline }, '1 held'],
    ['quota during a pause', [held, outOfQuota], { isPaused: true }, '1 quota'],
    ['no network during a pause', [held, sending], { isPaused: true, block: offline }, '1 offline'],
    ['an upload during a pause', [held, sending, refreshing], { isPaused: true }, '1 uploading'],
    ['a refresh during a pause', [held, refreshing], { isPaused: true }, '1 refreshing'],
    ['the quota of refreshes before that of prefetches', [noPrefetch, outOfQuota], {}, '1 quota'],
    ['an upload before the quota of prefetches', [noPrefetch, sending], {}, '1 uploading'],
    ['a refresh before the quota of prefetches', [noPrefetch, refreshing], {}, '1 refreshing'],
    ['no network before the quota of prefetches', [noPrefetch, sending], { block: offline }, '1 offline'],
    ['what is held back before the quota of prefetches', [noPrefetch, held], {}, '1 held'],
    ['the quota of prefetches where nothing moves', [noPrefetch], { block: offline }, '1 prefetchQuota'],
    ['what a pause holds back last', [held], { isPaused: true }, '1 held'],
  ])('the state of a queue is %s', (_what, entries, more, expected) => {
    expect(shown(entries, more)).toBe(expected);
  });

  it('counts every failure and shows the first of them', () => {
    const failures = [{ publication: failed.publication, cause: quota }];
    const tally = tallyOf([failed, failed, failed]);
    expect(toState({ tally, pending: 0, failed: [failed] })).toEqual({ kind: 'failed', failures, count: 3 });
  });

  it('says until when it waits for the quota', () => {
    const state = toState({ tally: tallyOf([outOfQuota]), pending: 0, failed: [], quotaUntil: 5 });
    expect(state).toEqual({ kind: 'waiting', reason: 'quota', count: 1, until: 5 });
  });
});

it('what an account does comes before the prefetches that another one waits for', () => {
  const states = [noPrefetch, refreshing].map((each) => toState({ tally: tallyOf([each]), pending: 0, failed: [] }));
  expect(toWorst(states)?.kind).toBe('refreshing');
});

describe('the state of a window', () => {
  const elsewhere = { workspaceRoot: '/other', root: '/other/dist', path: '/other/dist/theirs.js' };
  const open = (isPaused = () => false) =>
    world.openWindow('here', undefined, undefined, undefined, {
      roots: () => ['/w'],
      isPaused,
    });

  it('is of the files of its own folders alone', async () => {
    const publisher = open();
    await publisher.enqueue([world.publicationOf('theirs.js', elsewhere)], true);
    expect({ elsewhere: publisher.countElsewhere(), entries: publisher.list(), state: publisher.state.kind }).toEqual({
      elsewhere: 1,
      entries: [],
      state: 'idle',
    });
    await publisher.enqueue([world.publicationOf('ours.js')], true);
    expect(publisher.state).toEqual({ kind: 'waiting', reason: 'held', count: 1 });
    await publisher.execute({ kind: 'cancel' });
    publisher.dispose();
  });

  it('is the last outcome before paused work, not the outcome of other workspaces', async () => {
    const publisher = open(() => true);
    world.save('ours.js', 'x');
    world.disk.save('/other/dist/theirs.js', 'x');
    await publisher.enqueue([world.publicationOf('held.js')], true);
    await publisher.enqueue([world.publicationOf('ours.js'), world.publicationOf('theirs.js', elsewhere)]);
    const seen = new Set<string>();
    publisher.onDidChange(() => void seen.add(JSON.stringify(publisher.state)));
    await world.clock.advance(600_000);
    expect(world.textOf('theirs.js')).toBe('x');
    expect([...seen].filter((text) => text.includes('"fresh"'))).toEqual(['{"kind":"fresh","count":1,"unproven":0}']);
    expect(publisher.state).toEqual({ kind: 'waiting', reason: 'held', count: 1 });
    publisher.dispose();
  });

  it('counts each file of a request once, also when the request has just been written', async () => {
    const own = createEngineWorld();
    const publisher = own.openWindow('one');
    const names = Array.from({ length: 3 * rowsAtOnce }, (_, at) => `f${at}.css`);
    for (const name of names) own.save(name, name);
    const counts: number[] = [];
    publisher.onDidChange(() => {
      const { state } = publisher;
      if (state.kind === 'uploading') counts.push(state.count);
    });
    await publisher.enqueue(names.map((name) => own.publicationOf(name)));
    await own.clock.advance(60_000);
    expect(Math.max(...counts)).toBe(names.length);
    publisher.dispose();
  });
});
