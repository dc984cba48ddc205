import { beforeEach, describe, expect, it } from 'vitest';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import type { Publication } from '../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../src/core/publishing/publisher.js';
import { createEngineWorld } from './engineWorld.js';

const minute = 60_000;

let world: ReturnType<typeof createEngineWorld>;
/** What each window has shown, and what it heard of the ends of its own files. */
let seen: Record<string, string[]>;
let heard: Record<string, string[]>;
let ports: CloudPorts;

beforeEach(() => {
  world = createEngineWorld();
  ports = { ...world.cloud, cdn: Object.assign(Object.create(world.cloud.cdn), { readRefreshTasks: lookLong }) };
  starts.clear();
  seen = {};
  heard = {};
});

/** Tasks take so long that a window which works finds what others have left. */
async function lookLong(...input: Parameters<CloudPorts['cdn']['readRefreshTasks']>) {
  const tasks = await world.cloud.cdn.readRefreshTasks(...input);
  const begun = tasks.map((task) => ({ ...task, status: 'refreshing' as const }));
  const startedAt = tasks.map(({ id }) => starts.get(id) ?? world.clock.now());
  for (const { id } of tasks) if (!starts.has(id)) starts.set(id, world.clock.now());
  return world.clock.now() - Math.min(...startedAt) < 15_000 ? begun : tasks;
}
const starts = new Map<string, number>();

const of = (root: string, name: string): Publication => {
  world.save(name, name);
  return world.publicationOf(name, { id: `${root} ${name}`, label: root });
};

/** A window whose own files are those of one root. */
function open(root: string, owner = root): Publisher {
  const isOwn = ({ label }: Publication) => label === root;
  const store = world.shared.window(owner);
  const publisher = world.openWindow(owner, ports, store, () => '1', { here: () => isOwn });
  const [states, ends]: [string[], string[]] = [[], []];
  Object.assign(seen, { [owner]: states });
  Object.assign(heard, { [owner]: ends });
  publisher.onDidChange(() => {
    if (states.at(-1) !== publisher.state.kind) states.push(publisher.state.kind);
  });
  publisher.onDidFinish(({ publication, as }) => {
    if (isOwn(publication)) ends.push(`${publication.key} ${as}`);
  });
  return publisher;
}

/** One window works at its own file while another one's file is left to it. */
async function leave(): Promise<readonly [Publisher, Publisher]> {
  const [one, two] = [open('one'), open('two')];
  await one.enqueue([of('one', 'a.js')]);
  await world.clock.advance(100);
  await two.enqueue([of('two', 'b.js')]);
  return [one, two];
}

const proofOf = (state: Publisher['state']) => (state.kind === 'fresh' ? state : undefined);

describe('a file that another window publishes', () => {
  it('is shown as fresh, once, in the window in which it was saved', async () => {
    const [one, two] = await leave();
    const three = open('three');
    await three.resume();
    const shown: unknown[] = [];
    two.onDidChange(() => proofOf(two.state) && shown.push(proofOf(two.state)));
    await world.clock.advance(2 * minute);
    expect(heard).toEqual({ one: ['a.js fresh'], two: ['b.js fresh'], three: [] });
    expect(seen.two).toEqual(['uploading', 'refreshing', 'fresh', 'idle']);
    expect(shown).toContainEqual({ kind: 'fresh', count: 1, unproven: 0 });
    expect(seen.three).not.toContain('fresh');
    expect([one.state.kind, two.state.kind, three.state.kind]).toEqual(['idle', 'idle', 'idle']);
    await two.enqueue([of('two', 'c.js')]);
    await world.clock.advance(2 * minute);
    expect(heard).toEqual({ one: ['a.js fresh'], two: ['b.js fresh', 'c.js fresh'], three: [] });
  });

  it('is shown there as refreshed when no edge could be asked', async () => {
    world.cloud.state.edgeAnswer = () => ({ outcome: 'unreachable', headers: {}, durationMs: 1 });
    const [, two] = await leave();
    let shown: unknown;
    two.onDidChange(() => {
      shown = proofOf(two.state) ?? shown;
    });
    await world.clock.advance(minute);
    expect(shown).toEqual({ kind: 'fresh', count: 1, unproven: 1 });
  });

  it('is shown there as what the edge still serves', async () => {
    const old = { outcome: 'answered', status: 200, headers: { etag: '"OLD"' }, durationMs: 1 } as const;
    world.cloud.state.edgeAnswer = () => old;
    const [, two] = await leave();
    await world.clock.advance(minute);
    expect(two.state).toMatchObject({ kind: 'failed', failures: [{ cause: { kind: 'stale' } }] });
  });

  it('is shown as fresh in a window that was opened again meanwhile', async () => {
    const [, two] = await leave();
    two.dispose();
    world.shared.crash('two');
    await open('two', 'again').resume();
    await world.clock.advance(2 * minute);
    expect(heard.again).toEqual(['b.js fresh']);
  });

  it('is shown again for each time that it is saved', async () => {
    const [one, two] = await leave();
    await world.clock.advance(minute);
    void one.enqueue([of('one', 'c.js')]);
    await world.clock.advance(100);
    world.save('b.js', 'newer');
    await two.enqueue([world.publicationOf('b.js', { id: 'two b.js', label: 'two' })]);
    await world.clock.advance(2 * minute);
    expect(heard.two).toEqual(['b.js fresh', 'b.js fresh']);
  });
});

describe('what is kept of the end', () => {
  const whole = () => [...world.shared.documents.values()].join('');

  it('is nothing for the files of the window that works', async () => {
    const one = open('one');
    await one.enqueue([of('one', 'a.js')]);
    await world.clock.advance(minute);
    expect([whole().includes('ended'), one.unsettled]).toEqual([false, []]);
  });

  it('goes with the first work after a minute, and what the ledger has is not kept twice', async () => {
    const [one] = await leave();
    await world.clock.advance(minute);
    expect(one.unsettled).toMatchObject([{ stage: 'done', ended: { as: 'fresh' }, publication: { key: 'b.js' } }]);
    expect(one.unsettled[0]).not.toHaveProperty('record');
    await world.clock.advance(minute);
    await one.enqueue([of('one', 'c.js')]);
    await world.clock.advance(minute);
    expect([whole().includes('ended'), one.unsettled]).toEqual([false, []]);
  });
});
