import { beforeEach, describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import { type PlanProgress, runPlan, toPublications } from '../../../../../src/core/publishing/folder/runPlan.js';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { bucket, createEngineWorld, never } from '../engineWorld.js';
import { planIn } from './planIn.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
  world.remove('.keep');
});

const plan = (
  change: Partial<Mapping> = {},
  below = '',
  others: readonly Mapping[] = [],
  foreign: readonly Mapping[] = [],
) => planIn(world, { change, below, others, foreign });

const urls = { kind: 'urls', urls: 0 } as const;

async function carryOut(items: readonly PlanItem[], deletes: boolean, signal = never) {
  const publisher = world.openWindow('one');
  const publications = toPublications(world.place, items, { batch: 'b', deletes, refresh: urls });
  const seen: PlanProgress[] = [];
  const onProgress = (now: PlanProgress) => void seen.push(now);
  const running = runPlan(publisher, publications, { clock: world.clock, onProgress }, signal);
  await world.clock.advance(10 * 60_000);
  const end = await running;
  publisher.dispose();
  return { end, seen, publications };
}

describe('a plan', () => {
  it('deletes nothing that another workspace folder publishes', async () => {
    const other = (change: Partial<Mapping>): Mapping => ({ ...world.place.mapping, folder: '', ...change });
    await world.put('docs/theirs.html', 'x');
    await world.put('gone.js', 'x');
    const kinds = async (foreign: Mapping) => (await plan({}, '', [], [foreign])).kinds;
    expect(await kinds(other({ prefix: 'docs/' }))).toEqual(['delete gone.js']);
    expect(await kinds(other({}))).toEqual([]);
    expect(await kinds(other({ bucket: { ...bucket, name: 'another' }, prefix: 'docs/' }))).toHaveLength(2);
    expect((await plan({ prefix: 'docs/' }, '', [], [other({})])).kinds).toEqual(['delete docs/theirs.html']);
  });

  it('names every file and object once', async () => {
    await world.put('same.js', 'same');
    await world.put('changed.js', 'old');
    await world.put('longer.js', 'x');
    await world.put('gone.js', 'x');
    await world.put('folder/', '');
    world.save('same.js', 'same');
    world.save('changed.js', 'new');
    world.save('longer.js', 'xyz');
    world.save('new.js', 'x');
    const { kinds, calls } = await plan();
    expect(kinds).toEqual(['change changed.js', 'delete gone.js', 'change longer.js', 'add new.js', 'skip same.js']);
    expect(calls).toEqual(['oss.listObjects']);
  });

  it('ignores unpublishable, excluded and otherwise mapped files on both sides', async () => {
    for (const name of ['a.js', 'a.js.map', '.env', 'node_modules/x.js', 'en/b.js']) world.save(name, 'x');
    for (const key of ['old.js.map', '.git/config', 'en/old.js', 'e/old.js', 'old.js']) await world.put(key, 'x');
    const inner: Mapping = { ...world.place.mapping, folder: 'dist/en', prefix: 'e/' };
    const { kinds } = await plan({ exclude: ['*.map'] }, '', [inner]);
    expect(kinds).toEqual(['add a.js', 'delete old.js']);
  });

  it('ignores files that are unpublishable by their workspace path on both sides', async () => {
    await world.put('gcloud/theirs.json', 'x');
    await world.put('app.json', 'x');
    world.save('gcloud/mine.json', 'x');
    expect((await plan({ folder: '.config' })).kinds).toEqual(['delete app.json']);
  });

  it('a plan follows links that stay in the folder, and deletes no object whose file exists under any form of its name', async () => {
    for (const name of ['a.js', 'lib/b.js', 'lib/.env', 'node_modules/c/d.js', 'lib/sub/x.js']) world.save(name, 'x');
    world.disk.save('/w/outside.js', 'x');
    world.disk.save('/w/other/e.js', 'x');
    const links: readonly (readonly [string, string])[] = [
      ['latest.js', 'dist/a.js'],
      ['current', 'dist/lib'],
      ['outside.js', 'outside.js'],
      ['other', 'other'],
      ['secret.txt', 'dist/lib/.env'],
      ['shown', 'dist/node_modules/c'],
      ['nowhere.js', 'gone.js'],
      ['lib/up', 'dist'],
    ];
    for (const [name, target] of links) world.disk.link(`/w/dist/${name}`, `/w/${target}`);
    const there = ['latest.js', 'outside.js', 'other/e.js', 'secret.txt', 'shown/d.js', 'nowhere.js', 'lib/up/a.js'];
    const gone = ['old.js', 'other/old.js', 'lib/sub', 'lib//b.js', 'lib/./b.js'];
    for (const key of [...there, ...gone]) await world.put(key, 'x');
    expect((await plan()).kinds).toEqual([
      'add a.js',
      'add current/b.js',
      'add current/sub/x.js',
      'skip latest.js',
      'add lib/b.js',
      'delete lib/sub',
      'add lib/sub/x.js',
      'delete old.js',
      'delete other/old.js',
    ]);
  });

  it('still deletes a name that a case-insensitive disk finds by its new name', async () => {
    const { holds, realPath } = world.disk;
    const onDisk = (path: string) => path.replace('logo.png', 'Logo.png');
    world.disk.holds = (path) => holds(onDisk(path));
    world.disk.realPath = (path) => realPath(onDisk(path));
    world.save('Logo.png', 'x');
    await world.put('logo.png', 'x');
    expect((await plan()).kinds).toEqual(['add Logo.png', 'delete logo.png']);
  });

  it('a plan of a subfolder compares nothing else', async () => {
    for (const name of ['a.js', 'css/b.css']) world.save(name, 'x');
    for (const key of ['old.js', 'css/old.css', 'css2/x.css']) await world.put(key, 'x');
    expect((await plan({}, 'css')).kinds).toEqual(['add css/b.css', 'delete css/old.css']);
  });

  it('includes a header rule that is not yet applied, with one HEAD for each such file', async () => {
    await world.put('a.html', 'x', { 'cache-control': 'no-cache' });
    await world.put('b.html', 'x');
    await world.put('c.js', 'x');
    for (const name of ['a.html', 'b.html', 'c.js']) world.save(name, 'x');
    const headers = [{ files: ['*.html'], headers: { 'cache-control': 'no-cache' } }];
    const { kinds, calls } = await plan({ headers });
    expect(kinds).toEqual(['skip a.html', 'headers b.html', 'skip c.js']);
    expect(calls.filter((call) => call === 'oss.readObjectHead')).toHaveLength(2);
  });

  it('distinguishes an object of combined parts from its file by the CRC-64', async () => {
    const id = await world.cloud.oss.createMultipart(bucket, 'a.js', {}, never);
    const part = await world.cloud.oss.putPart(
      bucket,
      'a.js',
      { uploadId: id, number: 1, body: Buffer.from('x') },
      never,
    );
    await world.cloud.oss.completeMultipart(bucket, 'a.js', { uploadId: id, parts: [part] }, never);
    world.save('a.js', 'x');
    expect((await plan()).kinds).toEqual(['skip a.js']);
  });

  it('reads no file and asks for no HEAD when the ledger is warm', async () => {
    for (let at = 0; at < 1_500; at++) {
      world.save(`f${at}.js`, `${at}`);
      await world.put(`f${at}.js`, `${at}`);
    }
    await world.clock.advance(10_000);
    await plan();
    world.disk.digest = world.disk.readSmall = async () => expect.unreachable('a file was read');
    const { items, calls } = await plan();
    expect({ count: items.length, kinds: new Set(items.map(({ kind }) => kind)) }).toEqual({
      count: 1_500,
      kinds: new Set(['skip']),
    });
    expect(calls).toEqual(['oss.listObjects', 'oss.listObjects']);
  });
});

describe('a run', () => {
  it('uploads first, deletes only selected objects, and uploads nothing the second time', async () => {
    await world.put('gone.js', 'x');
    for (let at = 0; at < 30; at++) world.save(`f${at}.js`, `${at}`);
    const kept = await carryOut((await plan()).items, false);
    expect({ end: kept.end, text: world.textOf('gone.js') }).toEqual({
      end: { cancelled: false, sent: 30, failures: [], waiting: [], dropped: [] },
      text: 'x',
    });
    expect(kept.seen.at(-1)).toMatchObject({ done: 30, total: 30, remainingMs: 0 });
    const second = await plan();
    expect(new Set(second.kinds.map((kind) => kind.split(' ')[0]))).toEqual(new Set(['skip', 'delete']));
    const puts = world.count('oss.putObject');
    await carryOut(second.items, false);
    expect(world.count('oss.putObject')).toBe(puts);
  });

  it('deletes and replaces objects of other authors as the user saw them, and is in conflict when they have changed since', async () => {
    for (const name of ['mine.js', 'later.js']) world.save(name, 'new');
    for (const key of ['mine.js', 'later.js', 'gone.js', 'kept.js']) await world.put(key, 'theirs');
    await carryOut(
      (await plan()).items.filter(({ key }) => key === 'mine.js'),
      false,
    );
    await world.put('mine.js', 'theirs again');
    const { items } = await plan();
    await world.put('kept.js', 'changed since');
    const publisher = world.openWindow('two');
    await publisher.enqueue(toPublications(world.place, items, { batch: 'c', deletes: true, refresh: urls }));
    await world.clock.advance(60_000);
    expect(['mine.js', 'later.js', 'gone.js', 'kept.js'].map(world.textOf)).toEqual([
      'new',
      'new',
      undefined,
      'changed since',
    ]);
    expect(publisher.list().map(({ stage, publication }) => ({ stage, key: publication.key }))).toEqual([
      { stage: 'conflict', key: 'kept.js' },
    ]);
    publisher.dispose();
  });

  it('recreates objects shown as missing, whatever the ledger records', async () => {
    world.save('a.js', 'x');
    await carryOut((await plan()).items, false);
    await world.cloud.oss.deleteObject(bucket, 'a.js', never);
    const { items, kinds } = await plan();
    const { end } = await carryOut(items, false);
    expect({ kinds, sent: end.sent, text: world.textOf('a.js') }).toEqual({ kinds: ['add a.js'], sent: 1, text: 'x' });
  });

  it('a run of a folder lists the failures', async () => {
    for (const name of ['a.js', 'b.js']) world.save(name, name);
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    const { end } = await carryOut((await plan()).items, false);
    expect(end.failures.map(({ publication }) => publication.key)).toEqual(['a.js']);
    expect((await plan()).kinds).toEqual(['add a.js', 'skip b.js']);
  });

  it('ends although deletes wait for failed uploads, and deletes once those are retried', async () => {
    await world.put('gone.js', 'x');
    for (const name of ['a.js', 'b.js']) world.save(name, name);
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    const { end } = await carryOut((await plan()).items, true);
    expect({ sent: end.sent, failures: end.failures.length, waiting: end.waiting.map(({ key }) => key) }).toEqual({
      sent: 1,
      failures: 1,
      waiting: ['gone.js'],
    });
    expect(world.textOf('gone.js')).toBe('x');
    const again = [...end.failures.map(({ publication }) => publication), ...end.waiting];
    const publisher = world.openWindow('one');
    const tools = { clock: world.clock, onProgress: () => undefined };
    const running = runPlan(publisher, again, tools, never);
    await world.clock.advance(60_000);
    expect(await running).toEqual({ cancelled: false, sent: 2, failures: [], waiting: [], dropped: [] });
    expect({ 'a.js': world.textOf('a.js'), 'gone.js': world.textOf('gone.js') }).toEqual({
      'a.js': 'a.js',
      'gone.js': undefined,
    });
    publisher.dispose();
  });

  it('cancelled midway keeps and refreshes the uploaded files, and uploads no more', async () => {
    for (let at = 0; at < 200; at++) world.save(`f${at}.js`, `${at}`);
    const put = world.cloud.oss.putObject.bind(world.cloud.oss);
    world.cloud.oss.putObject = async (...input) => {
      await world.clock.sleep(100, never);
      return put(...input);
    };
    const control = new AbortController();
    const publisher = world.openWindow('one');
    const publications = toPublications(world.place, (await plan()).items, {
      batch: 'b',
      deletes: true,
      refresh: urls,
    });
    const onProgress = ({ done }: PlanProgress) => {
      if (done > 0) control.abort();
    };
    const running = runPlan(publisher, publications, { clock: world.clock, onProgress }, control.signal);
    await world.clock.advance(60_000);
    const { cancelled, sent } = await running;
    const stored = publications.filter(({ key }) => world.stored(key)).map(({ key }) => `/${key}`);
    expect(cancelled).toBe(true);
    expect(sent).toBeGreaterThan(0);
    expect(stored.length).toBeGreaterThanOrEqual(sent);
    expect(stored.length).toBeLessThan(200);
    expect(world.refreshed()).toEqual(expect.arrayContaining(stored));
    expect(publisher.list()).toEqual([]);
    publisher.dispose();
  });

  it('ends when it is cancelled, and can be repeated', async () => {
    for (let at = 0; at < 30; at++) world.save(`f${at}.js`, `${at}`);
    const control = new AbortController();
    control.abort();
    const { end } = await carryOut((await plan()).items, false, control.signal);
    expect(end).toEqual({ cancelled: true, sent: 0, failures: [], waiting: [], dropped: [] });
    await carryOut((await plan()).items, false);
    expect((await plan()).kinds.every((kind) => kind.startsWith('skip'))).toBe(true);
  });
});
