import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { createWorld, live, plan, readyCloud, siteBucket, type World } from '../world.js';
import { setting } from './siteWorld.js';

const index = { regex: '^/$', replacement: '/index.html', flag: 'break' };
const stateOf = (board: RunBoard) => board.runs[0]?.record.steps.homePage;

/** The question about the home page. */
function asked(board: RunBoard): Extract<UserAsk, { kind: 'approveHomePage' }> {
  const state = stateOf(board);
  if (state?.state !== 'needsUser' || state.ask.kind !== 'approveHomePage') throw new Error(JSON.stringify(state));
  return state.ask;
}

/** The rules of the domain. */
const rulesOf = ({ state }: MemoryCloud) =>
  (state.configs.get(plan.domain) ?? []).filter(({ functionName }) => functionName === 'host_redirect');

/** An onboarding to its end, of a bucket with an index page whose bare domain OSS refuses; nothing about the home page is answered. */
async function run(
  prepare: (world: World) => unknown = () => undefined,
  of: OnboardingPlan = plan,
  watch: (board: RunBoard) => void = () => undefined,
) {
  const cloud = readyCloud();
  cloud.state.rootDenied = true;
  const world = createWorld(cloud);
  await prepare(world);
  world.unanswered.add('approveHomePage').add('turnOnAutoUpdate');
  const board = world.openWindow('one');
  watch(board);
  const id = await board.start(of);
  await live(world, board, id);
  return { world, cloud, board, id };
}

const answer = (status: number, body = '') => ({
  outcome: 'answered' as const,
  status,
  headers: { 'x-cache': 'MISS TCP_MISS' },
  body: Buffer.from(body),
  durationMs: 1,
});

/** The edge answers this to `/`. */
function answerRoot({ cloud }: World, root: ReturnType<typeof answer>) {
  const { probe } = cloud.edge;
  cloud.edge.probe = async (request, signal) => (request.path === '/' ? root : probe(request, signal));
}

describe('the home page of a domain that was put on CDN', () => {
  it('is offered with the rule that it needs where OSS refuses /, and the run is finished without it', async () => {
    const { cloud, board } = await run();
    expect(asked(board).changes).toEqual([{ functionName: 'host_redirect', after: index }]);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(rulesOf(cloud)).toEqual([]);
  });

  it('is offered where / is not found', async () => {
    const { board } = await run((world) => answerRoot(world, answer(404)));
    expect(asked(board).kind).toBe('approveHomePage');
  });

  it('is set as approved, and the next recommendation follows', async () => {
    const { world, cloud, board, id } = await run();
    await board.answer(id, { approvals: { site: asked(board).approval } });
    await live(world, board, id, 2);
    expect(stateOf(board)).toEqual({ state: 'done', since: expect.any(Number) });
    expect(rulesOf(cloud)).toMatchObject([{ args: index }]);
    expect(board.runs[0]?.record.steps.autoUpdate).toMatchObject({ ask: { kind: 'turnOnAutoUpdate' } });
  });

  it('is left out as the user chose, and the next recommendation follows', async () => {
    const { world, cloud, board, id } = await run();
    await board.answer(id, { skipped: { homePage: true } });
    await live(world, board, id, 2);
    expect(stateOf(board)).toMatchObject({ state: 'done', skipped: true, note: 'asChosen' });
    expect(rulesOf(cloud)).toEqual([]);
    expect(board.runs[0]?.record.steps.autoUpdate).toMatchObject({ ask: { kind: 'turnOnAutoUpdate' } });
  });

  it('replaces another rule for / that shows no page, and says so', async () => {
    const other: CdnConfig = setting('host_redirect', { ...index, replacement: '/gone.html' }, '7');
    const { world, cloud, board, id } = await run((created) => {
      answerRoot(created, answer(404));
      created.cloud.state.configs.set(plan.domain, [other]);
    });
    expect(asked(board).changes).toEqual([
      { functionName: 'host_redirect', configId: '7', before: other.args, after: index },
    ]);
    await board.answer(id, { approvals: { site: asked(board).approval } });
    await live(world, board, id, 2);
    expect(rulesOf(cloud)).toMatchObject([{ args: index }]);
  });

  it('is asked about again where a rule was set elsewhere between the approval and the act', async () => {
    const { world, cloud, board, id } = await run();
    const { approval } = asked(board);
    const other = setting('host_redirect', { ...index, replacement: '/gone.html' }, '7');
    cloud.state.configs.set(plan.domain, [...(cloud.state.configs.get(plan.domain) ?? []), other]);
    await board.answer(id, { approvals: { site: approval } });
    await live(world, board, id, 2);
    expect(asked(board).changes).toMatchObject([{ configId: '7' }]);
    expect(rulesOf(cloud)).toEqual([other]);
  });

  it('is offered once the index page was uploaded and the run is checked again', async () => {
    const { world, cloud, board, id } = await run(({ cloud: { state, oss } }) => {
      state.buckets.get('site')?.objects.delete('index.html');
      return put(oss, 'a.css');
    });
    expect(stateOf(board)).toEqual({ state: 'done', since: expect.any(Number), skipped: true });
    await put(cloud.oss, 'index.html');
    const seen = new Set<string | undefined>();
    board.onDidChange(() => void seen.add(board.runs[0]?.activity));
    board.recheck(id);
    await live(world, board, id, 2);
    expect(asked(board).kind).toBe('approveHomePage');
    expect([...seen]).toEqual(['finished']);
  });

  it('stays failed while it is tried again after a temporary failure, so that its row stays', async () => {
    const seen: (string | undefined)[] = [];
    let failures = 3;
    const { world, board } = await run(
      ({ cloud: { cdn } }) => {
        const { readConfigs } = cdn;
        cdn.readConfigs = async (name, functions, signal) => {
          if (functions.includes('host_redirect') && failures-- > 0) throw new AppError('offline');
          return readConfigs(name, functions, signal);
        };
      },
      plan,
      (created) => {
        created.onDidChange(() => {
          const state = stateOf(created)?.state;
          if (state !== seen.at(-1)) seen.push(state);
        });
      },
    );
    await world.clock.advance(120_000);
    expect(asked(board).kind).toBe('approveHomePage');
    expect(seen).toEqual(['pending', 'running', 'failed', 'needsUser']);
  });

  it('can be done without where CDN does not offer the rule', async () => {
    const { world, cloud, board, id } = await run();
    cloud.failNext('cdn.setConfig', 'before', 'operationBarred');
    world.unanswered.add('settingRefused');
    await board.answer(id, { approvals: { site: asked(board).approval } });
    await live(world, board, id, 2);
    const state = stateOf(board);
    const ask = state?.state === 'needsUser' && state.ask.kind === 'settingRefused' ? state.ask : undefined;
    expect(ask).toMatchObject({ functionName: 'host_redirect' });
    await board.answer(id, { left: { settings: ask?.leave ?? '' } });
    await live(world, board, id, 2);
    expect(stateOf(board)).toMatchObject({ state: 'done', skipped: true });
  });
});

function put(oss: MemoryCloud['oss'], key: string) {
  return oss.putObject(siteBucket, key, { body: Buffer.from('x'), headers: {} }, new AbortController().signal);
}

const site: OnboardingPlan['origin'] = {
  kind: 'site',
  servers: [{ host: 'a.example.net', backup: false, weight: 10 }],
};

describe('the home page is not offered', () => {
  it.each<[string, (world: World) => unknown, OnboardingPlan?]>([
    ['where / shows a page', ({ cloud: { state } }) => (state.rootDenied = false)],
    [
      'where the rule is there already',
      ({ cloud: { state } }) => state.configs.set(plan.domain, [setting('host_redirect', index)]),
    ],
    ['where a rule about who may ask refuses /', (world) => answerRoot(world, answer(403, 'denied by IP blacklist'))],
    [
      'while a staging configuration is under test',
      ({ cloud }) => Object.assign(cloud.cdn, { hasStagingConfig: async () => true }),
    ],
    ['where / leads elsewhere', (world) => answerRoot(world, answer(302))],
    ['where the origin does not answer', (world) => answerRoot(world, answer(502))],
    [
      'where the bucket has static website hosting',
      (world) => Object.assign(world.cloud.state.buckets.get('site')!, { websiteIndex: 'home.html' }),
    ],
    [
      'without an index page',
      ({ cloud: { state, oss } }) => {
        state.buckets.get('site')?.objects.clear();
        return put(oss, 'a.css');
      },
    ],
    ['for another origin than a bucket', () => undefined, { ...plan, origin: site }],
  ])('%s', async (_name, prepare, of) => {
    const { board } = await run(prepare, of);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(stateOf(board)).toEqual({ state: 'done', since: expect.any(Number), skipped: true });
    if (!of) expect(board.runs[0]?.record.steps.autoUpdate).toMatchObject({ ask: { kind: 'turnOnAutoUpdate' } });
  });
});
