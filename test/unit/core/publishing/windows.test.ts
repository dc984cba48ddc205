import { beforeEach, describe, expect, it, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { orderAbout } from '../../../../src/core/publishing/orders.js';
import type { Publication } from '../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../src/core/publishing/publisher.js';
import { createEngineWorld, never } from './engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const minute = 60_000;

describe('two windows', () => {
  it('share a queue without doing anything twice', async () => {
    const windows = [world.openWindow('one'), world.openWindow('two')];
    for (let at = 0; at < 20; at++) {
      world.save(`f${at}.js`, `${at}`);
      void windows[at % 2]?.enqueue([world.publicationOf(`f${at}.js`)]);
    }
    for (const window of windows) void window.enqueue([world.publicationOf('f0.js')]);
    await world.clock.advance(minute);
    expect([world.count('oss.putObject'), new Set(world.refreshed()).size, world.refreshed().length]).toEqual([
      20, 20, 20,
    ]);
    expect(windows.map(({ state }) => state.kind)).toEqual(['idle', 'idle']);
    expect([...world.shared.documents.keys()].filter((id) => id.startsWith('intake'))).toEqual([]);
  });

  it('show what the other one is at, and either may answer', async () => {
    const [one, two] = [world.openWindow('one'), world.openWindow('two')];
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    await two.resume();
    await world.clock.advance(minute);
    expect([one.state.kind, two.state.kind]).toEqual(['failed', 'failed']);
    await two.retry();
    await world.clock.advance(minute);
    expect([one.state.kind, two.state.kind, world.textOf('a.js')]).toEqual(['idle', 'idle', 'x']);
  });

  it('work for different accounts without seeing each other', async () => {
    const one = world.openWindow('one');
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js', { accountId: '2' })]);
    await world.clock.advance(minute);
    expect([world.textOf('a.js'), one.entries]).toEqual([undefined, []]);
  });
});

test('a window that closes waits until the last save is on disk', async () => {
  const store = world.shared.window('one');
  const write = async (id: string, text: string) => {
    await world.clock.sleep(1_000, never);
    await store.write(id, text);
  };
  const one = world.openWindow('one', world.cloud, { ...store, write });
  world.save('a.js', 'x');
  void one.enqueue([world.publicationOf('a.js')]);
  let settled = false;
  const settling = one.settle().then(() => {
    settled = true;
  });
  await world.clock.advance(500);
  expect([settled, world.count('oss.putObject')]).toEqual([false, 0]);
  await world.clock.advance(500);
  await settling;
  one.dispose();
  const two = world.openWindow('two');
  await two.resume();
  await world.clock.advance(2 * minute);
  expect(world.textOf('a.js')).toBe('x');
});

describe('what an earlier window has left', () => {
  it.each([
    ['in the queue', { generation: 1 }],
    ['beside it', undefined],
  ])('%s is judged before anything of it is sent', async (_name, whole) => {
    const store = world.shared.window('one');
    for (const name of ['a.js', 'b.js']) world.save(name, 'x');
    const publications = ['a.js', 'b.js'].map((name) => world.publicationOf(name));
    const state = { turn: 1, at: 1, stage: 'send', owesRefresh: false, attempts: 0 };
    const entries = publications.map((publication) => ({ publication, ...state }));
    if (whole) await store.write('queue-1', JSON.stringify({ ...whole, entries }));
    else await store.write('intake-1-0-x', JSON.stringify({ publications, held: false, at: 1 }));
    const heads: string[] = [];
    const { oss } = world.cloud;
    const readObjectHead: typeof oss.readObjectHead = (bucket, key, signal) => {
      heads.push(key);
      return oss.readObjectHead(bucket, key, signal);
    };
    const two = world.openWindow('two', { ...world.cloud, oss: { ...oss, readObjectHead } });
    await two.resume((left) => [
      orderAbout(
        'cancel',
        left.filter(({ publication: { key } }) => key === 'a.js'),
      ),
    ]);
    await world.clock.advance(minute);
    expect([heads, world.textOf('b.js'), two.entries]).toEqual([['b.js'], 'x', []]);
  });
});

describe('wishes that another window has left and nobody has heard yet', () => {
  /** One window works at something that lasts; the other leaves a wish of that time. */
  async function leave(at: number, more: Partial<Publication> = {}): Promise<void> {
    const one = world.openWindow('one');
    world.cloud.oss.readObjectHead = async () => world.clock.sleep(20_000, never).then(() => undefined);
    world.save('busy.js', 'x');
    await one.enqueue([world.publicationOf('busy.js', { workspaceRoot: '/w' })]);
    await world.clock.advance(500);
    const left = { publications: [world.publicationOf('a.js', more)], held: false, at };
    await world.shared.window('two').write('intake-1-0-x', JSON.stringify(left));
    workers.push(one);
  }
  const workers: Publisher[] = [];
  beforeEach(() => void workers.splice(0));

  it.each([
    ['before it in this workspace', -1, '/w', undefined],
    ['after it', 1, '/w', 'y'],
    ['before it in another workspace', -1, '/elsewhere', 'y'],
  ])('are stopped by a revocation when they were wished for %s', async (_name, offset, root, expected) => {
    world.save('a.js', 'y');
    const until = world.clock.now() + 500;
    await leave(until + offset);
    await workers[0]?.order({ kind: 'revoke', workspaceRoots: [root], until });
    await world.clock.advance(2 * minute);
    expect(world.textOf('a.js')).toBe(expected);
  });
});

describe('a window that ends', () => {
  it('after the PUT and before its answer still has the URL refreshed by the next, with no second PUT', async () => {
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
    expect([world.textOf('a.js'), world.refreshed()]).toEqual(['x', []]);
    one.dispose();
    world.shared.crash('one');
    const two = world.openWindow('two');
    await two.resume();
    await world.clock.advance(minute);
    expect([world.count('oss.putObject'), world.refreshed(), two.state.kind]).toEqual([1, ['/a.js'], 'idle']);
  });

  it('leaves what it was told on disk before anything is sent', async () => {
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
    expect([world.textOf('a.js'), world.refreshed()]).toEqual(['x', ['/a.js']]);
  });

  it('does nothing when there is nothing to go on with', async () => {
    const two = world.openWindow('two');
    await two.resume();
    await world.clock.advance(minute);
    expect([world.cloud.calls, world.shared.documents.size, world.clock.waiting]).toEqual([[], 0, 0]);
  });
});

describe('a disk that refuses', () => {
  it('is told to who saves, and what was wished for goes up once it takes it', async () => {
    const { write } = world.shared.window('one');
    let full = true;
    const store = {
      ...world.shared.window('one'),
      write: (id: string, text: string) => (full ? Promise.reject(new AppError('badFile')) : write(id, text)),
    };
    const one = world.openWindow('one', world.cloud, store);
    world.save('a.js', 'x');
    const told = one.enqueue([world.publicationOf('a.js')]);
    await expect(told).rejects.toMatchObject({ kind: 'badFile' });
    expect(world.cloud.calls).toEqual([]);
    full = false;
    await world.clock.advance(minute);
    expect([world.textOf('a.js'), one.state.kind]).toEqual(['x', 'idle']);
  });
});
