import { expect, test } from 'vitest';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import { bucket, createEngineWorld, never } from '../engineWorld.js';

test("a request that reaches OSS late, from a window that has ended, is not mistaken for another author's", async () => {
  const world = createEngineWorld();
  const { clock, cloud, shared } = world;
  cloud.state.now = clock.now;
  world.save('app.js', 'old');
  const ossOf = (more: Partial<CloudPorts['oss']>): CloudPorts => ({
    ...cloud,
    oss: Object.assign(Object.create(cloud.oss), more),
  });
  const first = world.openWindow('a', ossOf({ putObject: () => new Promise(() => undefined) }));
  await first.enqueue([world.publicationOf('app.js')]);
  await clock.advance(10_000);
  first.dispose();
  shared.crash('a');

  world.save('app.js', 'new');
  let isLate = true;
  const second = world.openWindow(
    'b',
    ossOf({
      putObject: async (...input) => {
        if (isLate) await cloud.oss.putObject(bucket, 'app.js', { body: Buffer.from('old'), headers: {} }, never);
        isLate = false;
        return cloud.oss.putObject(...input);
      },
    }),
  );
  await second.resume();
  await clock.advance(10 * 60_000);

  expect(second.count()).toEqual({});
  expect(world.textOf('app.js')).toBe('new');
  second.dispose();
});
