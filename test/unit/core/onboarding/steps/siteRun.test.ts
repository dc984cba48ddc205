import { describe, expect, it } from 'vitest';
import type { OnboardingPlan, RunRecord, UserAsk } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { handMade } from '../stories/hands.js';
import { type Fate, openMortal } from '../stories/mortal.js';
import { agree, createWorld, live, plan, readyCloud, type World } from '../world.js';

const { domain } = plan;
const sitePlan: OnboardingPlan = { ...plan, task: 'site', site: { type: 'spa', query: 'imagesKept' } };

function cloudWithDomain(...configs: readonly CdnConfig[]): MemoryCloud {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  cloud.state.configs.set(domain, [...configs]);
  cloud.state.edgeAnswer = serveSite(cloud);
  return cloud;
}

/** An edge that obeys the rule for routes. */
function serveSite({ state }: MemoryCloud) {
  return (_at: string, _name: string, path: string): EdgeAnswer => {
    const rule = state.configs.get(domain)?.find(({ functionName }) => functionName === 'host_redirect');
    const isPage = rule !== undefined && /^\/[^.]*$/.test(path);
    if (!isPage) return { outcome: 'answered', status: 404, headers: {}, durationMs: 1 };
    const headers = { 'content-type': 'text/html', 'x-cache': 'HIT TCP_MEM_HIT' };
    return { outcome: 'answered', status: 200, headers, body: Buffer.from('<h1>hi</h1>'), durationMs: 1 };
  };
}

async function run(world: World): Promise<RunRecord> {
  const board = world.openWindow('a');
  const id = await board.start(sitePlan);
  await live(world, board, id, 60);
  return board.runs[0]!.record;
}

function asks(record: RunRecord): UserAsk | undefined {
  const state = currentStep(record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

const settings = ({ state }: MemoryCloud) =>
  (state.configs.get(domain) ?? []).map(({ functionName, args }) => `${functionName} ${JSON.stringify(args)}`).sort();

const wanted = [
  'brotli {"enable":"on"}',
  'gzip {"enable":"on"}',
  'host_redirect {"regex":"^/[^.]*$","replacement":"/index.html","flag":"break"}',
  'path_based_ttl_set {"weight":"1","path":"/","ttl":"3600","swift_origin_cache_high":"on"}',
  'set_hashkey_args {"disable":"on","hashkey_args":"x-oss-process","keep_oss_args":"on"}',
];

describe('a site type', () => {
  it('is set as approved, its copies are dropped, and the run is done once the edge serves it', async () => {
    const world = createWorld(cloudWithDomain());
    const record = await run(world);
    expect(currentStep(record)).toBeUndefined();
    expect(settings(world.cloud)).toEqual(wanted);
    expect(record.steps.dropCopies).toMatchObject({ state: 'done', note: 'copiesDropped' });
    expect(world.cloud.calls.filter((each) => each === 'cdn.refresh')).toHaveLength(1);
  });

  it('changes nothing before it is approved, and shows every change before and after', async () => {
    const old: CdnConfig = { id: '7', functionName: 'gzip', args: { enable: 'off', foreign: 'x' }, status: 'success' };
    const world = createWorld(cloudWithDomain(old));
    world.unanswered.add('approveSite');
    const asked = asks(await run(world));
    expect(asked).toMatchObject({ kind: 'approveSite', type: 'spa' });
    const gzip =
      asked?.kind === 'approveSite' ? asked.changes.find(({ functionName }) => functionName === 'gzip') : undefined;
    expect(gzip).toEqual({
      functionName: 'gzip',
      configId: '7',
      before: old.args,
      after: { enable: 'on', foreign: 'x' },
    });
    expect(settings(world.cloud)).toEqual(['gzip {"enable":"off","foreign":"x"}']);
  });

  it('asks again about what was set elsewhere between the approval and the act', async () => {
    const cloud = cloudWithDomain();
    const world = createWorld(cloud);
    world.unanswered.add('approveSite');
    const board = world.openWindow('a');
    const id = await board.start(sitePlan);
    await live(world, board, id, 2);
    const answer = agree(asks(board.runs[0]!.record)!, cloud);
    const theirs: CdnConfig = { id: '9', functionName: 'brotli', args: { enable: 'off' }, status: 'success' };
    cloud.state.configs.set(domain, [theirs]);
    await board.answer(id, answer);
    await live(world, board, id, 2);
    expect(asks(board.runs[0]!.record)).toMatchObject({ kind: 'approveSite', changes: [{ configId: '9' }] });
    expect(cloud.state.configs.get(domain)).toContainEqual(theirs);
  });

  it('leaves alone what is changed after it was seen set', async () => {
    const world = createWorld(cloudWithDomain());
    world.unanswered.add('offerDrop');
    const board = world.openWindow('a');
    const id = await board.start(sitePlan);
    await live(world, board, id);
    const present = world.cloud.state.configs.get(domain)!;
    world.cloud.state.configs.set(
      domain,
      present.filter(({ functionName }) => functionName !== 'gzip'),
    );
    board.recheck(id);
    await live(world, board, id, 2);
    expect(board.runs[0]!.record.steps.transfer).toMatchObject({ state: 'done', skipped: true, note: 'changedSince' });
    expect(settings(world.cloud)).not.toContain('gzip {"enable":"on"}');
  });

  it('lets copies expire where the user wants that, and drops none where nothing was changed', async () => {
    const world = createWorld(cloudWithDomain());
    world.unanswered.add('offerDrop');
    const board = world.openWindow('a');
    const id = await board.start(sitePlan);
    await live(world, board, id);
    const asked = asks(board.runs[0]!.record) as Extract<UserAsk, { kind: 'offerDrop' }>;
    await board.answer(id, { left: { dropCopies: asked.approval } });
    await live(world, board, id);
    expect(board.runs[0]).toMatchObject({
      activity: 'finished',
      record: { steps: { dropCopies: { note: 'asChosen' } } },
    });
    await live(world, board, await board.start(sitePlan));
    expect(board.runs[0]!.record.steps.dropCopies).toMatchObject({ note: 'nothingToDrop' });
    expect(world.cloud.calls).not.toContain('cdn.refresh');
  });

  it('asks what to do when the edge does not serve the site for minutes, and finishes without proof', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.state.edgeAnswer = () => ({ outcome: 'answered', status: 403, headers: {}, durationMs: 1 });
    world.unanswered.add('siteUnserved');
    const board = world.openWindow('a');
    const id = await board.start(sitePlan);
    await live(world, board, id, 40);
    const asked = asks(board.runs[0]!.record);
    expect(asked).toMatchObject({ kind: 'siteUnserved' });
    expect(asked?.kind === 'siteUnserved' && asked.checks.map(({ kind }) => kind)).toEqual(['root', 'route']);
    await board.answer(id, { skipped: { siteServed: true } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('stops with its sentence while a staging configuration is active', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.failNext('cdn.setConfig', 'before', 'stagingActive');
    const record = await run(world);
    expect(record.steps.addresses).toMatchObject({ state: 'failed', error: { kind: 'stagingActive' } });
  });

  it('makes a setting once more that CDN failed to make', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.state.failingSettings.push('gzip', 'host_redirect');
    expect(currentStep(await run(world))).toBeUndefined();
    expect(settings(world.cloud)).toEqual(wanted);
  });

  it('refreshes nothing of a wildcard, whose hosts it does not know', async () => {
    const cloud = cloudWithDomain();
    cloud.state.domains.set('.example.com', { ...handMade, name: '.example.com' });
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    const id = await board.start({ ...sitePlan, domain: '.example.com', site: { type: 'downloads' } });
    await live(world, board, id);
    expect(board.runs[0]!.record.steps.dropCopies).toMatchObject({ skipped: true, note: 'wildcardNotDropped' });
    expect(cloud.calls).not.toContain('cdn.refresh');
  });
});

/** Plays the run in a window with this fate and, when that has died, in a second one. */
async function play(fate: Fate) {
  const world = createWorld(cloudWithDomain());
  const writes: string[] = [];
  let saves = 0;
  const note: Parameters<typeof openMortal>[3] = (deed) => {
    if (deed.kind === 'save') saves += 1;
    else if (deed.write !== undefined) writes.push(deed.write);
  };
  const first = openMortal(world, 'a', fate, note);
  const id = await first.board.start(sitePlan);
  await live(world, first.board, id, 40, first.isDead);
  const died = first.isDead();
  let { board } = first;
  if (died) {
    board = openMortal(world, 'b', () => undefined, note).board;
    await board.load();
    await live(world, board, id, 40);
  }
  return { died, activity: board.runs[0]?.activity, writes, saves, end: settings(world.cloud) };
}

describe('a window that dies while a site is set up', async () => {
  const whole = await play(() => undefined);

  it('would have finished it with six writes', () => {
    expect(whole).toMatchObject({ died: false, activity: 'finished', end: wanted });
    expect(whole.writes).toHaveLength(6);
  });

  const saves = Array.from({ length: whole.saves - 1 }, (_, at) => ({ kind: 'save', what: 'a save', at: at + 1 }));
  const writes = whole.writes.map((what, at) => ({ kind: 'call', what, at }));
  const cells = [
    ...writes.flatMap((each) => (['before', 'after'] as const).map((when) => ({ ...each, when }))),
    // The first save is the start itself: before it there is no run.
    ...saves.map((each) => ({ ...each, when: 'before' as const })),
  ];
  it.each(cells)('$when $what ($at): another finishes, nothing twice', async ({ kind, at, when }) => {
    let count = 0;
    const result = await play((deed) => {
      const counts = deed.kind === kind && (deed.kind === 'save' || deed.write !== undefined);
      return counts && count++ === at ? when : undefined;
    });
    expect(result).toMatchObject({ died: true, activity: 'finished', end: whole.end });
    expect([...result.writes].sort()).toEqual([...whole.writes].sort());
  });
});
