import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { CdnPort } from '../../../../../src/core/ports/cdn.js';
import { toUrlPublication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, domain, never } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const minute = 60_000;
const other = 'b.example.com';

async function publish(publisher: Publisher, requests: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const name of Object.keys(requests)) world.save(name, name);
  void publisher.enqueue(Object.entries(requests).map(([name, domains]) => world.publicationOf(name, { domains })));
  await world.clock.advance(minute);
}

function openWith(refresh: CdnPort['refresh']): Publisher {
  return world.openWindow('one', { ...world.cloud, cdn: Object.assign(Object.create(world.cloud.cdn), { refresh }) });
}

const causesOf = ({ state }: Publisher) =>
  state.kind === 'failed'
    ? state.failures.map(({ publication: { key }, cause }) => ({ key, error: cause.kind === 'error' && cause.error }))
    : state.kind;

const urls = () => world.cloud.state.tasks.map(({ url }) => url);

describe('a domain that CDN refuses to refresh', () => {
  it('fails its own files and does not prevent the refresh of other domains', async () => {
    world.addDomain(other);
    await world.cloud.cdn.stopDomain(other, never);
    const publisher = world.openWindow('one');
    await publish(publisher, { 'a.js': [domain], 'b.js': [other], 'c.js': [other, domain] });
    const error = { kind: 'domainOffline', details: { subject: other } };
    expect(causesOf(publisher)).toEqual([
      { key: 'b.js', error },
      { key: 'c.js', error },
    ]);
    expect(urls()).toEqual([`https://${domain}/a.js`, `https://${domain}/c.js`]);
    await world.cloud.cdn.startDomain(other, never);
    world.cloud.bringOnline(other);
    await publisher.execute({ kind: 'retry' });
    await world.clock.advance(minute);
    expect({ state: causesOf(publisher), refreshes: urls().filter((url) => url.includes(other)).length }).toEqual({
      state: 'idle',
      refreshes: 2,
    });
  });

  it.each(['domainOffline', 'domainNotFound', 'domainBarred', 'domainConfigFailed', 'forbidden', 'refused'] as const)(
    'is omitted from the call that refreshes the others when the vendor names it (%s)',
    async (kind) => {
      world.addDomain(other);
      const publisher = openWith(async (asked, type, signal) => {
        if (asked.some((url) => url.includes(other))) throw new AppError(kind, { subject: other });
        return world.cloud.cdn.refresh(asked, type, signal);
      });
      await publish(publisher, { 'a.js': [domain], 'b.js': [other], 'c.js': [other, domain] });
      expect(causesOf(publisher)).toMatchObject([
        { key: 'b.js', error: { kind } },
        { key: 'c.js', error: { kind } },
      ]);
      expect(urls()).toEqual([`https://${domain}/a.js`, `https://${domain}/c.js`]);
    },
  );
});

describe('a directory that the quota no longer holds', () => {
  const more = { via: '/css/', batch: 'b', variants: ['/feed'] };
  const enqueue = async (publisher: Publisher) => {
    world.save('css/a.css', 'a');
    world.save('css/b.css', 'b');
    await publisher.enqueue(['css/a.css', 'css/b.css'].map((name) => world.publicationOf(name, more)));
    await world.clock.advance(minute);
  };
  const all = ['/css/a.css', '/css/b.css', '/feed'];

  it('a directory that exceeds the quota has its files refreshed one by one', async () => {
    world.cloud.state.quota.directories = 0;
    const publisher = world.openWindow('one');
    await enqueue(publisher);
    expect({
      state: publisher.state.kind,
      refreshed: world.refreshed().sort(),
      quotaLeft: world.cloud.state.quota.urls,
    }).toEqual({ state: 'idle', refreshed: all, quotaLeft: 9_997 });
  });

  it('has them refreshed one by one too when only CDN knows that the quota is used up', async () => {
    const publisher = world.openWindow('one');
    await publisher.readQuota();
    world.cloud.state.quota.directories = 0;
    await enqueue(publisher);
    expect({
      state: publisher.state.kind,
      refreshed: world.refreshed().sort(),
      quotaLeft: publisher.quota?.directories?.left,
    }).toEqual({ state: 'idle', refreshed: all, quotaLeft: 0 });
  });

  it('waits when the quota of URLs is insufficient too', async () => {
    Object.assign(world.cloud.state.quota, { directories: 0, urls: 2 });
    const publisher = world.openWindow('one');
    await enqueue(publisher);
    expect({ state: publisher.state.kind, refreshed: world.refreshed().sort() }).toEqual({
      state: 'waiting',
      refreshed: ['/css/a.css', '/feed'],
    });
  });

  it('waits when the user requested the directory itself', async () => {
    world.cloud.state.quota.directories = 0;
    const publisher = world.openWindow('one');
    await publisher.enqueue([toUrlPublication('1', 'directories', `https://${domain}/css/`)]);
    await world.clock.advance(minute);
    expect({ state: publisher.state.kind, refreshed: world.refreshed() }).toEqual({ state: 'waiting', refreshed: [] });
  });
});

it('more than a hundred directories or prefetches are split into calls of at most a hundred', async () => {
  world.cloud.state.quota.directories = 1_000;
  const publisher = world.openWindow('one');
  const requests = Array.from({ length: 101 }, (_, at) => [
    toUrlPublication('1', 'directories', `https://${domain}/${at}/`),
    toUrlPublication('1', 'prefetches', `https://${domain}/${at}`),
  ]);
  await publisher.enqueue(requests.flat());
  await world.clock.advance(minute);
  const sizes = new Map<string, number>();
  for (const { id } of world.cloud.state.tasks) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  expect({ sizes: [...sizes.values()].sort(), state: publisher.state.kind }).toEqual({
    sizes: [1, 1, 100, 100],
    state: 'idle',
  });
});

it('a name below a wildcard domain is refreshed and checked under its own name', async () => {
  world.addDomain('.wild.example.com');
  const asked: string[] = [];
  const probed: string[] = [];
  world.cloud.state.edgeAnswer = (connectTo, name) => {
    probed.push(`${connectTo} ${name}`);
    return { outcome: 'unreachable', headers: {}, durationMs: 1 };
  };
  const publisher = openWith(async (list) => {
    asked.push(...list);
    return world.cloud.cdn.refresh([`https://${domain}/`], 'File', never);
  });
  await publish(publisher, { 'a.js': ['img.wild.example.com'] });
  expect(asked).toEqual(['https://img.wild.example.com/a.js']);
  const { cname } = world.cloud.state.domains.get('.wild.example.com') ?? {};
  expect([...new Set(probed)]).toEqual([`${cname} img.wild.example.com`]);
});
