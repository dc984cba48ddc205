import { beforeEach, describe, expect, it } from 'vitest';
import { createEngineWorld } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

/** Makes the disk take upper and lower case for one, as those of macOS and Windows do. */
function ignoreCase(): void {
  const { disk } = world;
  const { stat, read, realPath } = disk;
  const find = (path: string) => [...disk.files.keys()].find((name) => name.toLowerCase() === path.toLowerCase());
  disk.stat = (path) => stat(find(path) ?? path);
  disk.read = (path) => read(find(path) ?? path);
  disk.realPath = (path) => realPath(find(path) ?? path);
}

/** Publishes it, and then renames it as the Explorer does: the new name is sent, the old one is to go. */
async function rename(before: string, after: string): Promise<void> {
  const publisher = world.openWindow('one');
  world.save(before, 'x');
  await publisher.enqueue([world.publicationOf(before)]);
  await world.clock.advance(60_000);
  world.remove(before);
  world.save(after, 'x');
  await publisher.enqueue([world.publicationOf(after, { batch: 'b' })]);
  await publisher.enqueue([world.publicationOf(before, { act: 'delete', batch: 'b' })]);
  await world.clock.advance(60_000);
}

describe('on a disk where upper and lower case are one', () => {
  beforeEach(ignoreCase);

  it.each([
    ['logo.png', 'Logo.png'],
    ['img/logo.png', 'IMG/logo.png'],
  ])('%s renamed to %s goes from the bucket', async (before, after) => {
    await rename(before, after);
    expect([world.textOf(after), world.stored(before)]).toEqual(['x', undefined]);
  });

  it('a file that is there under its own name stays', async () => {
    world.save('a.js', 'y');
    const publisher = world.openWindow('one');
    await publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(60_000);
    expect(world.textOf('a.js')).toBe('y');
  });
});

it('what a link of another name leads to is there', async () => {
  const { realPath } = world.disk;
  world.save('LINK.js', 'x');
  world.save('other.js', 'x');
  world.disk.realPath = (path) => realPath(path.replace('LINK.js', 'other.js'));
  const publisher = world.openWindow('one');
  await publisher.enqueue([world.publicationOf('LINK.js', { act: 'delete' })]);
  await world.clock.advance(60_000);
  expect(world.textOf('LINK.js')).toBe('x');
});
