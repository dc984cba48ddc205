import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import {
  type PlanProgress,
  type PlanResult,
  runPlan,
  toPublications,
} from '../../../../../src/core/publishing/folder/runPlan.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, never, withoutClaims } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const minute = 60_000;
const names = ['a.js', 'b.js', 'c.js'];

/** Runs a plan of all names and more; answers its end, as soon as there is one. */
function run(publisher: Publisher, more: readonly Publication[] = []): { end?: PlanResult } {
  for (const name of names) world.save(name, name);
  const publications = [...names.map((name) => world.publicationOf(name, { batch: 'b' })), ...more];
  const state: { end?: PlanResult } = {};
  const tools = { clock: world.clock, onProgress: () => undefined };
  void runPlan(publisher, publications, tools, never).then((end) => {
    state.end = end;
  });
  return state;
}

/** A window that leaves its work to another one. */
const openIdle = (owner: string) => world.openWindow(owner, world.cloud, withoutClaims(world.shared.window(owner)));

/** A cloud whose PUTs are refused, each after so long. */
function refusing(ms: number): CloudPorts {
  const putObject = async () => {
    await world.clock.sleep(ms, never);
    throw new AppError('forbidden');
  };
  return { ...world.cloud, oss: Object.assign(Object.create(world.cloud.oss), { putObject }) };
}

describe('a run in a window', () => {
  it('a run whose entries another window has claimed ends with the outcome there', async () => {
    void world.openWindow('one', refusing(20_000)).resume();
    const state = run(openIdle('two'));
    await world.clock.advance(15_000);
    expect(state.end).toBeUndefined();
    await world.clock.advance(2 * minute);
    expect(state.end).toMatchObject({ sent: 0, waiting: [] });
    expect(state.end?.failures.length).toBe(3);
  });

  it('a run that takes over its entries from a window that has ended sends them', async () => {
    const one = world.openWindow('one', refusing(20_000));
    await one.resume();
    for (const name of names) world.save(name, name);
    const publications = names.map((name) => world.publicationOf(name, { batch: 'b' }));
    await one.enqueue(publications);
    await world.clock.advance(1_000);
    expect(world.listWorkers()).toEqual(['one']);
    const state = run(world.openWindow('two'));
    await world.clock.settle();
    one.dispose();
    world.shared.crash('one');
    const texts = () => names.map((name) => world.textOf(name));
    while (!state.end) await world.clock.advance(100);
    expect({ sent: state.end.sent, texts: texts() }).toEqual({ sent: 3, texts: names });
  });

  it('a run in a window that is signed out meanwhile continues after the next sign-in', async () => {
    let account = '1';
    const put = world.cloud.oss.putObject;
    const putObject: typeof put = (...input) => {
      if (account === '2') return put(...input);
      account = '';
      throw new AppError('expiredCredentials');
    };
    const cloud = { ...world.cloud, oss: Object.assign(Object.create(world.cloud.oss), { putObject }) };
    const publisher = world.openWindow('one', cloud, world.shared.window('one'), () => account && '1');
    const state = run(publisher);
    await world.clock.advance(5 * minute);
    expect({ entries: publisher.list(), end: state.end }).toEqual({ entries: [], end: undefined });
    account = '2';
    await publisher.resume();
    await world.clock.advance(5 * minute);
    expect({ sent: state.end?.sent, texts: names.map((name) => world.textOf(name)) }).toEqual({
      sent: 3,
      texts: names,
    });
  });
});

it('a run ends soon after its last file', async () => {
  const files = Array.from({ length: 300 }, (_, at) => `f${at}.js`);
  for (const name of files) world.save(name, name);
  const publications = files.map((name) => world.publicationOf(name, { batch: 'b' }));
  const put = world.cloud.oss.putObject.bind(world.cloud.oss);
  let lastAt = 0;
  world.cloud.oss.putObject = async (...input) => {
    // The end of the run may be anywhere between two reports.
    await world.clock.sleep(150 + world.count('oss.putObject'), never);
    lastAt = world.clock.now();
    return put(...input);
  };
  const publisher = world.openWindow('one');
  const tools = { clock: world.clock, onProgress: () => undefined };
  const endAt = runPlan(publisher, publications, tools, never).then(() => world.clock.now());
  await world.clock.advance(minute);
  expect((await endAt) - lastAt).toBeLessThanOrEqual(40);
  publisher.dispose();
});

describe('an upload that is cancelled', () => {
  it.each([
    ['by the window of the run', false],
    ['by another window, which works on it', true],
  ])('%s counts as dropped from its run, with the deletes after it', async (_name, elsewhere) => {
    const one = world.openWindow('one', refusing(20_000));
    await one.resume();
    await world.put('gone.js', 'x');
    const publisher = elsewhere ? openIdle('two') : one;
    const state = run(publisher, [world.publicationOf('gone.js', { batch: 'b', act: 'delete' })]);
    await world.clock.advance(5_000);
    await one.execute({ kind: 'cancel', ids: [world.publicationOf('b.js').id] });
    await world.clock.advance(2 * minute);
    expect(state.end?.failures.map(({ publication }) => publication.key)).toEqual(['a.js', 'c.js']);
    expect(state.end).toMatchObject({ sent: 0, waiting: [], dropped: [{ key: 'b.js' }, { key: 'gone.js' }] });
    expect(world.textOf('gone.js')).toBe('x');
  });

  it('an upload that is cancelled and is published by another request before the run ends counts as sent', async () => {
    const publisher = world.openWindow('one');
    const { oss } = world.cloud;
    const readObjectHead = oss.readObjectHead.bind(oss);
    oss.readObjectHead = async (ref, key, signal) => {
      await world.clock.sleep(key === 'c.js' ? minute : 1_000, signal);
      return readObjectHead(ref, key, signal);
    };
    const state = run(publisher);
    await world.clock.advance(500);
    await publisher.execute({ kind: 'cancel', ids: [world.publicationOf('b.js').id] });
    await publisher.enqueue([world.publicationOf('b.js')]);
    await world.clock.advance(2 * minute);
    expect({ end: state.end, text: world.textOf('b.js') }).toMatchObject({
      end: { sent: 3, dropped: [] },
      text: 'b.js',
    });
  });
});

describe('a run that retries the failures of another one', () => {
  const keysOf = (publications: readonly Publication[]) => publications.map(({ key }) => key);

  /** Runs what has failed, and the deletes behind it, again, while a conflict of the first run is left. */
  async function runAgain(meanwhile?: (publisher: Publisher) => Promise<void>) {
    await world.put('a.js', 'of another author');
    await world.put('gone.js', 'x');
    const conflict = world.publicationOf('a.js', { batch: 'b', approved: '', size: 4 });
    const failing = world.publicationOf('b.js', { batch: 'b', size: 4 });
    const gone = world.publicationOf('gone.js', { batch: 'b', act: 'delete' });
    for (const name of ['a.js', 'b.js']) world.save(name, name);
    world.remove('gone.js');
    let isRefused = true;
    const put = world.cloud.oss.putObject.bind(world.cloud.oss);
    world.cloud.oss.putObject = async (...input) => {
      if (isRefused) throw new AppError('forbidden');
      return put(...input);
    };
    const publisher = world.openWindow('one');
    const seen: PlanProgress[] = [];
    const tools = { clock: world.clock, onProgress: (now: PlanProgress) => void seen.push(now) };
    const first = runPlan(publisher, [conflict, failing, gone], tools, never);
    await world.clock.advance(minute);
    const { failures, waiting } = await first;
    expect({ failures: keysOf(failures.map(({ publication }) => publication)), waiting: keysOf(waiting) }).toEqual({
      failures: ['b.js'],
      waiting: ['a.js', 'gone.js'],
    });
    isRefused = false;
    seen.length = 0;
    const second = runPlan(publisher, [failing, gone], tools, never);
    await meanwhile?.(publisher);
    await world.clock.advance(minute);
    return { end: await second, seen };
  }

  it('does not count entries that the other run left besides', async () => {
    const { end, seen } = await runAgain();
    expect({ ...end, waiting: keysOf(end.waiting) }).toEqual({
      cancelled: false,
      sent: 1,
      failures: [],
      waiting: ['gone.js'],
      dropped: [],
    });
    const bounds = seen.map(({ done, total, bytes, totalBytes }) => [done >= 0, done <= total, bytes >= 0, totalBytes]);
    expect(bounds).toEqual(seen.map(() => [true, true, true, 4]));
    expect(seen.at(-1)).toMatchObject({ done: 1, total: 2, bytes: 4 });
  });

  it('does not count user commands about those either', async () => {
    const skip = { kind: 'skip', ids: [world.publicationOf('a.js').id] } as const;
    const { end, seen } = await runAgain((publisher) => publisher.execute(skip));
    // The deletes of a run that lacks an upload are ended with it.
    expect({ ...end, dropped: keysOf(end.dropped) }).toEqual({
      cancelled: false,
      sent: 1,
      failures: [],
      waiting: [],
      dropped: ['gone.js'],
    });
    expect(seen.every(({ done, total }) => done >= 0 && done <= total)).toBe(true);
  });
});

it('headers alone are refreshed by URL, since a directory keeps the old ones', () => {
  const file = { inside: 'css/x', key: 'css/x', size: 1, mtimeMs: 1, headers: {} };
  const items: readonly PlanItem[] = (['change', 'headers'] as const).map((kind) => ({
    kind,
    key: `css/${kind}`,
    size: 1,
    file,
    etag: 'E',
  }));
  const refresh = { kind: 'directory', via: '/css/', directories: 1, urls: 1 } as const;
  const made = toPublications(world.place, items, { batch: 'b', deletes: false, refresh });
  expect(made.map(({ key, via }) => ({ key, via }))).toEqual([
    { key: 'css/change', via: '/css/' },
    { key: 'css/headers', via: undefined },
  ]);
});
