import { beforeEach, describe, expect, it, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { Queue } from '../../../../../src/core/publishing/queue/queue.js';
import { commandAbout } from '../../../../../src/core/publishing/queue/userCommands.js';
import { createEngineWorld, interceptWrites, never } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const minute = 60_000;

describe('two windows', () => {
  it('share one queue and never send or refresh the same request twice', async () => {
    const windows = [world.openWindow('one'), world.openWindow('two')];
    for (let at = 0; at < 20; at++) {
      world.save(`f${at}.js`, `${at}`);
      void windows[at % 2]?.enqueue([world.publicationOf(`f${at}.js`)]);
    }
    for (const window of windows) void window.enqueue([world.publicationOf('f0.js')]);
    await world.clock.advance(minute);
    expect({
      puts: world.count('oss.putObject'),
      urls: new Set(world.refreshed()).size,
      refreshes: world.refreshed().length,
    }).toEqual({ puts: 20, urls: 20, refreshes: 20 });
    expect(windows.map(({ state }) => state.kind)).toEqual(['idle', 'idle']);
    expect(windows.map((window) => window.list())).toEqual([[], []]);
  });

  it('show the same failure, and a retry requested in either of them is carried out', async () => {
    const [one, two] = [world.openWindow('one'), world.openWindow('two')];
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    await two.resume();
    await world.clock.advance(minute);
    expect({ one: one.state.kind, two: two.state.kind }).toEqual({ one: 'failed', two: 'failed' });
    await two.execute({ kind: 'retry' });
    await world.clock.advance(minute);
    expect({ one: one.state.kind, two: two.state.kind, text: world.textOf('a.js') }).toEqual({
      one: 'idle',
      two: 'idle',
      text: 'x',
    });
  });

  it('send nothing of an account that is not signed in', async () => {
    const one = world.openWindow('one');
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js', { accountId: '2' })]);
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), entries: one.list() }).toEqual({ text: undefined, entries: [] });
  });
});

test('a window that closes waits until the last save is stored', async () => {
  const store = interceptWrites(world.shared.window('one'), async (write) => {
    await world.clock.sleep(1_000, never);
    return write();
  });
  const one = world.openWindow('one', world.cloud, store);
  world.save('a.js', 'x');
  void one.enqueue([world.publicationOf('a.js')]);
  let settled = false;
  const settling = one.settle().then(() => {
    settled = true;
  });
  await world.clock.advance(500);
  expect({ settled, puts: world.count('oss.putObject') }).toEqual({ settled: false, puts: 0 });
  await world.clock.advance(500);
  await settling;
  one.dispose();
  const two = world.openWindow('two');
  await two.resume();
  await world.clock.advance(2 * minute);
  expect(world.textOf('a.js')).toBe('x');
});

describe('requests that an earlier window has left', () => {
  it('can be cancelled before any of them is sent', async () => {
    for (const name of ['a.js', 'b.js']) world.save(name, 'x');
    const queue = new Queue(world.shared.window('one'), world.clock, '1');
    const publications = ['a.js', 'b.js'].map((name) => world.publicationOf(name));
    await queue.accept({ publications, held: false, at: world.clock.now() });
    const heads: string[] = [];
    const { oss } = world.cloud;
    const readObjectHead: typeof oss.readObjectHead = (bucket, key, signal) => {
      heads.push(key);
      return oss.readObjectHead(bucket, key, signal);
    };
    const two = world.openWindow('two', { ...world.cloud, oss: { ...oss, readObjectHead } });
    await two.resume((left) => [
      commandAbout(
        'cancel',
        left.filter(({ publication: { key } }) => key === 'a.js'),
      ),
    ]);
    await world.clock.advance(minute);
    expect({ heads, text: world.textOf('b.js'), entries: two.list() }).toEqual({
      heads: ['b.js'],
      text: 'x',
      entries: [],
    });
  });
});

describe('requests that another window has just made', () => {
  it.each([
    ['are stopped by a revocation of this workspace that is later', -1, '/w', undefined],
    ['are sent in spite of a revocation that is earlier', 1, '/w', 'y'],
    ['are sent in spite of a revocation of another workspace', -1, '/elsewhere', 'y'],
  ])('requests that another window has just made %s', async (_name, offset, root, expected) => {
    const one = world.openWindow('one');
    await one.resume();
    world.save('a.js', 'y');
    const until = world.clock.now() + 500;
    await world.clock.advance(500 + offset);
    const queue = new Queue(world.shared.window('two'), world.clock, '1');
    await queue.accept({ publications: [world.publicationOf('a.js')], held: true, at: world.clock.now() });
    await one.execute({ kind: 'revoke', workspaceRoots: [root], until });
    await one.execute({ kind: 'publishHeld' });
    await world.clock.advance(2 * minute);
    expect(world.textOf('a.js')).toBe(expected);
  });
});

describe('a window that ends', () => {
  it('a window that ends after the PUT and before its answer has the URL refreshed by the next, with no second PUT', async () => {
    const one = world.openWindow('one', {
      ...world.cloud,
      oss: Object.assign(Object.create(world.cloud.oss), {
        putObject: async (...input: Parameters<typeof world.cloud.oss.putObject>) => {
          await world.cloud.oss.putObject(...input);
          return new Promise(() => undefined);
        },
      }),
    });
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(1_000);
    expect({ text: world.textOf('a.js'), refreshed: world.refreshed() }).toEqual({ text: 'x', refreshed: [] });
    one.dispose();
    world.shared.crash('one');
    const two = world.openWindow('two');
    await two.resume();
    await world.clock.advance(minute);
    expect({ puts: world.count('oss.putObject'), refreshed: world.refreshed(), state: two.state.kind }).toEqual({
      puts: 1,
      refreshed: ['/a.js'],
      state: 'idle',
    });
  });

  it('has stored its requests before anything is sent', async () => {
    const one = world.openWindow('one', {
      ...world.cloud,
      oss: Object.assign(Object.create(world.cloud.oss), { readObjectHead: () => new Promise(() => undefined) }),
    });
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js')]);
    one.dispose();
    world.shared.crash('one');
    await world.openWindow('two').resume();
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), refreshed: world.refreshed() }).toEqual({ text: 'x', refreshed: ['/a.js'] });
  });

  it('leaves nothing to do when every request has ended', async () => {
    const one = world.openWindow('one');
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    one.dispose();
    const calls = world.cloud.calls.length;
    await world.openWindow('two').resume();
    await world.clock.advance(minute);
    expect({ calls: world.cloud.calls.length - calls, waiting: world.clock.waiting }).toEqual({ calls: 0, waiting: 0 });
  });

  it('a window that ends and has stored nothing has no store opened nor engine loaded by the next one', async () => {
    const loaded: string[] = [];
    const note = (what: string) => {
      loaded.push(what);
      return Promise.reject(new AppError('storeRefused'));
    };
    const closed = { opened: undefined, open: () => note('store'), hasData: async () => false };
    const store = { ...world.shared.window('two'), ...closed };
    const two = world.openWindow('two', world.cloud, store, () => '1', { loadEngine: () => note('engine') });
    await two.resume();
    await world.clock.advance(minute);
    expect({ loaded, entries: two.list(), state: two.state, waiting: world.clock.waiting }).toEqual({
      loaded: [],
      entries: [],
      state: { kind: 'idle' },
      waiting: 0,
    });
  });
});

describe('a disk that refuses to write', () => {
  it('rejects a publish request, which is sent once the disk accepts it', async () => {
    let isFull = true;
    const store = interceptWrites(world.shared.window('one'), (write) =>
      isFull ? Promise.reject(new AppError('storeRefused', { code: 'Full' })) : write(),
    );
    const one = world.openWindow('one', world.cloud, store);
    world.save('a.js', 'x');
    const accepted = one.enqueue([world.publicationOf('a.js')]);
    await expect(accepted).rejects.toMatchObject({ kind: 'storeRefused' });
    await world.clock.advance(100);
    expect({ calls: world.cloud.calls, state: one.state }).toEqual({
      calls: [],
      state: { kind: 'waiting', reason: 'disk', count: 1 },
    });
    isFull = false;
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: one.state.kind }).toEqual({ text: 'x', state: 'idle' });
  });
});
