import { beforeEach, expect, it } from 'vitest';
import type { DomainStatus } from '../../../../../src/core/ports/cdn.js';
import { createEngineWorld, domain } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const minute = 60_000;
const other = 'b.example.com';

function setStatus(name: string, status: DomainStatus): void {
  const known = world.cloud.state.domains.get(name);
  if (!known) throw new Error(name);
  world.cloud.state.domains.set(name, { ...known, status });
}

const hosts = () => world.cloud.state.tasks.map(({ url }) => new URL(url).host);

it('a domain of the bucket that is being configured is refreshed, since it still serves', async () => {
  world.addDomain(other);
  setStatus(other, 'configuring');
  const publisher = world.openWindow('one');
  world.save('a.js', 'x');
  await publisher.enqueue([world.publicationOf('a.js', { domains: [] })]);
  await world.clock.advance(minute);
  expect({ hosts: hosts().sort(), state: publisher.state.kind }).toEqual({ hosts: [other, domain], state: 'idle' });
});

it('the only domain of a bucket may be in the middle of a change', async () => {
  setStatus(domain, 'configuring');
  const publisher = world.openWindow('one');
  world.save('a.js', 'x');
  await publisher.enqueue([world.publicationOf('a.js', { domains: [] })]);
  await world.clock.advance(minute);
  expect({ hosts: hosts(), state: publisher.state.kind }).toEqual({ hosts: [domain], state: 'idle' });
});

it.each<DomainStatus>(['checking', 'configuring', 'stopping'])(
  'a list of domains with one that is %s is not kept',
  async (status) => {
    world.addDomain(other);
    setStatus(other, status);
    const publisher = world.openWindow('one');
    const publish = async (text: string) => {
      world.save('a.js', text);
      await publisher.enqueue([world.publicationOf('a.js', { domains: [] })]);
      await world.clock.advance(minute);
    };
    await publish('x');
    setStatus(other, 'online');
    const before = hosts().length;
    await publish('y');
    expect(hosts().slice(before).sort()).toEqual([other, domain]);
  },
);

it('a list of settled domains is asked for once', async () => {
  world.addDomain(other);
  setStatus(other, 'offline');
  const publisher = world.openWindow('one');
  for (const text of ['x', 'y']) {
    world.save('a.js', text);
    await publisher.enqueue([world.publicationOf('a.js', { domains: [] })]);
    await world.clock.advance(minute);
  }
  expect({ hosts: hosts(), lists: world.count('cdn.listDomainsBySource') }).toEqual({
    hosts: [domain, domain],
    lists: 1,
  });
});
