import { beforeEach, describe, expect, it } from 'vitest';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { bucket, createEngineWorld, never } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;
beforeEach(async () => {
  world = createEngineWorld();
  publisher = world.openWindow('one');
  world.save('a.js', 'x');
  await publish();
});

const minute = 60_000;

async function publish(more: Partial<Publication> = {}): Promise<void> {
  await publisher.enqueue([world.publicationOf('a.js', more)]);
  await world.clock.advance(minute);
}

const heads = () => world.count('oss.readObjectHead');

describe('an object with a recent ledger record', () => {
  it('an object with a recent ledger record is not read again by a save', async () => {
    const before = heads();
    await publish();
    expect({ heads: heads() - before, state: publisher.state.kind }).toEqual({ heads: 0, state: 'idle' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['deleted', () => world.cloud.oss.deleteObject(bucket, 'a.js', never)],
    ['replaced', () => world.put('a.js', 'theirs')],
  ])('is asked about when it was %s elsewhere and the user publishes the file', async (_name, change) => {
    await change();
    await publish({ explicit: true });
    expect(publisher.list().map(({ stage }) => stage)).toEqual(['conflict']);
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'x', state: 'idle' });
  });

  it('is read again after the clock was set back', async () => {
    world.turnBack(60 * minute);
    const before = heads();
    await publish();
    expect(heads() - before).toBe(1);
  });
});
