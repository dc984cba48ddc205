import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { CdnPort } from '../../../../../src/core/ports/cdn.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, domain } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
  world.addDomain(other);
  calls = [];
});

const minute = 60_000;
const other = 'b.example.com';
/** The number of URLs of each call. */
let calls: number[];

/** A window whose CDN refuses a whole call for the second domain while that is busy. */
function openWhileBusy(busy: { domain: boolean }, actions: readonly ('refresh' | 'prefetch')[]): Publisher {
  let rolls = 0;
  const check = (action: 'refresh' | 'prefetch', urls: readonly string[]) => {
    calls.push(urls.length);
    if (busy.domain && actions.includes(action) && urls.some((url) => url.includes(other)))
      throw new AppError('domainBusy', { code: 'ServiceBusy' });
  };
  const refresh: CdnPort['refresh'] = async (urls, type, signal) => {
    check('refresh', urls);
    return world.cloud.cdn.refresh(urls, type, signal);
  };
  const prefetch: CdnPort['prefetch'] = async (urls, signal) => {
    check('prefetch', urls);
    return world.cloud.cdn.prefetch(urls, signal);
  };
  const cloud = { ...world.cloud, cdn: Object.assign(Object.create(world.cloud.cdn), { refresh, prefetch }) };
  return world.openWindow('one', cloud, undefined, undefined, { random: () => (rolls++ * 0.37) % 1 });
}

async function publish(publisher: Publisher, name: string, more: Partial<Publication>): Promise<void> {
  world.save(name, name);
  await publisher.enqueue([world.publicationOf(name, more)]);
}

const urls = () => world.cloud.state.tasks.map(({ url }) => url).sort();

describe('a domain that is busy', () => {
  it('does not prevent the refresh of others, and is refreshed later', async () => {
    const busy = { domain: true };
    const publisher = openWhileBusy(busy, ['refresh']);
    await publish(publisher, 'a.js', { domains: [domain] });
    await publish(publisher, 'b.js', { domains: [other] });
    await world.clock.advance(2 * minute);
    expect({ urls: urls(), left: publisher.list().map(({ publication: { key } }) => key) }).toEqual({
      urls: [`https://${domain}/a.js`],
      left: ['b.js'],
    });
    busy.domain = false;
    await world.clock.advance(5 * minute);
    expect({ urls: urls(), state: publisher.state.kind }).toEqual({
      urls: [`https://${other}/b.js`, `https://${domain}/a.js`],
      state: 'idle',
    });
  });

  it.each<[string, Partial<Publication>, string]>([
    ['file', {}, '/c/d.js'],
    ['directory', { via: '/c/', batch: 'b' }, '/c/'],
  ])('has a %s of several domains refreshed once at the others', async (_name, more, path) => {
    const busy = { domain: true };
    const publisher = openWhileBusy(busy, ['refresh']);
    await publish(publisher, 'c/d.js', { domains: [domain, other], ...more });
    await world.clock.advance(2 * minute);
    expect(urls()).toEqual([`https://${domain}${path}`]);
    busy.domain = false;
    await world.clock.advance(5 * minute);
    expect({ urls: urls(), state: publisher.state.kind }).toEqual({
      urls: [`https://${other}${path}`, `https://${domain}${path}`],
      state: 'idle',
    });
  });

  it('has a file that is saved meanwhile refreshed everywhere', async () => {
    const busy = { domain: true };
    const publisher = openWhileBusy(busy, ['refresh']);
    await publish(publisher, 'c.js', { domains: [domain, other] });
    await world.clock.advance(minute);
    world.save('c.js', 'newer');
    await publisher.enqueue([world.publicationOf('c.js', { domains: [domain, other] })]);
    await world.clock.advance(minute);
    busy.domain = false;
    await world.clock.advance(5 * minute);
    const c = `https://${domain}/c.js`;
    expect({ urls: urls(), state: publisher.state.kind }).toEqual({
      urls: [`https://${other}/c.js`, c, c],
      state: 'idle',
    });
  });

  it('is asked again with all files of the refused call together', async () => {
    const busy = { domain: true };
    const publisher = openWhileBusy(busy, ['refresh']);
    const names = Array.from({ length: 12 }, (_, index) => `${index}.js`);
    for (const name of names) world.save(name, name);
    await publisher.enqueue(names.map((name) => world.publicationOf(name, { domains: [other], batch: 'b' })));
    await world.clock.advance(2 * minute);
    busy.domain = false;
    await world.clock.advance(5 * minute);
    expect({ urls: urls().length, sizes: new Set(calls), state: publisher.state.kind }).toEqual({
      urls: 12,
      sizes: new Set([12]),
      state: 'idle',
    });
  });

  it('does not prevent the prefetch of others, each of them once', async () => {
    const busy = { domain: true };
    const publisher = openWhileBusy(busy, ['prefetch']);
    await publish(publisher, 'c.js', { domains: [domain, other], prefetch: true });
    await world.clock.advance(2 * minute);
    const prefetched = () => world.cloud.state.tasks.filter(({ kind }) => kind === 'prefetch').map(({ url }) => url);
    expect(prefetched()).toEqual([`https://${domain}/c.js`]);
    busy.domain = false;
    await world.clock.advance(5 * minute);
    expect({ urls: prefetched(), state: publisher.state.kind }).toEqual({
      urls: [`https://${domain}/c.js`, `https://${other}/c.js`],
      state: 'idle',
    });
  });
});
