import { beforeEach, describe, expect, it } from 'vitest';
import type { Publisher } from '../../../../src/core/publishing/publisher.js';
import type { PublishStore } from '../../../../src/core/publishing/publishStore.js';
import { Signal } from '../../../../src/core/signal.js';
import { createEngineWorld } from './engineWorld.js';

const minute = 60_000;
let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;
let lose: () => Promise<void>;

beforeEach(() => {
  world = createEngineWorld();
  const replaced = new Signal<void>();
  const shared = world.shared.window('one');
  const store: PublishStore = { ...shared, onDidReplace: replaced.event };
  publisher = world.openWindow('one', world.cloud, { ...shared, ...store, opened: store, open: async () => store });
  lose = async () => {
    await shared.write((tx) => {
      tx.entries.clear();
      tx.ledger.clear();
    });
    replaced.fire();
    await publisher.settle();
  };
});

async function request(name: string, isHeld = false): Promise<void> {
  world.save(name, name);
  const seen = await world.disk.stat(`/w/dist/${name}`);
  await publisher.enqueue([world.publicationOf(name, { ...(seen && { seen }) })], isHeld);
}

describe('after the store was lost', () => {
  it('a request that has not ended is carried out', async () => {
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    await request('a.js');
    await world.clock.advance(minute);
    expect(publisher.state.kind).toBe('failed');
    await lose();
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'a.js', state: 'idle' });
  });

  it('a request that has ended is not made again', async () => {
    await request('a.js');
    await world.clock.advance(minute);
    const calls = world.cloud.calls.length;
    await lose();
    await world.clock.advance(minute);
    expect(world.cloud.calls.length - calls).toBe(0);
  });

  it('a request that was held is held', async () => {
    await request('a.js', true);
    await lose();
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: publisher.state }).toEqual({
      text: undefined,
      state: { kind: 'waiting', reason: 'held', count: 1 },
    });
  });

  it('a request is held when its file has become another one meanwhile', async () => {
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    await request('a.js');
    await world.clock.advance(minute);
    world.save('a.js', 'of another branch');
    await lose();
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: publisher.state }).toEqual({
      text: undefined,
      state: { kind: 'waiting', reason: 'held', count: 1 },
    });
  });

  it.each([
    ['dismissed', 'dismiss', false],
    ['cancelled', 'cancel', false],
    ['dropped while it was held', 'dropHeld', true],
  ] as const)('a request that the user has %s is not made again', async (_name, kind, isHeld) => {
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    await request('a.js', isHeld);
    await world.clock.advance(minute);
    await publisher.execute({ kind });
    await lose();
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), entries: publisher.list(), state: publisher.state.kind }).toEqual({
      text: undefined,
      entries: [],
      state: 'idle',
    });
  });
});
