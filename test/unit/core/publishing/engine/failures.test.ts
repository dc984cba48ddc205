import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { createEngineWorld, interceptWrites } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const minute = 60_000;

describe('a PUT with a lost answer', () => {
  it('is refreshed although the user then cancels it', async () => {
    const publisher = world.openWindow('one');
    world.cloud.failNext('oss.putObject', 'after', 'offline');
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(100);
    expect({ text: world.textOf('a.js'), refreshed: world.refreshed() }).toEqual({ text: 'x', refreshed: [] });
    await publisher.execute({ kind: 'cancel' });
    await world.clock.advance(minute);
    expect({ refreshed: world.refreshed(), puts: world.count('oss.putObject') }).toEqual({
      refreshed: ['/a.js'],
      puts: 1,
    });
  });

  it('is overwritten when the file is changed back to the content in the ledger', async () => {
    const publisher = world.openWindow('one');
    const save = (text: string) => {
      world.save('a.js', text);
      return publisher.enqueue([world.publicationOf('a.js')]);
    };
    await save('old');
    await world.clock.advance(minute);
    world.cloud.failNext('oss.putObject', 'after', 'offline');
    await save('new');
    await world.clock.advance(100);
    expect(world.textOf('a.js')).toBe('new');
    await save('old');
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), refreshed: world.refreshed() }).toEqual({
      text: 'old',
      refreshed: ['/a.js', '/a.js'],
    });
  });

  it.each(['KMS', 'AES256'])('is our own object for a newer save, encrypted by %s', async (algorithm) => {
    const publisher = world.openWindow('one');
    world.save('other.js', 'x');
    await publisher.enqueue([world.publicationOf('other.js')]);
    await world.put('a.js', 'old', { 'x-oss-server-side-encryption': algorithm });
    await world.clock.advance(minute);
    world.cloud.failNext('oss.putObject', 'after', 'offline');
    world.save('a.js', 'newer');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(100);
    expect(world.textOf('a.js')).toBe('newer');
    world.save('a.js', 'newest');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    expect(world.textOf('a.js')).toBe('newest');
  });

  it('is in no conflict with its own object when it is sent again', async () => {
    const publisher = world.openWindow('one');
    world.cloud.failNext('oss.putObject', 'after', 'objectExists');
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    expect({ state: publisher.state.kind, refreshed: world.refreshed(), puts: world.count('oss.putObject') }).toEqual({
      state: 'idle',
      refreshed: ['/a.js'],
      puts: 1,
    });
  });
});

describe('a refresh that the vendor failed to carry out', () => {
  it('is submitted again when the user retries it, with no second PUT', async () => {
    let failing = true;
    const readRefreshTasks: typeof world.cloud.cdn.readRefreshTasks = async (ids, signal) => {
      const tasks = await world.cloud.cdn.readRefreshTasks(ids, signal);
      return failing ? tasks.map((task) => ({ ...task, status: 'failed' as const })) : tasks;
    };
    const cdn = Object.assign(Object.create(world.cloud.cdn), { readRefreshTasks });
    const publisher = world.openWindow('one', { ...world.cloud, cdn });
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    expect(publisher.state.kind).toBe('failed');
    failing = false;
    await publisher.execute({ kind: 'retry' });
    await world.clock.advance(minute);
    expect({ state: publisher.state.kind, refreshed: world.refreshed(), puts: world.count('oss.putObject') }).toEqual({
      state: 'idle',
      refreshed: ['/a.js', '/a.js'],
      puts: 1,
    });
  });
});

describe('a file that another program uploads', () => {
  it.each(['forbidden', 'publicEndpointForbidden'] as const)(
    'is refreshed, but not verified, without the permission to read its object (%s)',
    async (kind) => {
      const publisher = world.openWindow('one');
      world.cloud.failNext('oss.readObjectHead', 'before', kind);
      world.save('a.js', 'x');
      await publisher.enqueue([world.publicationOf('a.js', { act: 'refresh' })]);
      await world.clock.advance(5_000);
      expect({
        state: publisher.state,
        refreshed: world.refreshed(),
        heads: world.count('oss.readObjectHead'),
      }).toEqual({ state: { kind: 'fresh', count: 1, unproven: 1 }, refreshed: ['/a.js'], heads: 1 });
    },
  );
});

describe('a window that ends', () => {
  it('a window that ends before the outcome of its PUT is written leaves an object that the next one may delete', async () => {
    let isSent = false;
    const store = interceptWrites(world.shared.window('one'), (write) =>
      isSent ? new Promise<never>(() => undefined) : write(),
    );
    const putObject: typeof world.cloud.oss.putObject = async (...input) => {
      isSent = true;
      return world.cloud.oss.putObject(...input);
    };
    const oss = Object.assign(Object.create(world.cloud.oss), { putObject });
    const one = world.openWindow('one', { ...world.cloud, oss }, store);
    world.save('a.js', 'x');
    await one.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(1_000);
    expect(world.textOf('a.js')).toBe('x');
    one.dispose();
    world.shared.crash('one');
    const two = world.openWindow('two');
    world.remove('a.js');
    await two.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(minute);
    expect({ state: two.state.kind, text: world.textOf('a.js') }).toEqual({ state: 'idle', text: undefined });
  });
});

describe('an object of ours', () => {
  it.each(['offline', 'corruptUpload'] as const)(
    'is recognized as ours after %s and a window that ends before the next PUT',
    async (kind) => {
      let puts = 0;
      const breakUpload = async () => {
        const { etag } = await world.put('a.js', 'broken');
        throw new AppError('corruptUpload', { etag });
      };
      const putObject: typeof world.cloud.oss.putObject = (...input) => {
        if (++puts === 3) return new Promise<never>(() => undefined);
        return puts === 2 && kind === 'corruptUpload' ? breakUpload() : world.cloud.oss.putObject(...input);
      };
      const oss = Object.assign(Object.create(world.cloud.oss), { putObject });
      const one = world.openWindow('one', { ...world.cloud, oss });
      const save = async (text: string) => {
        world.save('a.js', text);
        await one.enqueue([world.publicationOf('a.js')]);
        await world.clock.advance(100);
      };
      await save('first');
      await world.clock.advance(minute);
      if (kind !== 'corruptUpload') world.cloud.failNext('oss.putObject', 'after', kind);
      await save('second');
      await save('third');
      await world.clock.advance(5_000);
      expect(puts).toBe(3);
      one.dispose();
      world.shared.crash('one');
      const two = world.openWindow('two');
      await two.resume();
      await world.clock.advance(minute);
      expect({ state: two.state.kind, text: world.textOf('a.js') }).toEqual({ state: 'idle', text: 'third' });
    },
  );
});

describe('an account that is changed', () => {
  it('an account that is changed in the middle of a save sends nothing with the keys of the new one', async () => {
    let account = '1';
    const store = interceptWrites(world.shared.window('one'), async (write) => {
      const value = await write();
      account = '2';
      return value;
    });
    const publisher = world.openWindow('one', world.cloud, store, () => account);
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    expect(world.cloud.calls).toEqual([]);
  });

  it.each([
    ['oss', 'readObjectHead', 'send'],
    ['oss', 'putObject', 'send'],
    ['cdn', 'refresh', 'refresh'],
    ['cdn', 'readRefreshTasks', 'task'],
  ] as const)(
    'an account that is changed in the middle of %s.%s leaves its pending work waiting for the earlier one',
    async (port, call, stage) => {
      let account = '1';
      const switchNow = async () => {
        account = '2';
        throw new AppError('notSignedIn');
      };
      const ports = { ...world.cloud, [port]: Object.assign(Object.create(world.cloud[port]), { [call]: switchNow }) };
      const publisher = world.openWindow('one', ports, undefined, () => account);
      world.save('a.js', 'x');
      await publisher.enqueue([world.publicationOf('a.js')]);
      await world.clock.advance(60 * minute);
      expect(publisher.state).toEqual({ kind: 'waiting', reason: 'signedOut', count: 1 });
      account = '1';
      expect(publisher.list().map((entry) => entry.stage)).toEqual([stage]);
      publisher.dispose();
      const next = world.openWindow('two');
      await next.resume();
      await world.clock.advance(minute);
      expect({ state: next.state.kind, text: world.textOf('a.js'), refreshed: world.refreshed() }).toEqual({
        state: 'idle',
        text: 'x',
        refreshed: ['/a.js'],
      });
    },
  );
});

describe('a clock that is set back', () => {
  it.each([
    ['while its refresh continues', 100],
    ['while its PUT is under way', 0],
  ])('loses no save: %s', async (_name, ms) => {
    let held = () => {};
    const putObject: typeof world.cloud.oss.putObject = async (...input) => {
      if (ms === 0) await new Promise<void>((resolve) => (held = resolve));
      return world.cloud.oss.putObject(...input);
    };
    const oss = Object.assign(Object.create(world.cloud.oss), { putObject });
    const publisher = world.openWindow('one', { ...world.cloud, oss });
    world.save('a.js', 'one');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(ms);
    world.turnBack(60 * minute);
    world.save('a.js', 'two');
    await publisher.enqueue([world.publicationOf('a.js')]);
    held();
    await world.clock.advance(100);
    held();
    await world.clock.advance(minute);
    expect({ state: publisher.state.kind, text: world.textOf('a.js') }).toEqual({ state: 'idle', text: 'two' });
    expect(world.refreshed().length).toBeGreaterThan(0);
  });

  it.each(['offline', 'unavailable', 'throttled'] as const)(
    'a clock that is set back delays nothing: %s',
    async (kind) => {
      const publisher = world.openWindow('one');
      world.save('a.js', 'x');
      world.cloud.failNext('oss.putObject', 'before', kind);
      await publisher.enqueue([world.publicationOf('a.js')]);
      await world.clock.settle();
      world.turnBack(60 * minute);
      await world.clock.advance(minute);
      expect({ state: publisher.state.kind, text: world.textOf('a.js'), refreshed: world.refreshed() }).toEqual({
        state: 'idle',
        text: 'x',
        refreshed: ['/a.js'],
      });
    },
  );

  it('still deletes the files deleted by then', async () => {
    const publisher = world.openWindow('one');
    world.save('a.js', 'one');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(minute);
    world.save('a.js', 'two');
    world.cloud.failNext('oss.putObject', 'before', 'unavailable');
    await publisher.enqueue([world.publicationOf('a.js')]);
    world.turnBack(60 * minute);
    world.remove('a.js');
    await publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(2 * minute);
    expect({ state: publisher.state.kind, text: world.textOf('a.js') }).toEqual({ state: 'idle', text: undefined });
  });
});
