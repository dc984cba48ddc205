import { beforeEach, describe, expect, it } from 'vitest';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld } from '../engineWorld.js';

const second = 1_000;
/** How long a PUT takes in these tests, and a call to CDN that only reads, ms. */
const [putMs, readMs] = [90, 45];

let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;
let startedAt: number;
/** The calls to CDN and the answered PUTs, with the time since the start in ms. */
let seen: string[];
/** The number of URLs of each refresh call. */
let refreshes: number[];

beforeEach(() => {
  world = createEngineWorld();
  publisher = world.openWindow('one', slowPorts());
  startedAt = world.clock.now();
  seen = [];
  refreshes = [];
});

function note(what: string): void {
  seen.push(`${what} ${world.clock.now() - startedAt}`);
}

function slowPorts(): CloudPorts {
  const { oss, cdn } = world.cloud;
  const sleep = (ms: number) => world.clock.sleep(ms, new AbortController().signal);
  const slowOss: Partial<CloudPorts['oss']> = {
    putObject: async (...input) => {
      await sleep(putMs);
      const answer = await oss.putObject(...input);
      note('put');
      return answer;
    },
  };
  const slowCdn: Partial<CloudPorts['cdn']> = {
    readRefreshQuota: async (signal) => {
      note('quota');
      await sleep(readMs);
      return cdn.readRefreshQuota(signal);
    },
    readDomain: async (name, signal) => {
      note('domain');
      await sleep(readMs);
      return cdn.readDomain(name, signal);
    },
    refresh: async (urls, ...input) => {
      note('refresh');
      refreshes.push(urls.length);
      return cdn.refresh(urls, ...input);
    },
  };
  return {
    ...world.cloud,
    oss: Object.assign(Object.create(oss), slowOss),
    cdn: Object.assign(Object.create(cdn), slowCdn),
  };
}

function save(name: string, text = `${name} ${world.clock.now()}`, more: Partial<Publication> = {}): void {
  world.save(name, text);
  void publisher.enqueue([world.publicationOf(name, more)]);
}

/** Saves files at these times, ms since the start. Then lets time pass until everything is refreshed. */
async function saveAt(times: readonly number[], text?: string): Promise<void> {
  for (const [at, time] of times.entries()) {
    await world.clock.advance(startedAt + time - world.clock.now());
    save(`f${at % 7}.js`, text);
  }
  await world.clock.advance(60 * second);
}

const timesOf = (what: string) =>
  seen.filter((line) => line.startsWith(`${what} `)).map((line) => Number(line.split(' ')[1]));

describe('a lone save', () => {
  it('is refreshed as soon as its PUT is answered, with quota and domains read meanwhile', async () => {
    await saveAt([0]);
    expect(seen).toEqual(['quota 0', 'domain 0', `put ${putMs}`, `refresh ${putMs}`]);
  });

  it('is refreshed at once each time, if the debounce has passed in between', async () => {
    await saveAt([0, 900, 2_000]);
    expect(timesOf('refresh')).toEqual([0, 900, 2_000].map((at) => at + putMs));
  });

  it('waits for the quota and the domains that are being read, and reads them once', async () => {
    await saveAt([0]);
    seen = [];
    startedAt = world.clock.now();
    const slow = world.cloud.cdn;
    const readRefreshQuota: typeof slow.readRefreshQuota = async (signal) => {
      note('quota');
      await world.clock.sleep(2_000, signal);
      return slow.readRefreshQuota(signal);
    };
    const ports = slowPorts();
    const cdn: CloudPorts['cdn'] = Object.assign(Object.create(ports.cdn), { readRefreshQuota });
    publisher.dispose();
    publisher = world.openWindow('two', { ...ports, cdn });
    await saveAt([0]);
    expect({ quota: timesOf('quota'), refresh: timesOf('refresh') }).toEqual({ quota: [0], refresh: [2_000] });
  });

  it('is refreshed at once without a PUT, if its mapping only refreshes', async () => {
    save('a.js', 'x', { act: 'refresh' });
    await world.clock.advance(10 * second);
    expect(timesOf('refresh')).toEqual([readMs]);
  });

  it('is refreshed at once while a run is on its way, and the run after its last file', async () => {
    const names = Array.from({ length: 1_000 }, (_, at) => `run${at}.js`);
    for (const name of names) world.save(name, name);
    void publisher.enqueue(names.map((name) => world.publicationOf(name, { batch: 'run' })));
    await world.clock.advance(putMs / 2);
    save('a.js');
    await world.clock.advance(10 * second);
    expect({ refreshes, first: timesOf('refresh')[0] }).toEqual({ refreshes: [1, 1_000], first: putMs * 1.5 });
  });
});

describe('a burst of saves', () => {
  it('is refreshed with its first save, and once more for all that follow', async () => {
    await saveAt([0, 300, 600, 900]);
    expect(timesOf('refresh')).toEqual([putMs, 900 + putMs + 800]);
    expect({ refreshes, quota: timesOf('quota').length }).toEqual({ refreshes: [1, 3], quota: 1 });
  });

  it('that lasts is refreshed with its first save and after the longest wait', async () => {
    await saveAt(Array.from({ length: 100 }, (_, at) => at * 500));
    expect(timesOf('refresh')).toEqual([putMs, 30_500 + putMs, 49_500 + putMs + 800]);
  });

  it('with uploads that overlap for long is refreshed with its first save, and once more after its last', async () => {
    await saveAt([0, 80, 160, 240, 320, 400]);
    // The second save is on its way when the first one is answered.
    expect(timesOf('refresh')).toEqual([400 + putMs]);
  });

  it.each([false, true])('of Save All is refreshed with one call (in one request: %s)', async (isOne) => {
    const names = Array.from({ length: 49 }, (_, at) => `f${at}.js`).concat('index.html');
    for (const name of names) world.save(name, name);
    const publications = names.map((name) => world.publicationOf(name));
    if (isOne) void publisher.enqueue(publications);
    else for (const publication of publications) void publisher.enqueue([publication]);
    await world.clock.advance(20 * second);
    expect({ refreshes, puts: timesOf('put').length }).toEqual({ refreshes: [51], puts: 50 });
  });

  it('of more files than are sent at once is refreshed with one call', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `f${at}.js`);
    for (const name of names) world.save(name, name);
    for (const name of names) void publisher.enqueue([world.publicationOf(name)]);
    await world.clock.advance(20 * second);
    expect(refreshes).toEqual([200]);
  });

  it('is still the same with saves without a change in between', async () => {
    await saveAt([0, 7, 14, 21, 28, 35, 42]);
    seen = [];
    startedAt = world.clock.now();
    for (let at = 0; at < 6; at++) {
      save('same.js', 'same');
      save(`f${at}.js`);
      await world.clock.advance(700);
      save('same.js', 'same');
      await world.clock.advance(700);
    }
    await world.clock.advance(10 * second);
    expect(timesOf('refresh').length).toBeLessThanOrEqual(2);
  });

  it('costs at most one call more than with the debounce alone', async () => {
    let random = 1;
    const next = () => {
      random = (random * 48_271) % 2_147_483_647;
      return random / 2_147_483_647;
    };
    for (let round = 0; round < 30; round++) {
      world = createEngineWorld();
      publisher = world.openWindow('one', slowPorts());
      [startedAt, refreshes, seen] = [world.clock.now(), [], []];
      const times = Array.from({ length: 12 }).reduce<number[]>(
        (all) => [...all, (all.at(-1) ?? 0) + Math.round(next() * 1_600)],
        [],
      );
      await saveAt(times);
      const bursts = times.filter((time, at) => at === 0 || time - (times[at - 1] ?? 0) >= 800 + putMs).length;
      expect(refreshes.length, `saves at ${times.join(', ')}`).toBeLessThanOrEqual(2 * bursts);
      expect(refreshes.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(7);
      publisher.dispose();
    }
  });

  it('is refreshed by the window in which it was saved, not also by another one', async () => {
    const other = world.openWindow('two', slowPorts());
    await other.resume();
    await saveAt([0, 300, 600]);
    // Either window may have sent the file.
    expect(timesOf('refresh')[0]).toBeLessThanOrEqual(putMs + readMs);
    expect(refreshes.length).toBeLessThanOrEqual(2);
    other.dispose();
  });

  it('is refreshed although the clock was set back', async () => {
    await saveAt([0]);
    world.turnBack(3_600 * second);
    seen = [];
    startedAt = world.clock.now();
    await saveAt([0, 200]);
    expect(timesOf('refresh').length).toBeGreaterThan(0);
    expect(timesOf('refresh').at(-1)).toBeLessThanOrEqual(200 + putMs + 800);
  });
});
