import { expect, it } from 'vitest';
import { createEngineWorld } from '../engineWorld.js';

it('the first uploads reuse the bucket facts that a plan has read', async () => {
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
