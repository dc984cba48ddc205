import { beforeEach, describe, expect, it } from 'vitest';
import type { Publication } from '../../../../src/core/publishing/publication.js';
import type { UserCommand } from '../../../../src/core/publishing/queueEntry.js';
import { openPublisher } from './engineWorld.js';

type Opened = ReturnType<typeof openPublisher>;
let world: Opened['world'];
let publisher: Opened['publisher'];
let publish: Opened['publish'];

beforeEach(() => {
  ({ world, publisher, publish } = openPublisher());
});

const minute = 60_000;

/** Leaves `new.js` waiting for the user: held, changed by another author, refused. */
async function hold(): Promise<void> {
  world.save('new.js', 'y');
  await publisher.enqueue([world.publicationOf('new.js')], true);
}

async function changeBehind(): Promise<void> {
  await publish('new.js', 'first');
  await world.put('new.js', 'theirs');
  await publish('new.js', 'y');
}

async function failPut(more: Partial<Publication> = {}): Promise<void> {
  world.cloud.failNext('oss.putObject', 'before', 'forbidden');
  await publish('new.js', 'y', more);
}

describe('a run of uploads and deletes', () => {
  const batch = 'b1';

  /** `old.js` is to go once `new.js` is there. */
  async function run(held = false): Promise<void> {
    await publish('old.js', 'x');
    world.save('new.js', 'y');
    world.remove('old.js');
    void publisher.enqueue([world.publicationOf('new.js', { batch })], held);
    await publisher.enqueue([world.publicationOf('old.js', { act: 'delete', batch })]);
    await world.clock.advance(minute);
  }

  it.each<[string, UserCommand['kind'], () => Promise<void>]>([
    [
      'is dismissed after its failure',
      'dismiss',
      async () => {
        await publish('old.js', 'x');
        world.cloud.failNext('oss.putObject', 'before', 'forbidden');
        await run();
      },
    ],
    ['is skipped', 'skip', () => changeBehind().then(() => run())],
    ['is dropped', 'dropHeld', () => run(true)],
    ['is cancelled', 'cancel', () => run(true)],
  ])('deletes nothing when an upload %s', async (_name, kind, begin) => {
    await begin();
    expect(world.textOf('old.js')).toBe('x');
    await publisher.execute({ kind, ids: [world.publicationOf('new.js').id] });
    await world.clock.advance(minute);
    expect({ text: world.textOf('old.js'), entries: publisher.list() }).toEqual({ text: 'x', entries: [] });
  });

  it('waits for a file of its own that is saved meanwhile', async () => {
    await run(true);
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    await publish('new.js', 'z');
    expect({ text: world.textOf('old.js'), state: publisher.state.kind }).toEqual({ text: 'x', state: 'failed' });
    await publisher.execute({ kind: 'retry' });
    await world.clock.advance(minute);
    expect({ 'old.js': world.textOf('old.js'), 'new.js': world.textOf('new.js') }).toEqual({
      'old.js': undefined,
      'new.js': 'z',
    });
  });

  it('neither delays another publish request nor holds claims while it waits for the user', async () => {
    await run(true);
    expect(world.listWorkers()).toEqual([]);
    world.save('c.js', 'c');
    void publisher.enqueue([world.publicationOf('c.js')]);
    await world.clock.advance(5_000);
    expect(world.refreshed()).toContain('/c.js');
  });
});

describe('a refresh of an object', () => {
  it.each<[string, () => Promise<void>, UserCommand['kind']]>([
    ['held', () => hold(), 'publishHeld'],
    ['conflicting', () => changeBehind(), 'overwrite'],
    ['failed', () => failPut({ batch: 'b1' }), 'retry'],
  ])('does not replace a %s upload', async (_name, begin, kind) => {
    await begin();
    const before = publisher.state;
    await publisher.enqueue([world.publicationOf('new.js', { act: 'refresh' })]);
    await world.clock.advance(minute);
    expect(publisher.state).toEqual(before);
    await publisher.execute({ kind });
    await world.clock.advance(minute);
    expect({ text: world.textOf('new.js'), state: publisher.state.kind }).toEqual({ text: 'y', state: 'idle' });
    expect(world.refreshed().at(-1)).toBe('/new.js');
  });

  it('is carried out although the user published the file and that failed', async () => {
    await failPut({ explicit: true });
    expect(publisher.state.kind).toBe('failed');
    await world.put('new.js', 'by something else');
    await publisher.enqueue([world.publicationOf('new.js', { act: 'refresh' })]);
    await world.clock.advance(5_000);
    expect({ state: publisher.state.kind, refreshed: world.refreshed() }).toEqual({
      state: 'fresh',
      refreshed: ['/new.js'],
    });
    expect({ text: world.textOf('new.js'), entries: publisher.list() }).toEqual({
      text: 'by something else',
      entries: [],
    });
  });

  it('aborts the parts of an upload that failed', async () => {
    world.cloud.failNext('oss.completeMultipart', 'before', 'forbidden');
    await publish('new.js', 'y'.repeat(21 * 1024 * 1024));
    const uploads = () => world.cloud.state.buckets.get('my-site')?.uploads.size;
    expect({ state: publisher.state.kind, uploads: uploads() }).toEqual({ state: 'failed', uploads: 1 });
    await publisher.enqueue([world.publicationOf('new.js', { act: 'refresh' })]);
    await world.clock.advance(minute);
    expect({ state: publisher.state.kind, uploads: uploads() }).toEqual({ state: 'idle', uploads: 0 });
  });

  it('a refresh of an object is carried out although an earlier one failed', async () => {
    world.cloud.state.edgeAnswer = () => ({ outcome: 'answered', status: 404, headers: {}, durationMs: 1 });
    await publish('new.js', 'y');
    expect(publisher.state.kind).toBe('failed');
    world.cloud.state.edgeAnswer = undefined;
    await publisher.enqueue([world.publicationOf('new.js', { act: 'refresh' })]);
    await world.clock.advance(minute);
    expect({ state: publisher.state.kind, refreshed: world.refreshed() }).toEqual({
      state: 'idle',
      refreshed: ['/new.js', '/new.js'],
    });
  });
});
