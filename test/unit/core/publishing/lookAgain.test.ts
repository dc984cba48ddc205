import { beforeEach, describe, expect, it } from 'vitest';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import type { OssPort } from '../../../../src/core/ports/oss.js';
import type { Publisher } from '../../../../src/core/publishing/publisher.js';
import { createEngineWorld, never } from './engineWorld.js';

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
  const names = Array.from({ length: 30 }, (_, at) => `f${at}.js`);

  it('is in conflict and not overwritten', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 10 * minute);
    await publish(publisher, names, 'new', 2 * minute);
    await world.put('f29.js', 'foreign');
    await world.clock.advance(10 * minute);
    expect([conflictsOf(publisher), world.textOf('f29.js'), world.textOf('f28.js')]).toEqual([
      ['f29.js'],
      'foreign',
      'f28.js new',
    ]);
    await publisher.order({ kind: 'overwrite' });
    await world.clock.advance(3 * minute);
    expect([world.textOf('f29.js'), publisher.state.kind]).toEqual(['f29.js new', 'idle']);
  });

  it('is in conflict when it was deleted', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 10 * minute);
    await publish(publisher, names, 'new', 2 * minute);
    world.cloud.state.buckets.get('my-site')?.objects.delete('f29.js');
    await world.clock.advance(10 * minute);
    expect([conflictsOf(publisher), world.stored('f29.js')]).toEqual([['f29.js'], undefined]);
  });

  it('is not uploaded when the change made it equal to the file', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 10 * minute);
    await publish(publisher, names, 'new', 2 * minute);
    await world.put('f29.js', 'f29.js new');
    const before = world.count('oss.putObject');
    await world.clock.advance(10 * minute);
    expect([conflictsOf(publisher), publisher.state.kind, world.count('oss.putObject') - before]).toEqual([
      [],
      'idle',
      names.length - 1 - 2 * 6,
    ]);
  });

  it('is in conflict and not deleted', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 10 * minute);
    await publish(publisher, names.slice(0, 29), 'new', 1_000);
    world.remove('f29.js');
    await publisher.enqueue([world.publicationOf('f29.js', { act: 'delete' })]);
    await world.clock.advance(2 * minute);
    await world.put('f29.js', 'foreign');
    await world.clock.advance(10 * minute);
    expect([conflictsOf(publisher), world.textOf('f29.js')]).toEqual([['f29.js'], 'foreign']);
  });

  it('is in conflict and keeps its headers', async () => {
    const publisher = openSlow('putObject', minute);
    await publish(publisher, names, 'old', 10 * minute);
    await publish(publisher, names.slice(0, 29), 'new', 1_000);
    const headers = { 'cache-control': 'no-cache' };
    await publisher.enqueue([world.publicationOf('f29.js', { headers })]);
    await world.clock.advance(2 * minute);
    await world.put('f29.js', 'foreign', { 'cache-control': 'max-age=1' });
    await world.clock.advance(10 * minute);
    expect([conflictsOf(publisher), world.stored('f29.js')?.headers]).toMatchObject([
      ['f29.js'],
      { 'cache-control': 'max-age=1' },
    ]);
  });
});

describe('the HEAD right before a PUT', () => {
  it('is not sent right after the first HEAD, nor for a key that was free', async () => {
    const publisher = openSlow('putObject', 1_500);
    const twelve = Array.from({ length: 12 }, (_, at) => `f${at}.js`);
    await publish(publisher, twelve, 'old', minute);
    expect(heads()).toBe(12);
    await publish(publisher, twelve, 'new', minute);
    expect([heads(), publisher.state.kind]).toEqual([24, 'idle']);
  });

  it('is sent once for each upload that has waited for long', async () => {
    const publisher = openSlow('putObject', 3_000);
    const twelve = Array.from({ length: 12 }, (_, at) => `f${at}.js`);
    await publish(publisher, twelve, 'old', minute);
    await publish(publisher, twelve, 'new', minute);
    expect([heads(), publisher.state.kind]).toEqual([12 + 12 + 6, 'idle']);
  });
});

describe('an object that another author changes while its parts are uploaded', () => {
  const size = 21 * 1024 * 1024;

  it('is in conflict, and is completed from the same parts by order of the user', async () => {
    await world.put('big.bin', 'old');
    const publisher = openSlow('putPart', 10 * minute);
    world.save('big.bin', new Uint8Array(size));
    await publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(minute);
    await world.put('big.bin', 'foreign');
    await world.clock.advance(20 * minute);
    expect([conflictsOf(publisher), world.textOf('big.bin'), heads()]).toEqual([['big.bin'], 'foreign', 2]);
    await publisher.order({ kind: 'overwrite' });
    await world.clock.advance(20 * minute);
    expect([world.stored('big.bin')?.size, world.count('oss.putPart'), world.count('oss.createMultipart')]).toEqual([
      size,
      3,
      1,
    ]);
  });

  it('is revalidated by a HEAD before the upload is completed, unless the key was free', async () => {
    const publisher = openSlow('putPart', minute);
    for (const [text, expected] of [['a', 1] as const, ['b', 3] as const]) {
      world.save('big.bin', new Uint8Array(size).fill(text.charCodeAt(0)));
      await publisher.enqueue([world.publicationOf('big.bin')]);
      await world.clock.advance(20 * minute);
      expect([publisher.state.kind, heads()]).toEqual(['idle', expected]);
    }
  });
});
