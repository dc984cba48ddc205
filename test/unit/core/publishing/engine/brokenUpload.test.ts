import { expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { createEngineWorld, never } from '../engineWorld.js';

test('an upload that was corrupted on the way counts as ours, also when a newer one was requested meanwhile', async () => {
  const world = createEngineWorld();
  const { clock, cloud } = world;
  let breaks = false;
  const oss = Object.assign(Object.create(cloud.oss), {
    putObject: async (...input: Parameters<typeof cloud.oss.putObject>) => {
      if (!breaks) return cloud.oss.putObject(...input);
      breaks = false;
      await clock.sleep(5_000, never);
      const { etag } = await world.put('app.js', 'broken');
      throw new AppError('corruptUpload', { etag });
    },
  });
  const publisher = world.openWindow('a', { ...cloud, oss });
  const publish = async (text: string, ms: number) => {
    world.save('app.js', text);
    await publisher.enqueue([world.publicationOf('app.js')]);
    await clock.advance(ms);
  };
  await publish('before', 10 * 60_000);
  breaks = true;
  await publish('first', 1_000);
  await publish('second', 10 * 60_000);

  expect(publisher.count()).toEqual({});
  expect(world.textOf('app.js')).toBe('second');
  publisher.dispose();
});

test('after an upload that OSS refused as corrupted, an object that another author has written there is in conflict', async () => {
  const world = createEngineWorld();
  const { clock, cloud } = world;
  let refuses = false;
  const oss = Object.assign(Object.create(cloud.oss), {
    putObject: async (...input: Parameters<typeof cloud.oss.putObject>) => {
      if (!refuses) return cloud.oss.putObject(...input);
      refuses = false;
      throw new AppError('corruptUpload', { code: 'InvalidDigest' });
    },
  });
  const publisher = world.openWindow('a', { ...cloud, oss });
  const publish = async (text: string) => {
    world.save('app.js', text);
    await publisher.enqueue([world.publicationOf('app.js')]);
    await clock.advance(100);
  };
  await publish('before');
  await clock.advance(10 * 60_000);
  refuses = true;
  await publish('mine');
  await world.put('app.js', 'theirs');
  await clock.advance(10 * 60_000);
  expect({ counts: publisher.count(), text: world.textOf('app.js') }).toEqual({
    counts: { conflict: 1 },
    text: 'theirs',
  });
  publisher.dispose();
});
