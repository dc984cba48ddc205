import { expect, test } from 'vitest';
import { createEngineWorld } from '../engineWorld.js';

test('headers that were given to what another author has just put there are no reason to call that ours', async () => {
  const world = createEngineWorld();
  const { clock, cloud } = world;
  world.save('app.js', 'ours');
  const oss = Object.assign(Object.create(cloud.oss), {
    updateObjectHeaders: async (...input: Parameters<typeof cloud.oss.updateObjectHeaders>) => {
      await world.put('app.js', 'theirs');
      return cloud.oss.updateObjectHeaders(...input);
    },
  });
  const publisher = world.openWindow('a', { ...cloud, oss });
  await publisher.enqueue([world.publicationOf('app.js')]);
  await clock.advance(10 * 60_000);

  await publisher.enqueue([world.publicationOf('app.js', { headers: { 'cache-control': 'no-cache' } })]);
  await clock.advance(10 * 60_000);

  expect(publisher.count()).toEqual({ conflict: 1 });
  expect(publisher.list()).toMatchObject([{ stage: 'conflict', remote: { etag: world.stored('app.js')?.etag } }]);
  publisher.dispose();
});
