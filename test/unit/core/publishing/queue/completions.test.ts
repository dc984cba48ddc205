import { beforeEach, describe, expect, it } from 'vitest';
import { rowsAtOnce, versionOf } from '../../../../../src/core/publishing/queue/entryChanges.js';
import { Queue } from '../../../../../src/core/publishing/queue/queue.js';
import { createSharedStore } from '../../../../support/memoryStore.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';
import { createEngineWorld } from '../engineWorld.js';

const { publicationOf } = createEngineWorld();
const minute = 60_000;

let clock: VirtualClock;
let shared: ReturnType<typeof createSharedStore>;
/** How requests ended, as each window was notified. */
let notified: Record<string, string[]>;

beforeEach(() => {
  clock = createVirtualClock();
  shared = createSharedStore(clock);
  notified = {};
});

function openQueue(owner: string): Queue {
  const queue = new Queue(shared.window(owner), clock, '1');
  const ends: string[] = [];
  notified[owner] = ends;
  queue.completions.onDidFinish(({ publication, as }) => ends.push(`${publication.key} ${as}`));
  return queue;
}

const accept = (queue: Queue, ...names: readonly string[]) =>
  queue.accept({ publications: names.map((name) => publicationOf(name)), held: false, at: clock.now() });
const finish = (queue: Queue, as: 'fresh' | 'unproven') => queue.finish(queue.list({ limit: 10 }).map(versionOf), as);
const countStored = () => shared.connection.number('SELECT count(*) FROM completion');

describe('a completion', () => {
  it('a completion of a request of the window itself is reported at once and not stored', async () => {
    const one = openQueue('one');
    await accept(one, 'a');
    await finish(one, 'fresh');
    expect({ notified: notified.one, completions: countStored(), entries: one.list({ limit: 10 }) }).toEqual({
      notified: ['a fresh'],
      completions: 0,
      entries: [],
    });
  });

  it('a completion of a request of another window is fetched there, once, in the order of completion', async () => {
    const [one, two, three] = [openQueue('one'), openQueue('two'), openQueue('three')];
    await accept(two, 'a', 'b');
    await finish(one, 'unproven');
    await accept(two, 'c');
    await finish(one, 'fresh');
    expect({ notified: notified.two, completions: countStored() }).toEqual({ notified: [], completions: 3 });
    for (let time = 0; time < 2; time++) for (const queue of [two, three]) await queue.completions.fetch();
    expect({ two: notified.two, three: notified.three, completions: countStored() }).toEqual({
      two: ['a unproven', 'b unproven', 'c fresh'],
      three: [],
      completions: 0,
    });
  });

  it('is fetched together with a limited number of others', async () => {
    const [one, two] = [openQueue('one'), openQueue('two')];
    const names = Array.from({ length: 2 * rowsAtOnce + 10 }, (_, at) => `f${at}`);
    await accept(two, ...names);
    await one.finish(one.list({}).map(versionOf), 'fresh');
    const all = shared.connection.all.bind(shared.connection);
    let most = 0;
    shared.connection.all = (sql, ...values) => {
      const rows = all(sql, ...values);
      most = Math.max(most, rows.length);
      return rows;
    };
    await two.completions.fetch();
    expect({ most, notified: notified.two }).toEqual({
      most: rowsAtOnce,
      notified: names.map((name) => `${name} fresh`),
    });
  });

  it('is delivered to the window that did the work too, which may be the next window of the same folder', async () => {
    const two = openQueue('two');
    await accept(two, 'a');
    shared.crash('two');
    await finish(openQueue('again'), 'fresh');
    expect(notified.again).toEqual(['a fresh']);
  });

  it('a completion of a request of two windows is for the one that made it last', async () => {
    const [one, two, three] = [openQueue('one'), openQueue('two'), openQueue('three')];
    await accept(one, 'a');
    await accept(two, 'a');
    await finish(three, 'fresh');
    for (const queue of [one, two]) await queue.completions.fetch();
    expect({ one: notified.one, two: notified.two }).toEqual({ one: [], two: ['a fresh'] });
  });

  it('is not created for a version that was replaced meanwhile', async () => {
    const one = openQueue('one');
    await accept(one, 'a');
    const versions = one.list({ limit: 10 }).map(versionOf);
    await accept(one, 'a');
    await one.finish(versions, 'fresh');
    expect({ notified: notified.one, entries: one.list({ limit: 10 }).length }).toEqual({ notified: [], entries: 1 });
  });

  it('a completion that no window has fetched is removed with one that is stored ten minutes later', async () => {
    const [one, two, three] = [openQueue('one'), openQueue('two'), openQueue('three')];
    await accept(two, 'a');
    await finish(one, 'fresh');
    await clock.advance(10 * minute);
    await accept(three, 'b');
    await finish(one, 'fresh');
    expect(countStored()).toBe(2);
    await clock.advance(1);
    await accept(three, 'c');
    await finish(one, 'fresh');
    await two.completions.fetch();
    await three.completions.fetch();
    expect({ two: notified.two, three: notified.three }).toEqual({ two: [], three: ['b fresh', 'c fresh'] });
  });
});
