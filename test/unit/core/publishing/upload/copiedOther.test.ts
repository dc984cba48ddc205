import { expect, test } from 'vitest';
import { createEngineWorld } from '../engineWorld.js';

test('an object that another author writes just before its headers are set is not taken for ours', async () => {
  const world = createEngineWorld();
  const { clock, cloud } = world;
  world.save('app.js', 'ours');
  const oss = Object.assign(Object.create(cloud.oss), {
    copyObject: async (...input: Parameters<typeof cloud.oss.copyObject>) => {
      await world.put('app.js', 'theirs');
      return cloud.oss.copyObject(...input);
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
