import { expect, it } from 'vitest';
import { createEngineWorld } from '../engineWorld.js';

it('connections are opened for the uploads of a run, and not for saves, deletes or what is held', async () => {
  const world = createEngineWorld();
  const opened: (readonly [string, number])[] = [];
  const connections = {
    ...world.cloud.connections,
    openForUploads: ({ name }: { readonly name: string }, count: number) => void opened.push([name, count]),
  };
  const publisher = world.openWindow('one', { ...world.cloud, connections });
  const names = ['a.js', 'b.js', 'c.js'];
  for (const name of names) world.save(name, name);
  const uploads = names.map((name) => world.publicationOf(name, { batch: 'run' }));
  await publisher.enqueue([...uploads, world.publicationOf('gone.js', { batch: 'run', act: 'delete' })]);
  await world.clock.advance(60_000);
  await publisher.enqueue([
    world.publicationOf('a.js'),
    world.publicationOf('gone.js', { batch: 'run', act: 'delete' }),
  ]);
  await publisher.enqueue(uploads, true);
  await world.clock.advance(60_000);
  expect(opened).toEqual([[uploads[0]?.bucket.name, 3]]);
  publisher.dispose();
});
