import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import { handMade } from '../hands.js';
import { agree, createWorld, live, siteBucket, type World } from '../world.js';
import { asks, cloudWithDomain, domain, setting, settings, sitePlan } from './siteWorld.js';

async function run(world: World): Promise<RunRecord> {
  const board = world.openWindow('a');
  const id = await board.start(sitePlan);
  await live(world, board, id, 60);
  return board.runs[0]!.record;
}

const wanted = [
  'brotli {"enable":"on"}',
  'gzip {"enable":"on"}',
  'host_redirect {"regex":"^/[^.]*$","replacement":"/index.html","flag":"break"}',
  'path_based_ttl_set {"weight":"1","path":"/","ttl":"3600","swift_origin_cache_high":"on","swift_no_cache_low":"off","swift_follow_cachetime":"off","force_revalidate":"off"}',
  'set_hashkey_args {"disable":"on","hashkey_args":"x-oss-process","keep_oss_args":"on"}',
];

describe('a site type', () => {
  it('is set as approved, cached copies are refreshed, and the run is done once the edge serves it', async () => {
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

  it('asks again about settings that changed elsewhere after the approval', async () => {
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

  it('leaves a setting alone that changed after it was verified', async () => {
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

  it('lets copies expire where the user chooses that, and refreshes none where nothing was changed', async () => {
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

  it('waits with the refresh while CDN is still configuring the domain', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.failNext('cdn.refresh', 'before', 'domainBusy');
    const board = world.openWindow('a');
    const states = new Set<string>();
    board.onDidChange(() => states.add(board.runs[0]?.record.steps.dropCopies.state ?? ''));
    await live(world, board, await board.start(sitePlan));
    expect(board.runs[0]?.activity).toBe('finished');
    expect([...states]).toContain('waiting');
    expect([...states]).not.toContain('failed');
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
    expect(asked?.kind === 'siteUnserved' && [...new Set(asked.checks.map(({ kind }) => kind))]).toEqual([
      'root',
      'route',
    ]);
    await board.answer(id, { skipped: { siteServed: true } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('is checked less often the longer its question is open', async () => {
    const cloud = cloudWithDomain();
    const world = createWorld(cloud);
    const { edgeAnswer } = cloud.state;
    cloud.state.edgeAnswer = (...asked) => ({ ...edgeAnswer!(...asked)!, status: 404 });
    world.unanswered.add('siteUnserved');
    await run(world);
    const looks: number[] = [];
    for (let hour = 0; hour < 3; hour++) {
      const before = cloud.calls.length;
      await world.clock.advance(3_600_000);
      looks.push(cloud.calls.length - before);
    }
    expect(looks[2]).toBeLessThan((looks[0] ?? 0) / 2);
  });

  it.each([
    {
      kind: 'missing',
      row: 'a missing file returns HTTP 200 instead of an error',
      wrong: (path: string, right: EdgeAnswer): EdgeAnswer =>
        path.startsWith('/missing-') ? { ...right, status: 200, headers: { 'content-type': 'text/html' } } : right,
    },
    {
      kind: 'asset',
      row: 'a file requested twice is fetched from the origin both times',
      wrong: (path: string, right: EdgeAnswer): EdgeAnswer =>
        path === '/a.css' ? { ...right, headers: { 'x-cache': 'MISS TCP_MISS dirn:-2:-2' } } : right,
    },
    {
      kind: 'root',
      row: 'the index page has the type application/zip instead of text/html',
      wrong: (path: string, right: EdgeAnswer): EdgeAnswer =>
        path === '/' ? { ...right, headers: { ...right.headers, 'content-type': 'application/zip' } } : right,
    },
    {
      kind: 'root',
      row: 'the index page returns HTTP 404',
      wrong: (path: string, right: EdgeAnswer): EdgeAnswer => (path === '/' ? { ...right, status: 404 } : right),
    },
    {
      kind: 'download',
      row: 'browsers download the index page, since its Content-Disposition header says so',
      wrong: (path: string, right: EdgeAnswer): EdgeAnswer =>
        path === '/' ? { ...right, headers: { ...right.headers, 'content-disposition': 'attachment' } } : right,
    },
  ])('names the promise that the edge breaks: $row', async ({ kind, row, wrong }) => {
    const cloud = cloudWithDomain();
    void cloud.oss.putObject(
      siteBucket,
      'a.css',
      { body: Buffer.from('p{}'), headers: {} },
      new AbortController().signal,
    );
    const world = createWorld(cloud);
    const { edgeAnswer } = cloud.state;
    cloud.state.edgeAnswer = (...asked) => wrong(asked[2], edgeAnswer!(...asked)!);
    world.unanswered.add('siteUnserved');
    const asked = asks(await run(world)) as Extract<UserAsk, { kind: 'siteUnserved' }>;
    expect(asked.checks.map((each) => each.kind)).toEqual([kind]);
    expect(questionOf(asked).text().row).toBe(`Check the site: ${row}`);
  });

  it.each([
    setting('aliauth', { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' }),
    setting('ip_allow_list_set', { ip_list: '192.0.2.7' }),
    setting('referer_white_list_set', { refer_domain_allow_list: 'a.example', allow_empty: 'off' }),
  ])('is not proven where a rule of the console refuses the check: $functionName', async (rule) => {
    const world = createWorld(cloudWithDomain(rule));
    world.cloud.state.edgeAnswer = () => ({ outcome: 'answered', status: 403, headers: {}, durationMs: 1 });
    const record = await run(world);
    expect(record.steps.siteServed).toMatchObject({ state: 'done', skipped: true, note: 'accessRestricted' });
    expect(settings(world.cloud)).toEqual(expect.arrayContaining([...wanted]));
  });

  it('stops before it asks while a staging configuration is under test, and continues once that is rolled back', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.state.staging.add(domain);
    const board = world.openWindow('a');
    const id = await board.start(sitePlan);
    await live(world, board, id, 2);
    expect(board.runs[0]!.record.steps.addresses).toMatchObject({ state: 'failed', error: { kind: 'stagingActive' } });
    expect(world.cloud.calls).not.toContain('cdn.setConfigs');
    world.cloud.state.staging.clear();
    board.recheck(id);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('stops with the refusal of CDN where the staging configuration came after the approval', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.failNext('cdn.setConfigs', 'before', 'stagingActive');
    const record = await run(world);
    expect(record.steps.addresses).toMatchObject({ state: 'failed', error: { kind: 'stagingActive' } });
  });

  it('retries a setting that CDN failed to make', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.state.failingSettings.push('gzip', 'host_redirect');
    expect(currentStep(await run(world))).toBeUndefined();
    expect(settings(world.cloud)).toEqual(wanted);
  });

  it('refreshes nothing for a wildcard, since its hosts are unknown', async () => {
    const cloud = cloudWithDomain();
    cloud.state.domains.set('.example.com', { ...handMade, name: '.example.com' });
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    const id = await board.start({ ...sitePlan, domain: '.example.com', site: { type: 'downloads' } });
    await live(world, board, id);
    expect(board.runs[0]!.record.steps.dropCopies).toMatchObject({ skipped: true, note: 'wildcardNotDropped' });
    expect(cloud.calls).not.toContain('cdn.refresh');
  });

  it('is one run in two windows: each write is made once, and both show the outcome', async () => {
    const world = createWorld(cloudWithDomain());
    world.unanswered.add('offerDrop');
    const [one, two] = [world.openWindow('a'), world.openWindow('b')];
    const [first, second] = [await one.start(sitePlan), await two.start(sitePlan)];
    expect(second).toBe(first);
    await live(world, one, first, 5);
    two.recheck(first);
    await world.clock.settle();
    expect([one, two].map(({ runs }) => runs[0]?.activity)).toEqual(['here', 'elsewhere']);
    one.pause(first);
    world.unanswered.clear();
    await live(world, two, first, 40);
    await one.load();
    expect([one, two].map((board) => board.runs[0]?.activity)).toEqual(['finished', 'finished']);
    const made = world.cloud.calls.filter((call) => /^cdn\.(set|delete|refresh)/.test(call)).sort();
    expect(made).toEqual(['cdn.refresh', ...Array.from({ length: 5 }, () => 'cdn.setConfigs')]);
  });
});
