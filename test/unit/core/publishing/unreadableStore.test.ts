import { expect, test } from 'vitest';
import { createEngineWorld } from './engineWorld.js';

test('a failed poll of a refresh task while the store cannot be read does not prevent the next poll', async () => {
  const world = createEngineWorld();
  const { clock, cloud, shared } = world;
  world.save('index.html', 'new');
  const publisher = world.openWindow('a');
  await publisher.enqueue([world.publicationOf('index.html')]);
  await clock.advance(1_000);
  expect(publisher.count()).toEqual({ task: 1 });

  const { get } = shared.connection;
  cloud.failNext('cdn.readRefreshTasks', 'before', 'badCredentials');
  shared.connection.get = () => {
    throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
  };
  await clock.advance(10_000);
  shared.connection.get = get;
  await clock.advance(10 * 60_000);

  expect(publisher.state.kind).toBe('idle');
  expect(publisher.count()).toEqual({});
  publisher.dispose();
});
