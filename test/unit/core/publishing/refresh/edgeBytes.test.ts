import { beforeEach, describe, expect, it } from 'vitest';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld } from '../engineWorld.js';

const minute = 60_000;
let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;

beforeEach(() => {
  world = createEngineWorld();
  publisher = world.openWindow('one');
});

/** Every edge shows these bytes and no ETag. */
function serve(text: string): void {
  const plain = { outcome: 'answered', status: 200, headers: {}, durationMs: 1 } as const;
  world.cloud.state.edgeAnswer = () => ({ ...plain, body: Buffer.from(text) });
}

async function publish(text: string): Promise<void> {
  world.save('a.js', text);
  await publisher.enqueue([world.publicationOf('a.js')]);
  await world.clock.advance(1_000);
  expect(publisher.state.kind).toBe('refreshing');
}

function outcomeOf({ state }: Publisher): unknown {
  return state.kind === 'failed' ? state.failures.map(({ cause }) => cause.kind) : state;
}

describe('an edge that shows no ETag is compared with the file on disk', () => {
  it.each([
    ['x', { kind: 'fresh', count: 1, unproven: 0 }],
    ['old', ['stale']],
  ])(
    'an edge that shows no ETag is compared with the file on disk by the window that continues after a crash: %s',
    async (served, expected) => {
      serve(served);
      await publish('x');
      publisher.dispose();
      world.shared.crash('one');
      const next = world.openWindow('two');
      await next.resume();
      await world.clock.advance(served === 'x' ? 5_000 : minute);
      expect(outcomeOf(next)).toEqual(expected);
    },
  );

  it.each([
    ['has been saved since', () => world.save('a.js', 'newer')],
    ['is gone', () => world.remove('a.js')],
  ])(
    'an edge that shows no ETag is compared with the file on disk as long as that is what was uploaded, not when it %s',
    async (_name, change) => {
      serve('newer');
      await publish('x');
      change();
      await world.clock.advance(15_000);
      expect(outcomeOf(publisher)).toEqual({ kind: 'fresh', count: 1, unproven: 1 });
    },
  );

  it('unless it is larger than the range requested from the edge', async () => {
    const large = 'x'.repeat(64 * 1024 + 1);
    serve(large);
    await publish(large);
    await world.clock.advance(15_000);
    expect(outcomeOf(publisher)).toEqual({ kind: 'fresh', count: 1, unproven: 1 });
  });

  it('no content stays in memory while an edge that shows no ETag is compared with the file on disk', async () => {
    const read: string[] = [];
    const { disk } = world;
    const bytesOf = disk.read;
    disk.read = async (path) => {
      read.push(path);
      return bytesOf(path);
    };
    serve('x');
    await publish('x');
    const before = read.length;
    await world.clock.advance(5_000);
    expect({ outcome: outcomeOf(publisher), read: read.slice(before) }).toEqual({
      outcome: { kind: 'fresh', count: 1, unproven: 0 },
      read: ['/w/dist/a.js'],
    });
  });
});
