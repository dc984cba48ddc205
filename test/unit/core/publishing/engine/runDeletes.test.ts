import { expect, it } from 'vitest';
import { rowsAtOnce } from '../../../../../src/core/publishing/queue/entryChanges.js';
import { createEngineWorld, never } from '../engineWorld.js';

it.each([0, 1, 3])(
  'the deletes of a run wait for its uploads, also those that are written while the engine claims, with %i saves',
  async (saves) => {
    const world = createEngineWorld();
    const of = { batch: 'run', explicit: true } as const;
    const { etag } = await world.put('css/old.css', 'old');
    const names = Array.from({ length: rowsAtOnce }, (_, at) => `css/f${at}.css`);
    const saved = Array.from({ length: saves }, (_, at) => `saved${at}.css`);
    for (const name of [...names, ...saved]) world.save(name, name);
    const store = world.shared.window('one', (work, ms) => {
      void world.clock.sleep(Math.max(1, ms), never).then(work);
    });
    const publisher = world.openWindow('one', world.cloud, store);
    const objects = world.cloud.state.buckets.get('my-site')!.objects;
    const remove = objects.delete.bind(objects);
    const storedAtDelete: number[] = [];
    objects.delete = (key) => {
      if (key === 'css/old.css') storedAtDelete.push(names.filter((name) => world.stored(name)).length);
      return remove(key);
    };
    const removal = world.publicationOf('css/old.css', { ...of, act: 'delete', approved: etag });
    void publisher.enqueue([...names.map((name) => world.publicationOf(name, of)), removal]);
    for (const name of saved) void publisher.enqueue([world.publicationOf(name)]);
    await world.clock.advance(60_000);
    expect(storedAtDelete).toEqual([names.length]);
  },
);
