import { beforeEach, describe, expect, it } from 'vitest';
import { nextReset } from '../../../../src/core/cdn/quota.js';
import { toUrlPublication } from '../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../src/core/publishing/publisher.js';
import { commandAbout } from '../../../../src/core/publishing/queue/userCommands.js';
import { createEngineWorld, domain } from './engineWorld.js';

const minute = 60_000;
let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;

beforeEach(() => {
  world = createEngineWorld();
  publisher = world.openWindow('one');
});

describe('requests for URLs', () => {
  const at = (path: string) => `https://${domain}${path}`;

  it.each([
    ['urls', '/a.js?v=1', 'cdn.refresh', 'quota', 'quotaExceeded'],
    ['directories', '/css/', 'cdn.refresh', 'quota', 'quotaExceeded'],
    ['prefetches', '/a.js', 'cdn.prefetch', 'prefetchQuota', 'prefetchQuotaExceeded'],
  ] as const)('requests for URLs of %s wait for the reset of the quota and go out then, each once', async (...row) => {
    const [kind, path, action, reason, error] = row;
    world.cloud.state.quota[kind] = 0;
    await publisher.enqueue([toUrlPublication('1', kind, at(path))]);
    await world.clock.advance(minute);
    const until = expect.any(Number);
    expect(publisher.state).toEqual({ kind: 'waiting', reason, count: 1, until });
    expect(publisher.list()).toMatchObject([{ retry: { cause: { error: { kind: error } } } }]);
    expect(publisher.list().map(({ publication }) => publication.label)).toEqual([at(path)]);
    publisher.dispose();
    world.shared.crash('one');
    await world.clock.advance(nextReset(world.clock.now()) - world.clock.now());
    world.cloud.state.quota[kind] = 10;
    const later = world.openWindow('two');
    await later.resume();
    await world.clock.advance(20 * minute);
    expect({
      calls: world.count(action),
      urls: world.cloud.state.tasks.map(({ url }) => url),
      state: later.state.kind,
    }).toEqual({ calls: 1, urls: [at(path)], state: 'idle' });
    expect(world.cloud.state.quota[kind]).toBe(9);
  });

  it('are not submitted once it is known that no quota is left, whatever was known before', async () => {
    await publisher.readQuota();
    world.cloud.state.quota.urls = 0;
    await publisher.exhaustQuota('urls');
    await publisher.enqueue([toUrlPublication('1', 'urls', at('/a.js'))]);
    await world.clock.advance(minute);
    expect({
      state: publisher.state.kind,
      refreshes: world.count('cdn.refresh'),
      quotaLeft: publisher.quota?.urls?.left,
    }).toEqual({ state: 'waiting', refreshes: 0, quotaLeft: 0 });
  });

  it.each([
    ['urls', '/a.js', 'cdn.refresh'],
    ['directories', '/css/', 'cdn.refresh'],
    ['prefetches', '/a.js', 'cdn.prefetch'],
  ] as const)(
    'requests for URLs of %s go out at once on Retry when more quota was bought',
    async (kind, path, action) => {
      world.cloud.state.quota[kind] = 0;
      await publisher.enqueue([toUrlPublication('1', kind, at(path))]);
      await world.clock.advance(minute);
      world.cloud.state.quota[kind] = 10;
      await publisher.execute(commandAbout('retry', publisher.list()));
      await world.clock.advance(minute);
      expect({
        calls: world.count(action),
        urls: world.cloud.state.tasks.map(({ url }) => url),
        state: publisher.state.kind,
      }).toEqual({ calls: 1, urls: [at(path)], state: 'idle' });
    },
  );

  it('wait again after a retry as long as there is no quota, for which CDN is asked again', async () => {
    world.cloud.state.quota.urls = 0;
    await publisher.enqueue(['/a', '/b'].map((path) => toUrlPublication('1', 'urls', at(path))));
    await world.clock.advance(minute);
    const [before, asked] = [publisher.state, world.count('cdn.readRefreshQuota')];
    await publisher.execute(commandAbout('retry', publisher.list()));
    await world.clock.advance(minute);
    expect({
      state: publisher.state,
      quotaReads: world.count('cdn.readRefreshQuota'),
      refreshes: world.count('cdn.refresh'),
    }).toEqual({
      state: before,
      // While the call is due, and by the retry itself.
      quotaReads: asked + 2,
      refreshes: 0,
    });
    // Nothing of the Retry is left: the next save asks no more than any other.
    expect(publisher.list().every((entry) => !('asksQuota' in entry))).toBe(true);
  });

  it('are submitted once when another window orders a retry', async () => {
    world.cloud.state.quota.urls = 0;
    await publisher.enqueue([toUrlPublication('1', 'urls', at('/a.js'))]);
    await world.clock.advance(minute);
    const other = world.openWindow('two');
    await other.resume();
    await world.clock.advance(minute);
    world.cloud.state.quota.urls = 1;
    await other.execute(commandAbout('retry', other.list()));
    await world.clock.advance(2 * minute);
    expect({ refreshed: world.refreshed(), state: publisher.state.kind }).toEqual({
      refreshed: ['/a.js'],
      state: 'idle',
    });
  });

  it('are cancelled one by one, and send no request to any bucket', async () => {
    world.cloud.state.quota.urls = 1;
    await publisher.enqueue(['/a', '/b'].map((path) => toUrlPublication('1', 'urls', at(path))));
    await world.clock.advance(minute);
    await publisher.execute({ kind: 'cancel', ids: publisher.list().map(({ publication }) => publication.id) });
    await world.clock.advance(20 * minute);
    expect({ refreshed: world.refreshed(), state: publisher.state.kind }).toEqual({ refreshed: ['/a'], state: 'idle' });
    expect(world.cloud.calls.filter((call) => call.startsWith('oss.'))).toEqual([]);
  });
});

describe('a prefetch that waits for its quota', () => {
  it('hides neither a save nor its outcome', async () => {
    world.cloud.state.quota.prefetches = 0;
    await publisher.enqueue([toUrlPublication('1', 'prefetches', `https://${domain}/b.js`)]);
    await world.clock.advance(minute);
    const seen = new Set<string>();
    publisher.onDidChange(() => void seen.add(publisher.state.kind));
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(5_000);
    expect([...seen]).toEqual(expect.arrayContaining(['uploading', 'refreshing', 'fresh']));
    await world.clock.advance(5 * minute);
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'prefetchQuota' });
  });
});
