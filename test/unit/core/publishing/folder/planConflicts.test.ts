import { beforeEach, describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import { toPublications } from '../../../../../src/core/publishing/folder/runPlan.js';
import { own } from '../../../../../src/core/publishing/ownership.js';
import { writePlaceHead } from '../../../../../src/core/publishing/placeHead.js';
import { createHistory } from '../../../../support/commitGraph.js';
import { createSharedStore } from '../../../../support/memoryStore.js';
import { bucket, createEngineWorld, never } from '../engineWorld.js';
import { planIn } from './planIn.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
  world.remove('.keep');
});

const refresh = { kind: 'urls', urls: 0 } as const;

/** Publishes what is on disk, so that the ledger knows it. */
async function publish(...names: readonly string[]): Promise<void> {
  const publisher = world.openWindow('one');
  await publisher.enqueue(names.map((name) => world.publicationOf(name)));
  await world.clock.advance(10 * 60_000);
  publisher.dispose();
}

async function send(items: readonly PlanItem[], batch: string) {
  const publisher = world.openWindow('one');
  await publisher.enqueue(toPublications(world.place, items, { batch, deletes: true, refresh }));
  await world.clock.advance(10 * 60_000);
  const open = publisher.list().map(({ stage, publication }) => `${stage} ${publication.key}`);
  publisher.dispose();
  return open;
}

describe('files with names that no object can have', () => {
  it('are listed, as far as the mapping includes them', async () => {
    const told: string[] = [];
    const long = `${'long/'.repeat(250)}x.js`;
    world.save(long, 'x');
    const list: typeof world.disk.list = (folder, skips, signal, onUnnamed) => {
      for (const path of ['caf\ufffd.js', 'left/caf\ufffd.js', '.env.\ufffd']) onUnnamed?.(path);
      return world.disk.list(folder, skips, signal);
    };
    const tools = { files: { ...world.disk, list }, onLeftOut: (label: string) => void told.push(label) };
    await planIn(world, { change: { exclude: ['left/'] }, tools });
    const { folder } = world.place.mapping;
    expect(told).toEqual(['caf\ufffd.js', long].map((name) => (folder === '' ? name : `${folder}/${name}`)));
  });
});

/** Files that were published, and what became of each since. */
async function prepareAll(): Promise<void> {
  const names = ['mine.js', 'theirs.js', 'both.js', 'gone.js', 'goneHere.js', 'goneHereTheirs.js', 'same.js'];
  for (const name of names) world.save(name, 'first');
  await publish(...names);
  for (const name of ['mine.js', 'both.js', 'same.js']) world.save(name, 'changed here');
  for (const key of ['theirs.js', 'both.js', 'goneHereTheirs.js']) await world.put(key, 'changed there');
  await world.put('same.js', 'changed here');
  await world.cloud.oss.deleteObject(bucket, 'gone.js', never);
  for (const name of ['goneHere.js', 'goneHereTheirs.js']) world.remove(name);
  await world.put('new.js', 'of another author');
}

describe('a plan', () => {
  it('marks objects changed or deleted in the bucket since they were published from here', async () => {
    await prepareAll();
    const { kinds, conflicts } = await planIn(world);
    expect(kinds).toEqual([
      'change both.js',
      'add gone.js',
      'delete goneHere.js',
      'delete goneHereTheirs.js',
      'change mine.js',
      'delete new.js',
      'skip same.js',
      'change theirs.js',
    ]);
    expect(conflicts).toEqual([
      'changed: change both.js',
      'deleted: add gone.js',
      'changed: delete goneHereTheirs.js',
      'unknown: delete new.js',
      'changed: change theirs.js',
    ]);
  });

  it('asks about the same files as saves of them would', async () => {
    await prepareAll();
    const { items, conflicts } = await planIn(world);
    const saved = items.filter(({ file }) => file).map(({ key }) => world.publicationOf(key));
    const publisher = world.openWindow('one');
    await publisher.enqueue(saved);
    await world.clock.advance(10 * 60_000);
    const asked = publisher
      .list()
      .filter(({ stage }) => stage === 'conflict')
      .map(({ publication }) => publication.key);
    publisher.dispose();
    const marked = conflicts.filter((text) => !text.includes(': delete ')).map((text) => text.split(' ').at(-1));
    expect(asked.sort()).toEqual(marked.sort());
  });

  it('marks an object without a record that differs, unless the head of the place covers it', async () => {
    for (const name of ['a.js', 'same.js', 'added.js']) world.save(name, 'here');
    await world.put('a.js', 'there');
    await world.put('same.js', 'here');
    await world.clock.advance(2_000);
    const kinds = ['change a.js', 'add added.js', 'skip same.js'];
    const asked = ['unknown: change a.js'];
    expect(await planIn(world)).toMatchObject({ kinds, conflicts: asked });
    const commit = 'c'.repeat(40);
    const at = (id: string) =>
      createHistory({ commits: { [commit]: [] }, tree: () => ({ commit: id, isClean: true }) });
    const [store, history, target] = [createSharedStore().window('other'), at(commit), { bucket, prefix: '' }];
    await own(store, target, world.clock.now());
    const { clock, cloud } = world;
    const published = { folder: '/site', tree: { commit, isClean: true } };
    await writePlaceHead({ oss: cloud.oss, history, store, clock }, target, published, never);
    expect(await planIn(world, { tools: { history: at('d'.repeat(40)) } })).toMatchObject({ conflicts: asked });
    expect(await planIn(world, { tools: { history: at(commit) } })).toMatchObject({ kinds, conflicts: [] });
  });

  it('treats an object without a record as changed by another author when it is newer than what is ours there', async () => {
    world.save('first.js', 'here');
    await publish('first.js');
    world.save('a.js', 'here');
    world.cloud.state.now = () => world.clock.now() + 2_000;
    await world.put('a.js', 'there');
    expect((await planIn(world)).conflicts).toEqual(['unknown: change a.js']);
  });

  it('recognizes the object left by an upload with a lost answer', async () => {
    for (const name of ['a.js', 'b.js']) world.save(name, 'first');
    await publish('a.js', 'b.js');
    for (const name of ['a.js', 'b.js']) await world.put(name, 'sent');
    for (const name of ['a.js', 'b.js']) world.save(name, 'saved since');
    const { etag } = world.stored('a.js') ?? expect.unreachable('no object');
    await putSent('a.js', etag);
    expect((await planIn(world)).conflicts).toEqual(['changed: change b.js']);
  });
});

/** An entry whose PUT may have arrived. */
function putSent(name: string, etag: string): Promise<void> {
  const entry = { publication: world.publicationOf(name), version: 1, at: 1, stage: 'held', attempts: 0 } as const;
  return world.shared
    .window('one')
    .write((tx) => tx.entries.put({ ...entry, owesRefresh: true, sent: { size: 4, etag } }));
}

describe('conflicts that are published', () => {
  it('replace, recreate and delete objects as the plan showed', async () => {
    await prepareAll();
    const { items } = await planIn(world);
    expect(
      await send(
        items.filter(({ conflict }) => conflict),
        'b',
      ),
    ).toEqual([]);
    expect(['both.js', 'theirs.js', 'gone.js'].map(world.textOf)).toEqual(['changed here', 'first', 'first']);
    expect(['goneHereTheirs.js', 'new.js'].map(world.textOf)).toEqual([undefined, undefined]);
  });

  it('are asked about again if they have changed since', async () => {
    await prepareAll();
    const { items } = await planIn(world);
    const keys = ['both.js', 'gone.js', 'goneHereTheirs.js', 'new.js'];
    for (const key of keys) await world.put(key, 'changed once more');
    // Deletes wait for the uploads of their run.
    const [uploads, deletes] = ['upload', 'delete'].map((act) =>
      items.filter(({ kind, conflict }) => conflict && (kind === 'delete') === (act === 'delete')),
    );
    expect((await send(uploads ?? [], 'uploads')).sort()).toEqual(['conflict both.js', 'conflict gone.js']);
    expect((await send(deletes ?? [], 'deletes')).sort()).toEqual(keys.map((key) => `conflict ${key}`));
    expect(keys.map(world.textOf)).toEqual(keys.map(() => 'changed once more'));
  });
});
