import { beforeEach, describe, expect, it } from 'vitest';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, withoutClaims } from '../engineWorld.js';

const minute = 60_000;

let world: ReturnType<typeof createEngineWorld>;
/** What each window has shown, and how requests for its own files ended as far as it was notified. */
let seen: Record<string, string[]>;
let finished: Record<string, string[]>;
let ports: CloudPorts;

beforeEach(() => {
  world = createEngineWorld();
  const cdn = Object.assign(Object.create(world.cloud.cdn), { readRefreshTasks: readSlowTasks });
  ports = { ...world.cloud, cdn };
  starts.clear();
  seen = {};
  finished = {};
});

/** Tasks take so long that another window sees them under way. */
async function readSlowTasks(...input: Parameters<CloudPorts['cdn']['readRefreshTasks']>) {
  const tasks = await world.cloud.cdn.readRefreshTasks(...input);
  const begun = tasks.map((task) => ({ ...task, status: 'refreshing' as const }));
  const startedAt = tasks.map(({ id }) => starts.get(id) ?? world.clock.now());
  for (const { id } of tasks) if (!starts.has(id)) starts.set(id, world.clock.now());
  return world.clock.now() - Math.min(...startedAt) < 15_000 ? begun : tasks;
}
const starts = new Map<string, number>();

const of = (folder: string, name: string, text = name): Publication => {
  const root = `/${folder}/dist`;
  world.disk.save(`${root}/${name}`, text);
  return world.publicationOf(name, { workspaceRoot: `/${folder}`, root, path: `${root}/${name}` });
};

/** A window of one workspace folder; an idle one claims nothing, so that another window does its work. */
function open(folder: string, { owner = folder, isIdle = false } = {}): Publisher {
  const shared = world.shared.window(owner);
  const store = isIdle ? withoutClaims(shared) : shared;
  const publisher = world.openWindow(owner, ports, store, () => '1', { roots: () => [`/${folder}`] });
  const [states, ends]: [string[], string[]] = [[], []];
  Object.assign(seen, { [owner]: states });
  Object.assign(finished, { [owner]: ends });
  publisher.onDidChange(() => {
    if (states.at(-1) !== publisher.state.kind) states.push(publisher.state.kind);
  });
  publisher.onDidFinish(({ publication, as }) => {
    if (publication.workspaceRoot === `/${folder}`) ends.push(`${publication.key} ${as}`);
  });
  return publisher;
}

/** The first window works on its own file and on the one of the second. */
async function publishBoth(): Promise<readonly [Publisher, Publisher]> {
  const [one, two] = [open('one'), open('two', { isIdle: true })];
  await one.enqueue([of('one', 'a.js')]);
  await world.clock.advance(100);
  await two.enqueue([of('two', 'b.js')]);
  return [one, two];
}

const proofOf = (state: Publisher['state']) => (state.kind === 'fresh' ? state : undefined);
const countCompletions = () => world.shared.connection.number('SELECT count(*) FROM completion');

describe('a request that another window has carried out', () => {
  it('is shown as fresh, once, in the window that made it', async () => {
    const [one, two] = await publishBoth();
    const three = open('three');
    await three.resume();
    const shown: unknown[] = [];
    two.onDidChange(() => proofOf(two.state) && shown.push(proofOf(two.state)));
    await world.clock.advance(2 * minute);
    expect(finished).toEqual({ one: ['a.js fresh'], two: ['b.js fresh'], three: [] });
    // Between the end of the entry and the completion there may be a moment of nothing.
    expect(seen.two?.filter((kind) => kind !== 'idle')).toEqual(['uploading', 'refreshing', 'fresh']);
    expect(seen.two?.at(-1)).toBe('idle');
    expect(shown).toContainEqual({ kind: 'fresh', count: 1, unproven: 0 });
    expect(seen.three).not.toContain('fresh');
    expect({ one: one.state.kind, two: two.state.kind, three: three.state.kind }).toEqual({
      one: 'idle',
      two: 'idle',
      three: 'idle',
    });
    await two.enqueue([of('two', 'c.js')]);
    await world.clock.advance(2 * minute);
    expect(finished).toEqual({ one: ['a.js fresh'], two: ['b.js fresh', 'c.js fresh'], three: [] });
  });

  it('is shown there as not verified when no edge could be reached', async () => {
    world.cloud.state.edgeAnswer = () => ({ outcome: 'unreachable', headers: {}, durationMs: 1 });
    const [, two] = await publishBoth();
    let shown: unknown;
    two.onDidChange(() => {
      shown = proofOf(two.state) ?? shown;
    });
    await world.clock.advance(minute);
    expect(shown).toEqual({ kind: 'fresh', count: 1, unproven: 1 });
  });

  it('is shown there as stale when the edge still serves other content', async () => {
    const old = { outcome: 'answered', status: 200, headers: { etag: '"OLD"' }, durationMs: 1 } as const;
    world.cloud.state.edgeAnswer = () => old;
    const [, two] = await publishBoth();
    await world.clock.advance(minute);
    expect(two.state).toMatchObject({ kind: 'failed', count: 1, failures: [{ cause: { kind: 'stale' } }] });
  });

  it('is shown as fresh in a window of its folder that was opened again meanwhile', async () => {
    const [, two] = await publishBoth();
    await world.clock.advance(1_000);
    two.dispose();
    world.shared.crash('two');
    await open('two', { owner: 'again', isIdle: true }).resume();
    await world.clock.advance(2 * minute);
    expect(finished.again).toEqual(['b.js fresh']);
  });

  it('is shown again for each time that it is requested', async () => {
    const [one, two] = await publishBoth();
    await world.clock.advance(minute);
    void one.enqueue([of('one', 'c.js')]);
    await world.clock.advance(100);
    await two.enqueue([of('two', 'b.js', 'newer')]);
    await world.clock.advance(2 * minute);
    expect(finished.two).toEqual(['b.js fresh', 'b.js fresh']);
  });
});

describe('a completion', () => {
  it('is not stored for the window that did the work itself', async () => {
    const one = open('one');
    const ended: number[] = [];
    one.onDidFinish(() => ended.push(countCompletions()));
    await one.enqueue([of('one', 'a.js')]);
    await world.clock.advance(minute);
    expect({ ended, completions: countCompletions(), entries: one.list() }).toEqual({
      ended: [0],
      completions: 0,
      entries: [],
    });
  });

  it('is removed once the window that made the request has fetched it', async () => {
    const [one, two] = await publishBoth();
    await world.clock.advance(minute);
    expect({ finished: finished.two, completions: countCompletions() }).toEqual({
      finished: ['b.js fresh'],
      completions: 0,
    });
    expect({ one: one.list(), two: two.list() }).toEqual({ one: [], two: [] });
  });
});
