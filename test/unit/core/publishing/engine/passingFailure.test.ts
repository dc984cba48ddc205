import { beforeEach, describe, expect, it } from 'vitest';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, domain } from '../engineWorld.js';

const minute = 60_000;

let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;

beforeEach(async () => {
  world = createEngineWorld();
  publisher = world.openWindow('one');
});

describe('a temporary failure after the refresh', () => {
  beforeEach(async () => {
    await world.put('a.js', 'x');
    world.cloud.failNext('oss.readObjectHead', 'before', 'throttled');
  });

  it('is dropped once the edge is fresh', async () => {
    const seen: string[] = [];
    publisher.onDidFinish(({ as }) => seen.push(as));
    await publisher.enqueue([world.publicationOf('a.js', { act: 'refresh' })]);
    await world.clock.advance(minute);
    expect({ seen, state: publisher.state.kind, heads: world.count('oss.readObjectHead') }).toEqual({
      seen: ['fresh'],
      state: 'idle',
      heads: 2,
    });
  });

  it('does not hide that one of its domains could not be refreshed', async () => {
    const domains = [domain, 'gone.example.com'];
    await publisher.enqueue([world.publicationOf('a.js', { act: 'refresh', domains })]);
    await world.clock.advance(minute);
    expect(publisher.state).toMatchObject({
      kind: 'failed',
      failures: [{ cause: { error: { kind: 'domainNotFound', details: { subject: 'gone.example.com' } } } }],
    });
  });
});

describe('a PUT whose connection was closed', () => {
  it.each([
    ['before', 2],
    ['after', 1],
  ] as const)('is compared again at once (%s the object was stored), and sent if necessary', async (when, puts) => {
    world.cloud.failNext('oss.putObject', when, 'unavailable', 'ECONNRESET');
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.settle();
    expect({ text: world.textOf('a.js'), puts: world.count('oss.putObject') }).toEqual({ text: 'x', puts });
  });

  it('waits if that happens a second time', async () => {
    for (let count = 0; count < 2; count++)
      world.cloud.failNext('oss.putObject', 'before', 'unavailable', 'ECONNRESET');
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.settle();
    expect({ text: world.textOf('a.js'), puts: world.count('oss.putObject') }).toEqual({ text: undefined, puts: 2 });
    await world.clock.advance(1_000);
    expect({ text: world.textOf('a.js'), puts: world.count('oss.putObject') }).toEqual({ text: 'x', puts: 3 });
  });
});
