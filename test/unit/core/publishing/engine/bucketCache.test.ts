import { beforeEach, describe, expect, it } from 'vitest';
import type { OssPort } from '../../../../../src/core/ports/oss.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, never } from '../engineWorld.js';

it('the first uploads reuse the settings of the bucket that a plan has read', async () => {
  const world = createEngineWorld();
  const publisher = world.openWindow('one');
  await publisher.prepareBucket(world.place.mapping.bucket);
  const before = world.count('oss.readBucketInfo');
  world.save('a.js', 'x');
  await publisher.enqueue([world.publicationOf('a.js', { batch: 'run', believedNew: true })]);
  await world.clock.advance(60_000);
  expect({ text: world.textOf('a.js'), before, after: world.count('oss.readBucketInfo') }).toEqual({
    text: 'x',
    before: 1,
    after: 1,
  });
});

it('a bucket that cannot be read ahead is read by the first upload', async () => {
  const world = createEngineWorld();
  const publisher = world.openWindow('one');
  world.cloud.failNext('oss.readBucketInfo', 'before', 'offline');
  await publisher.prepareBucket(world.place.mapping.bucket);
  world.save('a.js', 'x');
  await publisher.enqueue([world.publicationOf('a.js', { batch: 'run', believedNew: true })]);
  await world.clock.advance(60_000);
  expect({ text: world.textOf('a.js'), reads: world.count('oss.readBucketInfo') }).toEqual({ text: 'x', reads: 2 });
});

describe('a save', () => {
  let world: ReturnType<typeof createEngineWorld>;
  const save = (publisher: Publisher, names: readonly string[], text: string) => {
    for (const name of names) world.save(name, `${name} ${text}`);
    return publisher.enqueue(names.map((name) => world.publicationOf(name)));
  };
  const publishedBefore = async (name: string) => {
    const earlier = world.openWindow('earlier');
    await save(earlier, [name], 'old');
    await world.clock.advance(60_000);
    earlier.dispose();
  };
  /** A window whose calls wait before they have any effect. */
  const openSlow = (waits: { readonly [Call in 'readObjectHead' | 'readBucketInfo']?: () => Promise<void> }) => {
    const slow = Object.entries(waits).map(([action, wait]) => {
      const real = world.cloud.oss[action as keyof typeof waits] as (...input: unknown[]) => Promise<unknown>;
      return [action, async (...input: unknown[]) => wait().then(() => real.call(world.cloud.oss, ...input))];
    });
    const oss: OssPort = Object.assign(Object.create(world.cloud.oss), Object.fromEntries(slow));
    return world.openWindow('one', { ...world.cloud, oss });
  };
  beforeEach(() => {
    world = createEngineWorld();
  });

  it('of a new file reads the bucket beside the HEAD', async () => {
    const second = () => world.clock.sleep(1_000, never);
    const publisher = openSlow({ readObjectHead: second, readBucketInfo: second });
    await save(publisher, ['a.js'], 'new');
    await world.clock.advance(1_500);
    expect({ puts: world.count('oss.putObject'), reads: world.count('oss.readBucketInfo') }).toEqual({
      puts: 1,
      reads: 1,
    });
  });

  it('of a published file does not read the bucket', async () => {
    await publishedBefore('a.js');
    const before = world.count('oss.readBucketInfo');
    const publisher = openSlow({});
    await save(publisher, ['a.js'], 'new');
    await world.clock.advance(60_000);
    expect({ text: world.textOf('a.js'), more: world.count('oss.readBucketInfo') - before }).toEqual({
      text: 'a.js new',
      more: 0,
    });
  });

  it('takes no slot of the requests that change a bucket while the bucket is read', async () => {
    await publishedBefore('known.js');
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const publisher = openSlow({ readBucketInfo: () => answered });
    await save(
      publisher,
      Array.from({ length: 63 }, (_, at) => `new${at}.js`),
      'new',
    );
    await world.clock.advance(1_000);
    await save(publisher, ['known.js'], 'new');
    await world.clock.advance(60_000);
    expect({ text: world.textOf('known.js'), first: world.textOf('new0.js') }).toEqual({
      text: 'known.js new',
      first: undefined,
    });
    answer();
    await world.clock.advance(60_000);
    expect(world.textOf('new0.js')).toBe('new0.js new');
  });
});
