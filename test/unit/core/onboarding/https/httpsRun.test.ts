import { describe, expect, it } from 'vitest';
import { certificateApproval } from '../../../../../src/core/onboarding/approvals.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { OnboardingPlan, RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { handMade } from '../hands.js';
import { type Fate, openMortal } from '../mortal.js';
import { chooseFirst, createWorld, live, plan, readyCloud, type World } from '../world.js';

const httpsPlan: OnboardingPlan = { ...plan, task: 'https' };
const { domain } = plan;

function cloudWithDomain(): MemoryCloud {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  return cloud;
}

/** Lives in one window until the run is finished or its question stays unanswered. */
async function run(world: World, until?: () => boolean): Promise<RunRecord> {
  const board = world.openWindow('a');
  const id = await board.start(httpsPlan);
  await live(world, board, id, 40, until);
  return board.runs[0]!.record;
}

function asks(record: RunRecord): UserAsk | undefined {
  const state = currentStep(record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

function settings({ state }: MemoryCloud) {
  const configs = (state.configs.get(domain) ?? []).map(({ functionName, args }) => [functionName, args] as const);
  return Object.fromEntries(configs);
}

function end({ cloud }: World) {
  return { given: cloud.state.given.get(domain), settings: settings(cloud) };
}

describe('setting up HTTPS', () => {
  it('gives the domain the chosen certificate, HTTP/2 and TLS 1.2, and redirects http', async () => {
    const world = createWorld(cloudWithDomain());
    const record = await run(world);
    expect(currentStep(record)).toBeUndefined();
    const [wild] = world.cloud.state.certificates.values();
    expect(end(world)).toEqual({
      given: wild!.id,
      settings: {
        https_option: { http2: 'on' },
        https_tls_version: { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on' },
        https_force: { enable: 'on', https_rewrite: '301' },
      },
    });
    expect(record.steps.service).toEqual({ state: 'pending' });
  });

  it('stops before it asks while a staging configuration is under test, and continues once that is rolled back', async () => {
    const world = createWorld(cloudWithDomain());
    world.cloud.state.staging.add(domain);
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 2);
    expect(board.runs[0]!.record.steps.certificate).toMatchObject({ error: { kind: 'stagingActive' } });
    expect(world.cloud.calls).not.toContain('cdn.setCertificate');
    world.cloud.state.staging.clear();
    board.recheck(id);
    await live(world, board, id, 40);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('writes back the other arguments of an option, and removes the opposite redirect first', async () => {
    const cloud = cloudWithDomain();
    const config = (functionName: string, args: Record<string, string>) =>
      ({ id: functionName, functionName, args, status: 'success' }) as const;
    const foreign = { http2: 'off', ocsp_stapling: 'on', jdt_cert: 'free' };
    cloud.state.configs.set(domain, [config('https_option', foreign), config('http_force', { enable: 'off' })]);
    await run(createWorld(cloud));
    expect(settings(cloud)).toMatchObject({ https_option: { ...foreign, http2: 'on' }, https_force: { enable: 'on' } });
    expect(settings(cloud)).not.toHaveProperty('http_force');
  });

  it('skips the redirect where the user declines it, and asks again on a recheck', async () => {
    const world = createWorld(cloudWithDomain());
    world.unanswered.add('offerRedirect');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id);
    const asked = asks(board.runs[0]!.record) as Extract<UserAsk, { kind: 'offerRedirect' }>;
    await board.answer(id, { left: { redirect: asked.approval } });
    await live(world, board, id);
    expect(board.runs[0]).toMatchObject({ activity: 'finished', record: { steps: { redirect: { skipped: true } } } });
    expect(settings(world.cloud)).not.toHaveProperty('https_force');
  });

  it('waits until the edge shows the chosen certificate, and asks after a quarter of an hour', async () => {
    const world = createWorld(cloudWithDomain());
    const other = { trusted: true, names: ['*.example.com'], fingerprint: 'f'.repeat(64) };
    world.cloud.state.edgeAnswer = () => ({ outcome: 'answered', headers: {}, durationMs: 1, certificate: other });
    world.unanswered.add('certificateUnserved');
    const record = await run(world);
    expect(asks(record)).toEqual({ kind: 'certificateUnserved', shown: ['*.example.com'] });
    expect(settings(world.cloud)).toEqual({});
    // CDN has it, so that it is only waited for.
    expect(world.cloud.calls.filter((call) => call === 'cdn.setCertificate')).toHaveLength(1);
  });

  it('does not overwrite a certificate that is set elsewhere between the choice and the act', async () => {
    const cloud = cloudWithDomain();
    const world = createWorld(cloud);
    world.unanswered.add('chooseCertificate').add('replaceCertificate');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 2);
    const answer = chooseFirst(cloud);
    const theirs = addMemoryCertificate(cloud.state, [domain], 2e12, 'theirs');
    await cloud.cdn.setCertificate(domain, theirs, new AbortController().signal);
    await board.answer(id, answer);
    await live(world, board, id, 2);
    const asked = asks(board.runs[0]!.record) as Extract<UserAsk, { kind: 'replaceCertificate' }>;
    expect(asked).toMatchObject({ kind: 'replaceCertificate', chosen: { name: 'wild' }, held: { name: 'theirs' } });
    expect(cloud.state.given.get(domain)).toBe(theirs.id);
    await board.answer(id, { approvals: { certificate: asked.approval } });
    await live(world, board, id);
    expect(cloud.state.given.get(domain)).not.toBe(theirs.id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('does not overwrite a certificate that is set after the step is done', async () => {
    const cloud = cloudWithDomain();
    const world = createWorld(cloud);
    world.unanswered.add('offerRedirect').add('replaceCertificate');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id);
    const theirs = addMemoryCertificate(cloud.state, [domain], 2e12, 'theirs');
    await cloud.cdn.setCertificate(domain, theirs, new AbortController().signal);
    board.recheck(id);
    await live(world, board, id, 2);
    const asked = asks(board.runs[0]!.record) as Extract<UserAsk, { kind: 'replaceCertificate' }>;
    expect(asked.kind).toBe('replaceCertificate');
    expect(cloud.state.given.get(domain)).toBe(theirs.id);
    world.unanswered.delete('offerRedirect');
    await board.answer(id, { certificate: { kind: 'keep', present: asked.present } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(cloud.state.given.get(domain)).toBe(theirs.id);
  });

  it('asks for another certificate when CDN refuses the chosen one, and says why', async () => {
    const cloud = cloudWithDomain();
    const world = createWorld(cloud);
    world.unanswered.add('chooseCertificate');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    const chosen = { kind: 'own', id: 1, name: 'gone', region: 'cn-hangzhou' } as const;
    const approval = certificateApproval(chosen, undefined, newFacts);
    await board.answer(id, { certificate: chosen, approvals: { certificate: approval } });
    await live(world, board, id, 2);
    expect(asks(board.runs[0]!.record)).toMatchObject({
      kind: 'chooseCertificate',
      problem: { kind: 'refused', error: { kind: 'certificateGone' } },
    });
  });

  it('is one run in two windows: each write is made once, and both show the outcome', async () => {
    const world = createWorld(cloudWithDomain());
    world.unanswered.add('offerRedirect');
    const [one, two] = [world.openWindow('a'), world.openWindow('b')];
    const [first, second] = [await one.start(httpsPlan), await two.start(httpsPlan)];
    expect(second).toBe(first);
    await live(world, one, first, 2);
    two.recheck(first);
    await world.clock.settle();
    // The other window looks on, and takes over when this one pauses.
    expect([one, two].map(({ runs }) => runs[0]?.activity)).toEqual(['here', 'elsewhere']);
    one.pause(first);
    world.unanswered.delete('offerRedirect');
    await live(world, two, first, 40);
    await one.load();
    expect([one, two].map((board) => board.runs[0]?.activity)).toEqual(['finished', 'finished']);
    const made = world.cloud.calls.filter((call) => /^cdn\.(set|delete)/.test(call)).sort();
    expect(made).toEqual(['cdn.setCertificate', 'cdn.setConfigs', 'cdn.setConfigs', 'cdn.setConfigs']);
  });

  it('does not replace the certificate of the other window when both chose different ones', async () => {
    const cloud = cloudWithDomain();
    const world = createWorld(cloud);
    world.unanswered.add('chooseCertificate').add('replaceCertificate').add('offerRedirect');
    const [one, two] = [world.openWindow('a'), world.openWindow('b')];
    const id = await one.start(httpsPlan);
    await two.load();
    await live(world, one, id, 1);
    const answers = ['mine', 'theirs'].map((name) => {
      const { id: own, region } = addMemoryCertificate(cloud.state, [domain], 2e12, name);
      const certificate = { kind: 'own', id: own, name, region } as const;
      return { certificate, approvals: { certificate: certificateApproval(certificate, undefined, newFacts) } };
    });
    await one.answer(id, answers[0]!);
    await live(world, one, id, 5);
    await two.answer(id, answers[1]!);
    await live(world, one, id, 5);
    expect(asks(one.runs[0]!.record)).toMatchObject({ kind: 'replaceCertificate', chosen: { name: 'theirs' } });
    expect(cloud.state.certificates.get(cloud.state.given.get(domain)!)?.name).toBe('mine');
  });

  it('gives a wildcard domain a wildcard certificate, and asks the edge for a name below it', async () => {
    const cloud = readyCloud();
    const wildcard = '.img.example.com';
    cloud.state.domains.set(wildcard, { ...handMade, name: wildcard, cname: 'all.img.example.com.w.kunlunsl.com' });
    const { id: wild, names, fingerprint } = addMemoryCertificate(cloud.state, ['*.img.example.com'], 2e12, 'wild');
    const world = createWorld(cloud);
    const asked: string[] = [];
    cloud.state.edgeAnswer = (_connectTo, name) => {
      asked.push(name);
      return { outcome: 'answered', headers: {}, durationMs: 1, certificate: { trusted: true, names, fingerprint } };
    };
    const board = world.openWindow('a');
    const id = await board.start({ ...httpsPlan, domain: wildcard });
    await live(world, board, id, 40);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(cloud.state.given.get(wildcard)).toBe(wild);
    expect(new Set(asked).size).toBe(1);
    expect(asked[0]).toMatch(/^[^.*]+\.img\.example\.com$/);
  });

  it('is a separate run beside the onboarding of the same domain', async () => {
    const world = createWorld(cloudWithDomain());
    const board = world.openWindow('a');
    const [https, onboarding] = [await board.start(httpsPlan), await board.start(plan)];
    expect(https).not.toBe(onboarding);
    await live(world, board, https);
    await live(world, board, onboarding, 60);
    expect(board.runs.map(({ activity }) => activity)).toEqual(['finished', 'finished']);
  });
});

/** Plays the run in a window with this fate and, when that has died, in a second one. */
async function play(fate: Fate) {
  const world = createWorld(cloudWithDomain());
  const writes: string[] = [];
  const saves: string[] = [];
  const first = openMortal(world, 'a', fate, (deed) => {
    if (deed.kind === 'save') saves.push(deed.record.id);
    else if (deed.write !== undefined) writes.push(deed.write);
  });
  const id = await first.board.start(httpsPlan);
  await live(world, first.board, id, 40, first.isDead);
  const died = first.isDead();
  let { board } = first;
  if (died) {
    board = openMortal(
      world,
      'b',
      () => undefined,
      (deed) => {
        if (deed.kind === 'call' && deed.write !== undefined) writes.push(deed.write);
      },
    ).board;
    await board.load();
    await live(world, board, id, 40);
  }
  return { died, activity: board.runs[0]?.activity, writes, saves: saves.length, end: end(world) };
}

describe('a window that dies while HTTPS is set up', async () => {
  const whole = await play(() => undefined);

  it('the run finishes with four writes without a crash', () => {
    expect(whole).toMatchObject({ died: false, activity: 'finished' });
    expect(whole.writes).toHaveLength(4);
  });

  const cells = [
    ...whole.writes.flatMap((what, at) =>
      (['before', 'after'] as const).map((when) => ({ kind: 'call', what, at, when })),
    ),
    // The first save is the start itself: before it there is no run.
    ...Array.from({ length: whole.saves - 1 }, (_, at) => ({
      kind: 'save',
      what: 'a save',
      at: at + 1,
      when: 'before' as const,
    })),
  ];
  it.each(cells)('$when $what ($at): another window finishes, nothing is done twice', async ({ kind, at, when }) => {
    let count = 0;
    const result = await play((deed) => {
      const counts = deed.kind === kind && (deed.kind === 'save' || deed.write !== undefined);
      return counts && count++ === at ? when : undefined;
    });
    expect(result).toMatchObject({ died: true, activity: 'finished', end: whole.end });
    expect([...result.writes].sort()).toEqual([...whole.writes].sort());
  });
});
