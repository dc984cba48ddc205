import { describe, expect, it } from 'vitest';
import type { NewCertificate } from '../../../../../src/core/https/chosenCertificate.js';
import { certificateApproval } from '../../../../../src/core/onboarding/approvals.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { DomainCertificate } from '../../../../../src/core/ports/certificates.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { handMade } from '../hands.js';
import { chooseFirst, createWorld, live, plan, readyCloud, type World } from '../world.js';

const httpsPlan: OnboardingPlan = { ...plan, task: 'https' };
const { domain } = plan;

/** A domain that can get either of two certificates. */
function openWorld() {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  addMemoryCertificate(cloud.state, [domain], 2e12, 'other');
  return createWorld(cloud);
}

/** The edge shows this certificate, whatever the domain has. */
function show({ cloud }: World, certificate: { trusted: boolean; fingerprint: string }) {
  const shown = { names: ['*.example.com'], ...certificate };
  cloud.state.edgeAnswer = () => ({ outcome: 'answered', headers: {}, durationMs: 1, certificate: shown });
}

function asked(board: RunBoard): UserAsk | undefined {
  const record = board.runs[0]?.record;
  const state = record && currentStep(record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

const isForced = ({ cloud }: World) =>
  (cloud.state.configs.get(domain) ?? []).some(({ functionName }) => functionName === 'https_force');

/** A run whose certificate the edge never showed, up to the question about the redirect. */
async function unproven() {
  const world = openWorld();
  show(world, { trusted: true, fingerprint: 'f'.repeat(64) });
  world.unanswered.add('certificateUnserved').add('offerRedirect');
  const board = world.openWindow('a');
  const id = await board.start(httpsPlan);
  await live(world, board, id, 40, () => asked(board)?.kind === 'certificateUnserved');
  await board.answer(id, { skipped: { served: true } });
  await live(world, board, id, 40, () => asked(board)?.kind === 'offerRedirect');
  return { world, board, id };
}

describe('the offer of the redirect', () => {
  it('says that HTTPS was not proven, until the edge shows the certificate after all', async () => {
    const { world, board, id } = await unproven();
    expect(asked(board)).toMatchObject({ kind: 'offerRedirect', doubt: 'unproven' });
    world.cloud.state.edgeAnswer = undefined;
    board.recheck(id);
    await live(world, board, id, 2);
    expect(asked(board)).toMatchObject({ kind: 'offerRedirect' });
    expect(asked(board)).not.toHaveProperty('doubt');
  });

  it('the offer of the redirect says that the certificate is not trusted', async () => {
    const world = openWorld();
    const [wild] = world.cloud.state.certificates.values();
    show(world, { trusted: false, fingerprint: wild!.fingerprint });
    world.unanswered.add('offerRedirect');
    const board = world.openWindow('a');
    await live(world, board, await board.start(httpsPlan), 40);
    expect(asked(board)).toMatchObject({ kind: 'offerRedirect', doubt: 'untrusted' });
  });

  it('takes no answer that was given before there was a doubt', async () => {
    const world = openWorld();
    world.unanswered.add('offerRedirect').add('certificateUnserved');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 40);
    const before = asked(board) as Extract<UserAsk, { kind: 'offerRedirect' }>;
    const [wild] = world.cloud.state.certificates.values();
    show(world, { trusted: false, fingerprint: wild!.fingerprint });
    await board.answer(id, { approvals: { redirect: before.approval } });
    await live(world, board, id, 2);
    expect(asked(board)).toMatchObject({ kind: 'offerRedirect', doubt: 'untrusted' });
    expect(isForced(world)).toBe(false);
  });

  it('is made all the same with consent, once', async () => {
    const { world, board, id } = await unproven();
    world.unanswered.delete('offerRedirect');
    await live(world, board, id, 5);
    expect({ isForced: isForced(world), activity: board.runs[0]?.activity }).toEqual({
      isForced: true,
      activity: 'finished',
    });
    world.unanswered.add('offerRedirect');
    world.cloud.state.configs.clear();
    board.recheck(id);
    await live(world, board, id, 2);
    expect(asked(board)).toMatchObject({ kind: 'offerRedirect' });
    expect(isForced(world)).toBe(false);
  });
});

it('another certificate is proved even if the former proof was left out', async () => {
  const { world, board, id } = await unproven();
  world.unanswered.add('replaceCertificate');
  const [, other] = world.cloud.state.certificates.values();
  const { certificate } = chooseFirst(world.cloud);
  expect(certificate).not.toMatchObject({ id: other!.id });
  await board.answer(id, { certificate: { kind: 'own', id: other!.id, name: 'other', region: 'cn-hangzhou' } });
  await live(world, board, id, 2);
  const replace = asked(board) as Extract<UserAsk, { kind: 'replaceCertificate' }>;
  await board.answer(id, { approvals: { certificate: replace.approval } });
  await live(world, board, id, 2);
  expect(board.runs[0]?.record.steps.served).toMatchObject({ state: 'waiting' });
});

describe('HTTPS of a domain that is set up again', () => {
  it('leaves the protocols as they were changed since, and the redirect as it was left', async () => {
    const world = openWorld();
    world.unanswered.add('offerRedirect');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 40);
    // Made and taken away by hand once, so that the question is another one.
    const first = asked(board) as Extract<UserAsk, { kind: 'offerRedirect' }>;
    await board.answer(id, { approvals: { redirect: first.approval } });
    await live(world, board, id, 5);
    const configs = world.cloud.state.configs.get(domain) ?? [];
    const tls = (args: Record<string, string>) =>
      configs
        .filter(({ functionName }) => functionName !== 'https_force')
        .map((each) => (each.functionName === 'https_tls_version' ? { ...each, args } : each));
    const loose = { tls10: 'on', tls11: 'on', tls12: 'on', tls13: 'on' };
    world.cloud.state.configs.set(domain, tls(loose));
    board.recheck(id);
    await live(world, board, id, 2);
    const second = asked(board) as Extract<UserAsk, { kind: 'offerRedirect' }>;
    await board.answer(id, { left: { redirect: second.approval } });
    await live(world, board, id, 5);
    expect(board.runs[0]?.activity).toBe('finished');

    await board.start(httpsPlan);
    await live(world, board, id, 40);
    expect(board.runs[0]).toMatchObject({ activity: 'finished', record: { steps: { redirect: { skipped: true } } } });
    const now = world.cloud.state.configs.get(domain) ?? [];
    expect(now.find(({ functionName }) => functionName === 'https_tls_version')?.args).toEqual(loose);
    expect(isForced(world)).toBe(false);
  });
});

describe('a certificate that CDN does not show at once', () => {
  /** CDN shows what a domain was given only after so long, ms. */
  function lag(world: World, ms: number) {
    const { cdn, state } = world.cloud;
    const given: { at: number }[] = [];
    const { readCertificate, setCertificate } = cdn;
    const calls: Partial<typeof cdn> = {
      readCertificate: async (...asked) => {
        const last = given.at(-1);
        return last && world.clock.now() - last.at < ms ? undefined : readCertificate(...asked);
      },
      setCertificate: async (...asked) => {
        given.push({ at: world.clock.now() });
        return setCertificate(...asked);
      },
    };
    Object.assign(world.cloud, {
      cdn: new Proxy(cdn, { get: (real, name) => Reflect.get(calls, name) ?? Reflect.get(real, name) }),
    });
    return { given, state };
  }

  it('is waited for, and set once', async () => {
    const world = openWorld();
    const { given } = lag(world, 3 * 60_000);
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    expect(board.runs[0]?.record.steps.certificate).toMatchObject({
      state: 'waiting',
      reason: { kind: 'certificateUnready' },
    });
    await live(world, board, id, 40);
    expect({ activity: board.runs[0]?.activity, times: given.length }).toEqual({ activity: 'finished', times: 1 });
  });

  it('is not set again automatically after ten minutes: the user is asked, and what CDN shows later counts', async () => {
    const world = openWorld();
    world.unanswered.add('chooseCertificate');
    const { given } = lag(world, 60 * 60_000);
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, chooseFirst(world.cloud));
    await live(world, board, id, 9);
    expect(board.runs[0]?.record.steps.certificate).toMatchObject({ state: 'waiting' });
    await live(world, board, id, 30);
    expect(asked(board)).toEqual({ kind: 'chooseCertificate', problem: { kind: 'unshown' } });
    expect(given).toHaveLength(1);
    await live(world, board, id, 40);
    expect({ activity: board.runs[0]?.activity, times: given.length }).toEqual({ activity: 'finished', times: 1 });
  });

  it('is set once more when the user chooses it again', async () => {
    const world = openWorld();
    world.unanswered.add('chooseCertificate');
    const { given } = lag(world, 1e9);
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    const answer = chooseFirst(world.cloud);
    await board.answer(id, answer);
    await live(world, board, id, 12);
    await board.answer(id, answer);
    await live(world, board, id, 12);
    expect({ asked: asked(board), times: given.length }).toEqual({
      asked: { kind: 'chooseCertificate', problem: { kind: 'unshown' } },
      times: 1,
    });
    const chosen = answer.certificate as NewCertificate;
    const again = certificateApproval(chosen, undefined, board.runs[0]!.record.facts);
    await board.answer(id, { certificate: chosen, approvals: { certificate: again } });
    await live(world, board, id, 5);
    expect(given).toHaveLength(2);
  });

  it('a certificate set elsewhere while ours is not shown is asked about, and not waited for', async () => {
    const world = openWorld();
    world.unanswered.add('replaceCertificate');
    const { given } = lag(world, 1e9);
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    given.length = 0;
    const other = [...world.cloud.state.certificates.values()].find(({ name }) => name === 'other');
    world.cloud.state.given.set(domain, other!.id);
    await live(world, board, id, 2);
    expect(asked(board)).toMatchObject({ kind: 'replaceCertificate', held: { name: 'other' } });
    expect(given).toHaveLength(0);
  });

  /** CDN tells no id; a domain that was given none of the account has `uploaded`. */
  function hideIds(world: World, uploaded?: DomainCertificate) {
    const { cdn } = world.cloud;
    const { readCertificate } = cdn;
    const calls: Partial<typeof cdn> = {
      readCertificate: async (...asking) => {
        const { id: _unknown, ...held } = (await readCertificate(...asking)) ?? {};
        return 'name' in held ? (held as DomainCertificate) : uploaded;
      },
    };
    Object.assign(world.cloud, {
      cdn: new Proxy(cdn, { get: (real, name) => Reflect.get(calls, name) ?? Reflect.get(real, name) }),
    });
  }

  const timesSet = ({ cloud }: World) => cloud.calls.filter((call) => call === 'cdn.setCertificate').length;

  it('is known by its name where CDN does not tell its id', async () => {
    const world = openWorld();
    hideIds(world);
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 40);
    expect({ activity: board.runs[0]?.activity, times: timesSet(world) }).toEqual({ activity: 'finished', times: 1 });
  });

  it.each([
    { what: 'another end', taken: 'for another one', expires: 1e12, kind: 'replaceCertificate' },
    { what: 'an end on the same day', taken: 'for that', expires: 2e12 - 3_600_000, kind: undefined },
    { what: 'an unknown end', taken: 'for that', expires: undefined, kind: undefined },
  ])('that has no id, the name of the chosen one and $what is taken $taken', async ({ expires, kind }) => {
    const world = openWorld();
    world.unanswered.add('chooseCertificate').add('replaceCertificate').add('certificateUnserved');
    hideIds(world, { name: 'wild', ...(expires !== undefined && { expires }) });
    const [wild] = world.cloud.state.certificates.values();
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, { certificate: { kind: 'own', ...wild! } });
    await live(world, board, id, 1);
    expect({ kind: asked(board)?.kind, times: timesSet(world) }).toEqual({ kind, times: 0 });
  });
});
