import { beforeEach, describe, expect, it } from 'vitest';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { OssPort } from '../../../../../src/core/ports/oss.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, never } from '../engineWorld.js';

const minute = 60_000;
const heads = () => world.count('oss.readObjectHead');
let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

/** A window whose calls of this one take so long before they have any effect. */
function openSlow(action: 'putObject' | 'putPart', ms: number): Publisher {
  const real = world.cloud.oss[action] as (...input: unknown[]) => Promise<unknown>;
  const slow = async (...input: unknown[]) => {
    await world.clock.sleep(ms, never);
    return real(...input);
  };
  const oss: OssPort = Object.assign(Object.create(world.cloud.oss), { [action]: slow });
  const ports: CloudPorts = { ...world.cloud, oss };
  return world.openWindow('one', ports);
}

async function publish(publisher: Publisher, names: readonly string[], text: string, ms: number): Promise<void> {
  for (const name of names) world.save(name, `${name} ${text}`);
  await publisher.enqueue(names.map((name) => world.publicationOf(name)));
  await world.clock.advance(ms);
}

const conflictsOf = (publisher: Publisher) =>
  publisher.list({ stages: ['conflict'] }).map(({ publication }) => publication.key);

describe('an object that another author changes while its upload waits for an upload slot', () => {
  const names = Array.from({ length: 100 }, (_, at) => `f${at}.js`);

  it('is in conflict and not overwritten', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 4 * minute);
    await publish(publisher, names, 'new', minute / 2);
    await world.put('f99.js', 'foreign');
    await world.clock.advance(4 * minute);
    expect({
      conflicts: conflictsOf(publisher),
      'f99.js': world.textOf('f99.js'),
      'f98.js': world.textOf('f98.js'),
    }).toEqual({ conflicts: ['f99.js'], 'f99.js': 'foreign', 'f98.js': 'f98.js new' });
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(3 * minute);
    expect({ text: world.textOf('f99.js'), state: publisher.state.kind }).toEqual({
      text: 'f99.js new',
      state: 'idle',
    });
  });

  it('is in conflict also where the clock of the computer is set back meanwhile', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 4 * minute);
    await publish(publisher, names, 'new', minute / 2);
    await world.put('f99.js', 'foreign');
    await world.clock.advance(minute / 2 - 500);
    world.turnBack(minute - 500);
    await world.clock.advance(4 * minute);
    expect({ conflicts: conflictsOf(publisher), text: world.textOf('f99.js') }).toEqual({
      conflicts: ['f99.js'],
      text: 'foreign',
    });
  });

  it('an object that is deleted while its upload waits is in conflict', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 4 * minute);
    await publish(publisher, names, 'new', minute / 2);
    world.cloud.state.buckets.get('my-site')?.objects.delete('f99.js');
    await world.clock.advance(4 * minute);
    expect({ conflicts: conflictsOf(publisher), stored: world.stored('f99.js') }).toEqual({
      conflicts: ['f99.js'],
      stored: undefined,
    });
  });

  it('is not uploaded when the change made it equal to the file', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 4 * minute);
    await publish(publisher, names, 'new', minute / 2);
    await world.put('f99.js', 'f99.js new');
    await world.clock.advance(4 * minute);
    expect({
      conflicts: conflictsOf(publisher),
      state: publisher.state.kind,
      puts: world.count('oss.putObject'),
    }).toEqual({
      conflicts: [],
      state: 'idle',
      // One of them is the other author's.
      puts: 2 * names.length - 1 + 1,
    });
  });

  it('is in conflict and not deleted', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 4 * minute);
    await publish(publisher, names.slice(0, 99), 'new', 1_000);
    world.remove('f99.js');
    await publisher.enqueue([world.publicationOf('f99.js', { act: 'delete' })]);
    await world.clock.advance(minute / 2);
    await world.put('f99.js', 'foreign');
    await world.clock.advance(4 * minute);
    const [left] = publisher.list({ stages: ['conflict'] });
    expect({ key: left?.publication.key, text: world.textOf('f99.js'), intended: left?.sent }).toEqual({
      key: 'f99.js',
      text: 'foreign',
      // Nothing was sent: were the object gone later, it was not by us.
      intended: undefined,
    });
  });

  it('an object with headers changed while its upload waits is in conflict and keeps them', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 4 * minute);
    await publish(publisher, names.slice(0, 99), 'new', 1_000);
    const headers = { 'cache-control': 'no-cache' };
    await publisher.enqueue([world.publicationOf('f99.js', { headers })]);
    await world.clock.advance(minute / 2);
    await world.put('f99.js', 'foreign', { 'cache-control': 'max-age=1' });
    await world.clock.advance(4 * minute);
    expect({ conflicts: conflictsOf(publisher), headers: world.stored('f99.js')?.headers }).toMatchObject({
      conflicts: ['f99.js'],
      headers: { 'cache-control': 'max-age=1' },
    });
  });
});

describe('the HEAD right before a PUT', () => {
  it('is not sent right after the first HEAD, nor for a key that was free', async () => {
    const publisher = openSlow('putObject', 1_500);
    const twelve = Array.from({ length: 12 }, (_, at) => `f${at}.js`);
    await publish(publisher, twelve, 'old', minute);
    expect(heads()).toBe(12);
    await publish(publisher, twelve, 'new', minute);
    expect({ heads: heads(), state: publisher.state.kind }).toEqual({ heads: 24, state: 'idle' });
  });

  it('is sent once for each upload that has waited for long', async () => {
    const many = Array.from({ length: 300 }, (_, at) => `f${at}.js`);
    const publisher = openSlow('putObject', 3_000);
    await publish(publisher, many, 'old', minute);
    await publish(publisher, many, 'new', minute);
    const sentAgain = heads() - 2 * many.length;
    expect(publisher.state.kind).toBe('idle');
    expect(sentAgain).toBeGreaterThan(0);
    // The first to get a slot have not waited.
    expect(sentAgain).toBeLessThanOrEqual(many.length - 64);
  });
});

describe('a HEAD that takes seconds to answer', () => {
  /** A window to which the answers to the first so many HEADs come as late. */
  function openLate(lateAnswers: number, ms: number): Publisher {
    let left = 0;
    const readObjectHead: OssPort['readObjectHead'] = async (...input) => {
      const head = await world.cloud.oss.readObjectHead(...input);
      if (left-- > 0) await world.clock.sleep(ms, never);
      return head;
    };
    const oss: OssPort = Object.assign(Object.create(world.cloud.oss), { readObjectHead });
    const publisher = world.openWindow('one', { ...world.cloud, oss });
    left = lateAnswers;
    return publisher;
  }

  /** A file that was published, as another author knows it. */
  async function publishedBefore(): Promise<void> {
    const earlier = world.openWindow('earlier');
    await publish(earlier, ['a.js'], 'old', minute);
    earlier.dispose();
  }

  it('does not show the state of two seconds ago: a write of another author meanwhile is in conflict', async () => {
    await publishedBefore();
    const publisher = openLate(1, 6_000);
    await publish(publisher, ['a.js'], 'new', 700);
    await world.put('a.js', 'foreign');
    await world.clock.advance(minute);
    expect({ conflicts: conflictsOf(publisher), text: world.textOf('a.js') }).toEqual({
      conflicts: ['a.js'],
      text: 'foreign',
    });
  });

  it('is repeated once and not more often, however slow the connection is', async () => {
    await publishedBefore();
    const before = heads();
    const publisher = openLate(Number.POSITIVE_INFINITY, 6_000);
    await publish(publisher, ['a.js'], 'new', minute);
    expect({ heads: heads() - before, text: world.textOf('a.js') }).toEqual({ heads: 2, text: 'a.js new' });
  });

  it('does not prevent a delete, unless another author has written the object meanwhile', async () => {
    await publishedBefore();
    const publisher = openLate(1, 6_000);
    world.remove('a.js');
    await publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(700);
    await world.put('a.js', 'foreign');
    await world.clock.advance(minute);
    expect({ conflicts: conflictsOf(publisher), text: world.textOf('a.js') }).toEqual({
      conflicts: ['a.js'],
      text: 'foreign',
    });
  });
});

describe('an object that another author changes while its parts are uploaded', () => {
  const size = 21 * 1024 * 1024;

  it('is in conflict, and is completed from the same parts by order of the user', async () => {
    await world.put('big.bin', 'old');
    const publisher = openSlow('putPart', 4 * minute);
    world.save('big.bin', new Uint8Array(size));
    await publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(minute);
    await world.put('big.bin', 'foreign');
    await world.clock.advance(20 * minute);
    expect({ conflicts: conflictsOf(publisher), text: world.textOf('big.bin'), heads: heads() }).toEqual({
      conflicts: ['big.bin'],
      text: 'foreign',
      heads: 2,
    });
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(20 * minute);
    expect({
      size: world.stored('big.bin')?.size,
      parts: world.count('oss.putPart'),
      created: world.count('oss.createMultipart'),
    }).toEqual({ size, parts: 3, created: 1 });
  });

  it('is revalidated by a HEAD before the upload is completed, unless the key was free', async () => {
    const publisher = openSlow('putPart', minute);
    for (const [text, expected] of [['a', 1] as const, ['b', 3] as const]) {
      world.save('big.bin', new Uint8Array(size).fill(text.charCodeAt(0)));
      await publisher.enqueue([world.publicationOf('big.bin')]);
      await world.clock.advance(20 * minute);
      expect({ state: publisher.state.kind, heads: heads() }).toEqual({ state: 'idle', heads: expected });
    }
  });
});
