import { expect, test } from 'vitest';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import { createEngineWorld } from './engineWorld.js';

test('a window that gets back a claim while its earlier request is under way does not send twice at once', async () => {
  const world = createEngineWorld();
  const { clock, cloud, shared } = world;
  world.save('app.js', 'new');
  let underWay = 0;
  let most = 0;
  const slow: CloudPorts['oss'] = Object.assign(Object.create(cloud.oss), {
    readObjectHead: async (...[bucket, key, signal]: Parameters<CloudPorts['oss']['readObjectHead']>) => {
      most = Math.max(most, ++underWay);
      try {
        await clock.sleep(30_000, signal);
        return await cloud.oss.readObjectHead(bucket, key, signal);
      } finally {
        underWay--;
      }
    },
  });
  const publisher = world.openWindow('a', { ...cloud, oss: slow });
  await publisher.enqueue([world.publicationOf('app.js')]);
  await clock.advance(1_000);
  expect(underWay).toBe(1);

  // What another window does that finds the claims of this one too old.
  await shared.window('b').write(({ entries, workers }) => {
    entries.release('a');
    workers.remove('a');
  });
  await clock.advance(10 * 60_000);

  expect(most).toBe(1);
  expect(world.textOf('app.js')).toBe('new');
  expect(world.count('oss.putObject')).toBe(1);
  expect(publisher.state.kind).toBe('idle');
  publisher.dispose();
});
