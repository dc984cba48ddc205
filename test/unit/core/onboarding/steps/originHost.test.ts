import { describe, expect, it } from 'vitest';
import { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { handMade } from '../hands.js';
import { openMortal } from '../mortal.js';
import { live, createWorld as openWorld, plan, readyCloud, type World } from '../world.js';

const directory = `http://${plan.domain}/`;
const refreshes = ({ cloud }: World) => cloud.state.tasks.filter(({ url }) => url === directory);
const hostState = (world: World, board: ReturnType<World['openWindow']>) => {
  expect(world.cloud.state.configs.get(plan.domain)?.some(({ args }) => args.domain_name === plan.domain)).toBe(true);
  return board.runs[0]?.record.steps.originHost;
};

const setStatus = ({ cloud }: World, status: 'configuring' | 'success') =>
  cloud.state.configs.set(
    plan.domain,
    (cloud.state.configs.get(plan.domain) ?? []).map((config) => ({ ...config, status })),
  );

/** A domain that visitors may have used before the run. */
function createWorld(cloud = readyCloud()): World {
  cloud.state.domains.set(plan.domain, { ...handMade });
  return openWorld(cloud);
}

async function run(world: World) {
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id);
  return { board, id };
}

describe('copies that the edge cached before the origin host was changed', () => {
  it('are refreshed once, with one directory of the quota, and the row shows it', async () => {
    const world = createWorld();
    const before = world.cloud.state.quota.directories;
    const { board, id } = await run(world);
    expect(refreshes(world)).toHaveLength(1);
    expect(before - world.cloud.state.quota.directories).toBe(1);
    expect(hostState(world, board)).toMatchObject({ state: 'done', note: 'edgeRefreshed' });
    const { calls } = world.cloud;
    expect(calls.indexOf('cdn.refresh')).toBeGreaterThan(calls.lastIndexOf('cdn.setConfigs'));
    board.recheck(id);
    await world.clock.advance(120_000);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(refreshes(world)).toHaveLength(1);
  });

  it('do not exist on a new domain, which has had no visitors', async () => {
    const world = openWorld();
    const { board } = await run(world);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(refreshes(world)).toEqual([]);
  });

  it('are kept where the Host was set before the run, since none was cached without it', async () => {
    const cloud = readyCloud();
    const world = createWorld(cloud);
    const config = { functionName: 'set_req_host_header', args: { domain_name: plan.domain } };
    cloud.state.configs.set(plan.domain, [{ id: '1', ...config, status: 'success' }]);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id);
    expect(refreshes(world)).toEqual([]);
    expect(hostState(world, board)).not.toHaveProperty('note');
  });

  it('are refreshed after the change has taken effect, not before', async () => {
    const world = createWorld();
    const { cloud } = world;
    const deps = world.depsOf('one');
    const slow: typeof cloud.cdn.setConfigs = async (name, config, signal) => {
      await cloud.cdn.setConfigs(name, config, signal);
      setStatus(world, 'configuring');
    };
    const cdn = { ...cloud.cdn, setConfigs: slow };
    const board = new RunBoard({ ...deps, session: { ...deps.session, cloud: async () => ({ ...cloud, cdn }) } });
    const id = await board.start(plan);
    await live(world, board, id, 10);
    expect(hostState(world, board)).toMatchObject({ state: 'waiting', reason: { kind: 'siteUnready' } });
    expect(refreshes(world)).toEqual([]);
    setStatus(world, 'success');
    await live(world, board, id);
    expect(refreshes(world)).toHaveLength(1);
  });

  it.each(['offline', 'timeout'] as const)('are refreshed once although the answer was lost: %s', async (kind) => {
    const world = createWorld();
    world.cloud.failNext('cdn.refresh', 'after', kind);
    const { board } = await run(world);
    expect(refreshes(world)).toHaveLength(1);
    expect(hostState(world, board)).toMatchObject({ state: 'done', note: 'edgeRefreshed' });
  });

  it.each(['before', 'after'] as const)('are refreshed once although the window died %s it', async (when) => {
    const world = createWorld();
    const first = openMortal(world, 'one', (deed) =>
      deed.kind === 'call' && deed.action === 'cdn.refresh' ? when : undefined,
    );
    const id = await first.board.start(plan);
    await live(world, first.board, id, 30, first.isDead);
    expect(first.isDead()).toBe(true);
    const second = world.openWindow('two');
    await second.load();
    await live(world, second, id);
    expect(second.runs[0]?.activity).toBe('finished');
    expect(refreshes(world)).toHaveLength(1);
  });

  it.each(['quotaExceeded', 'forbidden'] as const)(
    'are kept when CDN refuses (%s), and the row says so',
    async (kind) => {
      const world = createWorld();
      world.cloud.failNext('cdn.refresh', 'before', kind);
      const { board, id } = await run(world);
      expect(board.runs[0]?.activity).toBe('finished');
      expect(hostState(world, board)).toMatchObject({ state: 'done', note: 'edgeNotRefreshed' });
      board.recheck(id);
      await world.clock.advance(120_000);
      expect(hostState(world, board)).toMatchObject({ state: 'done', note: 'edgeNotRefreshed' });
    },
  );

  it('are refreshed again when the Host was removed by hand and set again', async () => {
    const world = createWorld();
    const { board, id } = await run(world);
    world.cloud.state.configs.delete(plan.domain);
    board.recheck(id);
    await world.clock.advance(100);
    await live(world, board, id);
    expect(refreshes(world)).toHaveLength(2);
    expect(hostState(world, board)).toMatchObject({ note: 'edgeRefreshed' });
  });

  it('are refreshed again when the Host was removed before the first refresh was known to be sent', async () => {
    const world = createWorld();
    const first = openMortal(world, 'one', (deed) =>
      deed.kind === 'call' && deed.action === 'cdn.refresh' ? 'after' : undefined,
    );
    const id = await first.board.start(plan);
    await live(world, first.board, id, 30, first.isDead);
    world.cloud.state.configs.delete(plan.domain);
    const second = world.openWindow('two');
    await second.load();
    await live(world, second, id);
    expect(second.runs[0]?.activity).toBe('finished');
    expect(refreshes(world)).toHaveLength(2);
  });
});
