import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { RefreshTask } from '../../../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld } from '../engineWorld.js';

const minute = 60_000;
const day = 24 * 60 * minute;

let world: ReturnType<typeof createEngineWorld>;
/** What CDN answers about the tasks. */
let look: (tasks: readonly RefreshTask[]) => readonly RefreshTask[];
let ports: CloudPorts;
let seen: string[];

beforeEach(() => {
  world = createEngineWorld();
  look = (tasks) => tasks;
  const readRefreshTasks: CloudPorts['cdn']['readRefreshTasks'] = async (ids, signal) =>
    look(await world.cloud.cdn.readRefreshTasks(ids, signal));
  ports = { ...world.cloud, cdn: Object.assign(Object.create(world.cloud.cdn), { readRefreshTasks }) };
  seen = [];
});

const under = (tasks: readonly RefreshTask[]) =>
  tasks.map((task) => ({ ...task, status: 'refreshing' as const, percent: 10 }));
const fails = (kind: 'offline' | 'unavailable' | 'badAnswer' | 'throttled') => () => {
  throw new AppError(kind);
};
const stale = () => {
  world.cloud.state.edgeAnswer = () => ({
    outcome: 'answered',
    status: 200,
    headers: { etag: '"OLD"' },
    durationMs: 1,
  });
};

async function publish(more: Partial<Publication> = {}): Promise<Publisher> {
  const publisher = openWindow('one');
  world.save('a.js', 'x');
  await publisher.enqueue([world.publicationOf('a.js', more)]);
  await world.clock.advance(1_500);
  expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
  return publisher;
}

function openWindow(owner: string): Publisher {
  const publisher = world.openWindow(owner, ports);
  publisher.onDidChange(() => {
    const { state } = publisher;
    const now = state.kind === 'waiting' ? state.reason : state.kind;
    if (seen.at(-1) !== now) seen.push(now);
  });
  return publisher;
}

describe('a refresh that CDN has accepted', () => {
  it('waits for the network, and continues automatically without a second refresh', async () => {
    const publisher = await publish();
    look = fails('offline');
    await world.clock.advance(60 * minute);
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'offline', count: 1 });
    look = under;
    await world.clock.advance(minute);
    expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
    expect(publisher.list()).toEqual([expect.not.objectContaining({ retryAt: expect.anything() })]);
    look = (tasks) => tasks;
    await world.clock.advance(minute);
    expect(seen).toEqual(['uploading', 'refreshing', 'offline', 'refreshing', 'fresh', 'idle']);
    expect({ refreshes: world.count('cdn.refresh'), puts: world.count('oss.putObject') }).toEqual({
      refreshes: 1,
      puts: 1,
    });
  });

  it('is still tracked when CDN has not answered for longer than its deadline', async () => {
    const publisher = await publish();
    look = fails('unavailable');
    await world.clock.advance(20 * minute);
    expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
    look = under;
    await world.clock.advance(10 * minute);
    expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
    look = (tasks) => tasks;
    await world.clock.advance(minute);
    expect(seen).toEqual(['uploading', 'refreshing', 'fresh', 'idle']);
  });

  it.each(['unavailable', 'badAnswer', 'throttled'] as const)(
    'ends with the state of the edge when CDN has not answered about it for half an hour (%s)',
    async (kind) => {
      const publisher = await publish();
      look = fails(kind);
      await world.clock.advance(29 * minute);
      expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
      await world.clock.advance(2 * minute);
      expect({ seen, refreshes: world.count('cdn.refresh') }).toEqual({
        seen: ['uploading', 'refreshing', 'fresh', 'idle'],
        refreshes: 1,
      });
    },
  );

  it('shows the content at the edge when CDN has not answered about it for half an hour', async () => {
    const publisher = await publish();
    look = fails('unavailable');
    stale();
    await world.clock.advance(32 * minute);
    expect(publisher.state).toMatchObject({ kind: 'failed', failures: [{ cause: { kind: 'stale', etag: '"OLD"' } }] });
  });

  it.each([
    ['under way', under],
    ['not known to CDN', () => []],
  ])(
    'a refresh that CDN has accepted and is %s after 15 minutes ends with the state of the edge',
    async (_name, answer) => {
      const publisher = await publish();
      look = answer;
      await world.clock.advance(14 * minute);
      expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
      await world.clock.advance(2 * minute);
      expect({ seen, refreshes: world.count('cdn.refresh') }).toEqual({
        seen: ['uploading', 'refreshing', 'fresh', 'idle'],
        refreshes: 1,
      });
    },
  );

  it.each<[string, Partial<Publication>, number]>([
    ['the edge does not tell', {}, 403],
    ['the edge is not asked about its variant', { variants: ['/feed.xml'] }, 200],
  ])(
    'a refresh that CDN has accepted and is still running after 15 minutes fails where %s',
    async (_name, more, status) => {
      const publisher = await publish(more);
      look = under;
      const { edgeAnswer } = world.cloud.state;
      if (status !== 200)
        world.cloud.state.edgeAnswer = () => ({ outcome: 'answered', status, headers: {}, durationMs: 1 });
      await world.clock.advance(16 * minute);
      expect(publisher.state).toMatchObject({
        kind: 'failed',
        failures: [{ cause: { kind: 'error', error: { kind: 'timeout' } } }],
      });
      world.cloud.state.edgeAnswer = edgeAnswer;
      look = (tasks) => tasks;
      await publisher.execute({ kind: 'retry' });
      await world.clock.advance(2 * minute);
      expect(publisher.state.kind).toBe('idle');
    },
  );

  it('a refresh that CDN has accepted and is still running after 15 minutes shows the content at the edge', async () => {
    const publisher = await publish();
    look = under;
    stale();
    await world.clock.advance(16 * minute);
    expect(publisher.state).toMatchObject({ kind: 'failed', failures: [{ cause: { kind: 'stale', etag: '"OLD"' } }] });
    expect(world.count('cdn.refresh')).toBe(1);
  });

  it('but failed for its URL has failed, though another of its tasks is still running after 15 minutes', async () => {
    const publisher = await publish({ variants: ['/b'] });
    look = (tasks) => tasks.map((task, at) => ({ ...task, status: at === 0 ? 'failed' : 'refreshing' }));
    await world.clock.advance(16 * minute);
    expect(publisher.state).toMatchObject({
      kind: 'failed',
      failures: [{ cause: { error: { kind: 'unavailable' } } }],
    });
  });

  it('a refresh that CDN has accepted and no longer knows is verified at the edge soon after the next window is opened', async () => {
    const first = await publish();
    first.dispose();
    world.shared.crash('one');
    look = () => [];
    await world.clock.advance(3 * day);
    seen = ['idle'];
    await openWindow('two').resume();
    await world.clock.advance(2 * minute);
    expect({ seen: seen.slice(1), refreshes: world.count('cdn.refresh') }).toEqual({
      seen: ['refreshing', 'fresh', 'idle'],
      refreshes: 1,
    });
  });

  it('just now, of a request that was held for days, is not treated as unknown to CDN', async () => {
    const publisher = openWindow('one');
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')], true);
    await world.clock.advance(4 * day);
    look = under;
    await publisher.execute({ kind: 'publishHeld' });
    await world.clock.advance(10 * minute);
    expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
  });

  it('is not verified at the edge where a newer version was requested meanwhile', async () => {
    const names = Array.from({ length: 80 }, (_, at) => `f${at}.js`);
    for (const name of names) world.save(name, name);
    const asked = new Set<string>();
    const newer = world.publicationOf('f79.js');
    const probe: CloudPorts['edge']['probe'] = async (request, signal) => {
      if (asked.size === 0) await publisher.enqueue([newer], true);
      asked.add(request.path);
      return world.cloud.edge.probe(request, signal);
    };
    ports = { ...ports, edge: { ...world.cloud.edge, probe } };
    const publisher = openWindow('one');
    await publisher.enqueue(names.map((name) => world.publicationOf(name)));
    await world.clock.advance(2 * minute);
    expect(publisher.list().map(({ publication, stage }) => ({ key: publication.key, stage }))).toEqual([
      { key: 'f79.js', stage: 'held' },
    ]);
    expect({ asked: asked.size, askedNewer: asked.has('/f79.js') }).toEqual({ asked: 79, askedNewer: false });
  });
});
