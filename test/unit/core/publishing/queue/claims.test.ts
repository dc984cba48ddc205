import { beforeEach, describe, expect, it } from 'vitest';
import { Queue } from '../../../../../src/core/publishing/queue/queue.js';
import type { Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { atStage, retryAt } from '../../../../support/entries.js';
import { createSharedStore } from '../../../../support/memoryStore.js';
import { createEngineWorld } from '../engineWorld.js';

const { publicationOf } = createEngineWorld();
const second = 1_000;
/** How long claims hold. */
const claimMs = 60 * second;

let now: number;
let shared: ReturnType<typeof createSharedStore>;
let one: Queue;
let two: Queue;

beforeEach(() => {
  now = 1_700_000_000_000;
  shared = createSharedStore({ now: () => now });
  [one, two] = [openQueue('one'), openQueue('two')];
});

function openQueue(owner: string): Queue {
  return new Queue(shared.window(owner), { now: () => now }, '1');
}

const send = { stages: ['send'], limit: 1_000 } as const;
const idOf = (name: string) => publicationOf(name).id;
const keysOf = (entries: readonly Entry[]) => entries.map(({ publication }) => publication.key);
const accept = (queue: Queue, ...names: readonly string[]) =>
  queue.accept({ publications: names.map((name) => publicationOf(name)), held: false, at: now });
const workers = () => shared.window('watcher').read((tx) => tx.workers.list());

async function claimOne(queue: Queue, isSending = true): Promise<Entry> {
  const [entry] = await queue.claim(send, isSending);
  if (!entry) throw new Error('nothing was claimed');
  return entry;
}

describe('a claim', () => {
  it('a claim of an entry is never made by two windows', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `f${at}`);
    await accept(one, ...names);
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, at) => (at % 2 ? one : two).claim({ ...send, limit: 5 }, at % 3 === 0)),
    );
    expect(keysOf(claims.flat()).sort()).toEqual([...names].sort());
    expect(claims.filter(({ length }) => length === 5)).toHaveLength(8);
  });

  it('contains the window that works on the entry and whether it may be sending', async () => {
    await accept(one, 'a', 'b');
    await one.claim({ ...send, limit: 1 }, true);
    await two.claim(send, false);
    expect(two.list(send).map(({ claim }) => claim)).toEqual([
      { worker: 'one', sending: true },
      { worker: 'two', sending: false },
    ]);
  });

  it('excludes entries that are not due, in another stage or in an excluded place', async () => {
    await accept(one, 'late', 'failed', 'elsewhere');
    await one.change(idOf('late'), (entry) => atStage(entry, 'send', { retry: retryAt(now + second) }));
    await one.change(idOf('failed'), (entry) => atStage(entry, 'failed'));
    await one.change(idOf('elsewhere'), (entry) => ({
      ...entry,
      publication: { ...entry.publication, batch: 'b', act: 'delete' },
    }));
    const exceptPlaces = one.tally().flatMap(({ place, act }) => (act === 'delete' ? [place] : []));
    expect(await one.claim({ ...send, dueBy: now, exceptPlaces }, true)).toEqual([]);
    now += second;
    expect(keysOf(await one.claim({ ...send, dueBy: now, exceptPlaces }, true))).toEqual(['late']);
  });

  it('is held until the window leaves', async () => {
    await accept(one, 'a');
    await claimOne(one);
    expect({ claimed: await two.claim(send, true), hasOthers: two.hasOthers() }).toEqual({
      claimed: [],
      hasOthers: true,
    });
    await one.leave();
    expect({ hasOthers: two.hasOthers(), workers: workers(), claimed: keysOf(await two.claim(send, true)) }).toEqual({
      hasOthers: false,
      workers: [],
      claimed: ['a'],
    });
  });

  it('is lost to a newer request unless a request to OSS may be under way', async () => {
    await accept(one, 'quick');
    await claimOne(one, false);
    await accept(two, 'quick');
    expect(keysOf(await two.claim(send, true))).toEqual(['quick']);
    await accept(one, 'quick');
    expect(await one.claim(send, true)).toEqual([]);
  });
});

describe('a take-over', () => {
  it('frees the claims of a window that has ended, at once', async () => {
    await accept(one, 'a');
    await claimOne(one);
    await two.takeOver();
    expect(await two.claim(send, true)).toEqual([]);
    shared.crash('one');
    await two.takeOver();
    expect(workers()).toEqual([]);
    expect(two.list(send).map(({ claim }) => claim)).toEqual([undefined]);
    expect(keysOf(await two.claim(send, true))).toEqual(['a']);
  });

  it('frees the claims of a window that has not extended them for a minute', async () => {
    await accept(one, 'a');
    await claimOne(one);
    now += claimMs - 1;
    await two.takeOver();
    expect(await two.claim(send, true)).toEqual([]);
    now += 1;
    await two.takeOver();
    expect(keysOf(await two.claim(send, true))).toEqual(['a']);
  });

  it('does not free the claims of the window itself', async () => {
    await accept(one, 'a');
    await claimOne(one);
    now += claimMs;
    await one.takeOver();
    expect({ workers: workers().length, claimed: await two.claim(send, true) }).toEqual({ workers: 1, claimed: [] });
  });

  it('frees no claim of a third window', async () => {
    await accept(one, 'a', 'b');
    await one.claim({ ...send, limit: 1 }, true);
    now += claimMs / 2;
    await two.claim(send, true);
    now += claimMs / 2;
    const three = openQueue('three');
    await three.takeOver();
    expect(keysOf(await three.claim(send, true))).toEqual(['a']);
  });
});

describe('how long a window holds an entry that it has claimed', () => {
  it('an entry is held until another window takes it over', async () => {
    await accept(one, 'a');
    const entry = await claimOne(one);
    expect({ one: one.holds(entry), two: two.holds(entry) }).toEqual({ one: true, two: false });
    shared.crash('one');
    await two.takeOver();
    expect(one.holds(entry)).toBe(false);
    const taken = await claimOne(two);
    expect({ earlier: one.holds(entry), one: one.holds(taken), two: two.holds(taken) }).toEqual({
      earlier: false,
      one: false,
      two: true,
    });
  });

  it('an entry is held until a newer version of it exists', async () => {
    await accept(one, 'a');
    const entry = await claimOne(one);
    await accept(two, 'a');
    const [present] = one.list(send);
    expect({ older: one.holds(entry), newer: present && one.holds(present) }).toEqual({ older: false, newer: true });
  });

  it('an entry is held until it is removed', async () => {
    await accept(one, 'a');
    const entry = await claimOne(one);
    await two.change(idOf('a'), () => undefined);
    expect(one.holds(entry)).toBe(false);
  });

  it('an entry is held until its claim expires, whatever the clock was set to', async () => {
    await accept(one, 'a');
    const entry = await claimOne(one);
    const start = now;
    const held = [0, claimMs - 1, claimMs, -1, -claimMs].map((offset) => {
      now = start + offset;
      return one.holds(entry);
    });
    expect(held).toEqual([true, true, false, false, false]);
  });
});

describe('the claims of a window', () => {
  it('are extended once a third of their time is over', async () => {
    await accept(one, 'a');
    const entry = await claimOne(one);
    const until = now + claimMs;
    now += 19 * second;
    await one.keepClaims();
    expect(workers()).toMatchObject([{ name: 'one', until }]);
    now += second;
    await one.keepClaims();
    expect(workers()).toMatchObject([{ name: 'one', until: now + claimMs }]);
    now += claimMs - 1;
    await two.takeOver();
    expect({ holds: one.holds(entry), claimed: await two.claim(send, true) }).toEqual({ holds: true, claimed: [] });
  });

  it('are extended when the clock was set back', async () => {
    await accept(one, 'a');
    const entry = await claimOne(one);
    now -= 60 * claimMs;
    await one.keepClaims();
    expect(one.holds(entry)).toBe(true);
    expect(workers()).toMatchObject([{ name: 'one', until: now + claimMs }]);
  });
});
