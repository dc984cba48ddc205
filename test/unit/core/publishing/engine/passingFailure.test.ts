import { beforeEach, describe, expect, it } from 'vitest';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, domain } from '../engineWorld.js';

const minute = 60_000;

let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;

beforeEach(async () => {
  world = createEngineWorld();
  publisher = world.openWindow('one');
  await world.put('a.js', 'x');
  world.cloud.failNext('oss.readObjectHead', 'before', 'throttled');
});

describe('a temporary failure after the refresh', () => {
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
