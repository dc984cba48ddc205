import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld } from '../engineWorld.js';

const minute = 60_000;
let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;

beforeEach(() => {
  world = createEngineWorld();
  publisher = world.openWindow('one');
});

describe('a save that waits', () => {
  async function saveOffline(name: string, text: string): Promise<{ goOnline(): void }> {
    let isOnline = false;
    const { oss } = world.cloud;
    const readObjectHead: typeof oss.readObjectHead = (...given) =>
      isOnline ? oss.readObjectHead(...given) : Promise.reject(new AppError('offline'));
    publisher = world.openWindow('two', { ...world.cloud, oss: { ...oss, readObjectHead } });
    world.save(name, text);
    const seen = await world.disk.stat(`/w/dist/${name}`);
    void publisher.enqueue([world.publicationOf(name, { ...(seen && { seen }) })]);
    await world.clock.advance(minute);
    return {
      goOnline: () => {
        isOnline = true;
      },
    };
  }

  it('is held when its file has become another one, and is sent by order of the user', async () => {
    const { goOnline } = await saveOffline('a.js', 'mine');
    world.save('a.js', 'of another branch');
    goOnline();
    await world.clock.advance(5 * minute);
    expect({ text: world.textOf('a.js'), state: publisher.state }).toEqual({
      text: undefined,
      state: { kind: 'waiting', reason: 'held', count: 1 },
    });
    await publisher.execute({ kind: 'publishHeld' });
    await world.clock.advance(minute);
    expect(world.textOf('a.js')).toBe('of another branch');
  });

  it('is sent automatically when its file is still the same, and when it was saved again', async () => {
    const { goOnline } = await saveOffline('a.js', 'mine');
    const { goOnline: goOnlineToo } = await saveOffline('b.js', 'mine');
    world.save('b.js', 'mine again');
    const seen = await world.disk.stat('/w/dist/b.js');
    void publisher.enqueue([world.publicationOf('b.js', { ...(seen && { seen }) })]);
    goOnline();
    goOnlineToo();
    await world.clock.advance(5 * minute);
    expect({ 'a.js': world.textOf('a.js'), 'b.js': world.textOf('b.js') }).toEqual({
      'a.js': 'mine',
      'b.js': 'mine again',
    });
  });

  it('publishes the current file after a short wait: the event of another save may still come', async () => {
    world.save('a.js', 'first');
    const seen = await world.disk.stat('/w/dist/a.js');
    world.save('a.js', 'second');
    void publisher.enqueue([world.publicationOf('a.js', { ...(seen && { seen }) })]);
    await world.clock.advance(minute);
    expect(world.textOf('a.js')).toBe('second');
  });
});
