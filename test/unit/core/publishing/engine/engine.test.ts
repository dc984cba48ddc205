import { beforeEach, describe, expect, it } from 'vitest';
import { nextReset } from '../../../../../src/core/cdn/quota.js';
import { AppError } from '../../../../../src/core/errors.js';
import { commandAbout } from '../../../../../src/core/publishing/queue/userCommands.js';
import { bucket, domain, never, openPublisher } from '../engineWorld.js';

type Opened = ReturnType<typeof openPublisher>;
let world: Opened['world'];
let publisher: Opened['publisher'];
let publish: Opened['publish'];

beforeEach(() => {
  ({ world, publisher, publish } = openPublisher());
});

const minute = 60_000;

describe('an unchanged file', () => {
  it('needs neither PUT nor refresh and, while the ledger is fresh, no request at all', async () => {
    await publish('a.js', 'x');
    const calls = world.cloud.calls.length;
    await publish('a.js', 'x');
    expect({ calls: world.cloud.calls.length - calls, state: publisher.state.kind }).toEqual({
      calls: 0,
      state: 'idle',
    });
  });

  it('is confirmed by one HEAD when the ledger is old', async () => {
    await publish('a.js', 'x');
    await world.clock.advance(20 * minute);
    const before = world.cloud.calls.length;
    await publish('a.js', 'x');
    expect(world.cloud.calls.slice(before)).toEqual(['oss.readObjectHead']);
  });

  it('is found unchanged without a ledger', async () => {
    await world.put('a.js', 'x', { 'content-type': 'text/javascript; charset=utf-8' });
    const before = world.count('oss.putObject');
    await publish('a.js', 'x');
    expect({ puts: world.count('oss.putObject') - before, refreshes: world.count('cdn.refresh') }).toEqual({
      puts: 0,
      refreshes: 0,
    });
  });
});

describe('headers, metadata and ACL of an object', () => {
  const meta = { 'x-oss-meta-owner': 'me', 'cache-control': 'max-age=60', 'content-type': 'text/x-own' };

  it('are kept by an upload', async () => {
    await world.put('a.js', 'old', { ...meta, 'x-oss-object-acl': 'public-read' });
    await publish('a.js', 'new');
    expect(world.stored('a.js')).toMatchObject({ headers: meta, acl: 'public-read' });
    expect(world.textOf('a.js')).toBe('new');
  });

  it('are changed where a rule requires it, without an upload of the bytes when they are the same', async () => {
    await world.put('a.js', 'same', { ...meta, 'x-oss-object-acl': 'private' });
    const before = world.count('oss.putObject');
    await publish('a.js', 'same', { headers: { 'cache-control': 'no-cache' } });
    expect({
      puts: world.count('oss.putObject') - before,
      headerUpdates: world.count('oss.copyObject'),
    }).toEqual({ puts: 0, headerUpdates: 1 });
    expect(world.stored('a.js')).toMatchObject({ headers: { ...meta, 'cache-control': 'no-cache' } });
    expect(world.refreshed()).toEqual(['/a.js']);
  });

  it('are read again when they may have changed since, even with an equal ETag', async () => {
    await publish('a.js', 'old');
    await world.clock.advance(20 * minute);
    const object = world.stored('a.js');
    if (object) world.cloud.state.buckets.get('my-site')?.objects.set('a.js', { ...object, acl: 'private' });
    await publish('a.js', 'new');
    expect({ text: world.textOf('a.js'), acl: world.stored('a.js')?.acl }).toEqual({ text: 'new', acl: 'private' });
  });

  it('are not assumed without the permission to read ACLs, unless the object was created from here', async () => {
    const refused = async () => Promise.reject(new AppError('forbidden', { action: 'GetObjectAcl' }));
    world.cloud.oss.readObjectAcl = refused;
    await world.put('theirs.js', 'one', { 'x-oss-object-acl': 'private' });
    await publish('mine.js', 'one');
    await world.clock.advance(20 * minute);
    await publish('mine.js', 'two');
    await publish('theirs.js', 'two');
    expect({ 'mine.js': world.textOf('mine.js'), 'theirs.js': world.textOf('theirs.js') }).toEqual({
      'mine.js': 'two',
      'theirs.js': 'one',
    });
    expect(publisher.state).toMatchObject({
      failures: [{ cause: { error: { kind: 'forbidden', details: { action: 'GetObjectAcl' } } } }],
    });
  });

  it('lose the content encoding when the content is no longer compressed', async () => {
    await world.put('a.js', 'old', { 'content-encoding': 'gzip' });
    await publish('a.js', 'plain');
    expect(world.stored('a.js')?.headers).toEqual({});
  });
});

describe('a delete', () => {
  it('deletes the object and refreshes its URL', async () => {
    await publish('a.js', 'x');
    world.remove('a.js');
    void publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(8_000);
    expect({ stored: world.stored('a.js'), refreshed: world.refreshed(), state: publisher.state.kind }).toEqual({
      stored: undefined,
      refreshed: ['/a.js', '/a.js'],
      state: 'fresh',
    });
  });

  it.each<[string, string, string]>([
    ['still has the object is stale', 'own', 'failed'],
    ['has a page for what is not there is not', '"FALLBACK"', 'fresh'],
  ])('a delete of a published file with an edge that %s', async (_name, shown, expected) => {
    await publish('a.js', 'x');
    const { etag } = (await world.cloud.oss.readObjectHead(bucket, 'a.js', never)) ?? {};
    world.cloud.state.edgeAnswer = () => ({
      outcome: 'answered',
      status: 200,
      headers: { etag: shown === 'own' ? `"${etag}"` : shown },
      durationMs: 1,
    });
    world.remove('a.js');
    void publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(15_000);
    expect(publisher.state).toMatchObject({ kind: expected, ...(expected === 'fresh' && { unproven: 1 }) });
  });

  it('a delete of another object that the user approved recognizes it at the edge', async () => {
    await world.put('a.js', 'theirs');
    const { etag = '' } = (await world.cloud.oss.readObjectHead(bucket, 'a.js', never)) ?? {};
    const headers = { etag: `"${etag}"` };
    world.cloud.state.edgeAnswer = () => ({ outcome: 'answered', status: 200, headers, durationMs: 1 });
    void publisher.enqueue([world.publicationOf('a.js', { act: 'delete', approved: etag })]);
    await world.clock.advance(15_000);
    expect(publisher.state).toMatchObject({ kind: 'failed', failures: [{ cause: { kind: 'stale' } }] });
  });

  it('a delete of a batch waits for its uploads', async () => {
    await publish('old.js', 'x');
    world.save('new.js', 'y');
    world.remove('old.js');
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    const batch = 'b1';
    const requests = [
      world.publicationOf('old.js', { act: 'delete', batch }),
      world.publicationOf('new.js', { batch }),
    ];
    void publisher.enqueue(requests);
    await world.clock.advance(minute);
    expect({ text: world.textOf('old.js'), state: publisher.state.kind }).toEqual({ text: 'x', state: 'failed' });
    await publisher.execute({ kind: 'retry' });
    await world.clock.advance(minute);
    expect({ 'old.js': world.textOf('old.js'), 'new.js': world.textOf('new.js') }).toEqual({
      'old.js': undefined,
      'new.js': 'y',
    });
  });
});

describe('a mapping', () => {
  it('a mapping without domains refreshes the online domains of the bucket, except wildcards', async () => {
    world.addDomain('b.example.com');
    world.addDomain('.wild.example.com');
    world.addDomain('off.example.com');
    await world.cloud.cdn.stopDomain('off.example.com', new AbortController().signal);
    await publish('a.js', 'x', { domains: [] });
    expect(world.cloud.state.tasks.map(({ url }) => url)).toEqual([
      `https://b.example.com/a.js`,
      `https://${domain}/a.js`,
    ]);
  });

  it('a mapping that only refreshes uploads nothing', async () => {
    await world.put('a.js', 'theirs');
    const before = world.count('oss.putObject');
    await publish('a.js', 'mine', { act: 'refresh' });
    expect({ puts: world.count('oss.putObject') - before, refreshed: world.refreshed() }).toEqual({
      puts: 0,
      refreshed: ['/a.js'],
    });
  });

  it('may have the new file prefetched, but never a folder', async () => {
    await publish('index.html', 'x', { prefetch: true });
    expect(world.refreshed()).toEqual(['/index.html', '/', '/index.html']);
    expect(world.count('cdn.prefetch')).toBe(1);
  });

  it('is not reported fresh by a prefetch when no edge could be asked', async () => {
    world.cloud.state.edgeAnswer = () => ({ outcome: 'unreachable', headers: {}, durationMs: 1 });
    const ends: string[] = [];
    publisher.onDidFinish(({ as }) => ends.push(as));
    await publish('a.js', 'x', { prefetch: true });
    expect({ ends, prefetches: world.count('cdn.prefetch') }).toEqual({ ends: ['unproven'], prefetches: 1 });
  });

  it('may refresh a directory instead of its files, plus the files outside it', async () => {
    const more = { via: '/css/', batch: 'b', variants: ['/feed'] };
    world.save('css/a.css', 'a');
    world.save('css/b.css', 'b');
    void publisher.enqueue([world.publicationOf('css/a.css', more), world.publicationOf('css/b.css', more)]);
    await world.clock.advance(20_000);
    expect(world.refreshed()).toEqual(['/css/', '/feed']);
    expect(world.cloud.state.quota).toMatchObject({ urls: 9_999, directories: 99 });
  });
});

describe('the quota', () => {
  it('permits the refreshes that fit and keeps the others until after midnight in Beijing', async () => {
    world.cloud.state.quota.urls = 2;
    for (const name of ['a.js', 'b.js', 'c.js']) world.save(name, name);
    void publisher.enqueue(['a.js', 'b.js', 'c.js'].map((name) => world.publicationOf(name)));
    await world.clock.advance(20_000);
    expect(world.refreshed()).toEqual(['/a.js', '/b.js']);
    expect(publisher.quota?.urls).toEqual({ left: 0, limit: 10_000, low: true });
    publisher.dispose();
    world.shared.crash('one');
    await world.clock.advance(nextReset(world.clock.now()) - world.clock.now());
    world.cloud.state.quota.urls = 100;
    const later = world.openWindow('two');
    await later.resume();
    await world.clock.advance(5 * minute);
    expect(world.refreshed()).toEqual(['/a.js', '/b.js', '/c.js']);
  });

  it.each([
    ['2026-01-01T15:59:59.999Z', '2026-01-01T16:00:00.000Z'],
    ['2026-01-01T16:00:00.000Z', '2026-01-02T16:00:00.000Z'],
  ])('is full again after %s at %s', (now, reset) => {
    expect(new Date(nextReset(Date.parse(now))).toISOString()).toBe(reset);
  });
});

describe('held changes', () => {
  it('are published or discarded by a user command', async () => {
    world.save('a.js', 'x');
    world.save('b.js', 'y');
    await publisher.enqueue([world.publicationOf('a.js'), world.publicationOf('b.js')], true);
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: publisher.state }).toEqual({
      text: undefined,
      state: { kind: 'waiting', reason: 'held', count: 2 },
    });
    await publisher.execute({ kind: 'publishHeld', ids: [world.publicationOf('a.js').id] });
    await publisher.execute({ kind: 'dropHeld' });
    await world.clock.advance(minute);
    expect({ 'a.js': world.textOf('a.js'), 'b.js': world.textOf('b.js'), state: publisher.state.kind }).toEqual({
      'a.js': 'x',
      'b.js': undefined,
      state: 'idle',
    });
  });

  it('stay held when they were requested after those of a discard command', async () => {
    world.save('a.js', 'x');
    world.save('b.js', 'y');
    await publisher.enqueue([world.publicationOf('a.js')], true);
    const seen = publisher.list();
    await world.clock.advance(1);
    await publisher.enqueue([world.publicationOf('a.js'), world.publicationOf('b.js')], true);
    await publisher.execute(commandAbout('dropHeld', seen));
    expect(publisher.list().map(({ stage }) => stage)).toEqual(['held', 'held']);
  });
});
