import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { acmeNames } from '../../../../../src/core/https/acmeObstacle.js';
import { certificateApproval } from '../../../../../src/core/onboarding/approvals.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunAnswers, RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { AcmeOrder } from '../../../../../src/core/ports/acme.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { sampled } from '../../../../support/sample.js';
import { handMade } from '../hands.js';
import type { Fate } from '../mortal.js';
import {
  askOf,
  countCalls,
  deathsOf,
  fateAt,
  httpsPlan,
  playDying,
  runRequest,
  wildcard,
} from '../steps/requestedCertificate.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const { domain } = plan;
const host = `_acme-challenge.${domain}`;

/** An online domain without HTTPS, whose zone is hosted. */
function openWorld(): World {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  const world = createWorld(cloud);
  world.unanswered.add('chooseCertificate');
  return world;
}

function request(world: World, facts = newFacts): Partial<RunAnswers> {
  const { certificates, given } = world.cloud.state;
  const chosen = { kind: 'acme', names: acmeNames(domain), askedAt: world.clock.now() } as const;
  const held = certificates.get(given.get(domain) ?? 0);
  return { certificate: chosen, approvals: { certificate: certificateApproval(chosen, held, facts) } };
}

/** Requests the certificate in one window until nothing moves. */
function run(world: World, minutes = 40): Promise<RunRecord> {
  return runRequest(world, () => request(world), minutes);
}

const proofs = ({ cloud }: World) => cloud.state.records.filter(({ rr }) => rr.startsWith('_acme-challenge'));

function end({ cloud: { state } }: World) {
  const given = state.certificates.get(state.given.get(domain) ?? 0);
  return { given: given?.names, proofs: state.records.filter(({ rr }) => rr.startsWith('_acme')).length };
}

const failed = (failure: unknown) => ({ kind: 'chooseCertificate', problem: { kind: 'acme', failure } });

describe("a certificate of Let's Encrypt", () => {
  it('is ordered once, validated by our record, stored and set, and the record is removed', async () => {
    const world = openWorld();
    expect(currentStep(await run(world))).toBeUndefined();
    expect(end(world)).toEqual({ given: [domain], proofs: 0 });
    const calls = [
      'acme.createOrder',
      'acme.startValidation',
      'acme.issueCertificate',
      'certificates.createCertificate',
    ];
    expect(calls.map((name) => countCalls(world, name))).toEqual([1, 1, 1, 1]);
  });

  // Source: RFC 9773, 5: "clear predecessor certificate", which only the authority's own certificates are.
  it.each([
    ['of Let’s Encrypt', 'img.example.com-20260101T000000-letsencrypt', 'known'],
    ['of another authority', 'bought', undefined],
  ])('names the certificate %s that it replaces in its order as %s', async (_whose, name, replaces) => {
    const world = openWorld();
    const { state } = world.cloud;
    const { id } = addMemoryCertificate(state, [domain], 2e12, name);
    state.certificates.set(id, { ...state.certificates.get(id)!, pem: 'known' });
    state.given.set(domain, id);
    await run(world);
    expect([...state.orders.values()].map((order) => order.replaces)).toEqual([replaces]);
  });

  it('is renewed by a run that still waits for another answer', async () => {
    const world = openWorld();
    world.unanswered.add('offerRedirect');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, request(world));
    await live(world, board, id, 10);
    const first = world.cloud.state.given.get(domain);
    expect(askOf(board.runs[0]!.record)).toMatchObject({ kind: 'offerRedirect' });
    await board.answer(id, request(world, board.runs[0]!.record.facts));
    await live(world, board, id, 10);
    expect(world.cloud.state.given.get(domain)).not.toBe(first);
    expect(end(world)).toEqual({ given: [domain], proofs: 0 });
  });

  it('is not ordered where its record would hide the domain from a wildcard, which may also appear later', async () => {
    const world = openWorld();
    world.cloud.state.records.push(wildcard);
    expect(askOf(await run(world, 5))).toMatchObject(failed({ kind: 'wildcard' }));
    expect(countCalls(world, 'acme.createOrder')).toBe(0);
    const other = openWorld();
    other.unanswered.add('approveValidation');
    await run(other, 5);
    other.cloud.state.records.push(wildcard);
    const board = other.openWindow('b');
    await board.load();
    await live(other, board, board.runs[0]!.record.id, 5);
    expect(askOf(board.runs[0]!.record)).toMatchObject(failed({ kind: 'wildcard' }));
    expect(proofs(other)).toEqual([]);
  });

  it('has its record written only as approved, to the last field', async () => {
    const world = openWorld();
    world.unanswered.add('approveValidation');
    const waiting = await run(world, 10);
    const [order] = [...world.cloud.state.orders.values()];
    const { value } = order!.validations[0]!;
    const wanted = { zone: 'example.com', rr: '_acme-challenge.img', type: 'TXT', value, ttl: 600 };
    expect(askOf(waiting)).toMatchObject({ kind: 'approveValidation', records: [wanted], issuer: 'letsencrypt' });
    expect(proofs(world)).toEqual([]);
  });

  it('is submitted for validation only once the name servers of the zone return the record', async () => {
    const world = openWorld();
    for (const server of ['192.0.2.1:53', '192.0.2.2:53']) {
      const absent = { server, outcome: 'nxdomain', records: [], transport: 'udp', at: 0, durationMs: 1 } as const;
      world.cloud.state.dnsAnswers.set(server, () => absent);
    }
    const waiting = await run(world, 10);
    expect(waiting.steps.certificate).toMatchObject({ reason: { kind: 'certificateUnissued' } });
    expect({ proofs: proofs(world).length, validations: countCalls(world, 'acme.startValidation') }).toEqual({
      proofs: 1,
      validations: 0,
    });
    world.cloud.state.dnsAnswers.clear();
    const board = world.openWindow('b');
    await board.load();
    await live(world, board, waiting.id, 60);
    expect(end(world)).toEqual({ given: [domain], proofs: 0 });
  });

  it('asks for the exact record where DNS is kept elsewhere, and continues once it is there', async () => {
    const world = openWorld();
    world.cloud.state.zones.clear();
    world.unanswered.add('addTxt');
    const waiting = await run(world, 5);
    const value = [...world.cloud.state.orders.values()][0]!.validations[0]!.value;
    expect(askOf(waiting)).toEqual({ kind: 'addTxt', purpose: 'validation', host, value });
    world.cloud.state.extraDns.push({ name: host, type: 'TXT', ttl: 600, data: value });
    const board = world.openWindow('b');
    await board.load();
    await live(world, board, waiting.id, 20);
    expect(end(world).given).toEqual([domain]);
  });

  it('has the record asked for by hand where the key may not write it', async () => {
    const world = openWorld();
    world.cloud.failNext('dns.createRecord', 'before', 'forbidden');
    world.unanswered.add('addTxt');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, request(world));
    await live(world, board, id, 5, () => askOf(board.runs[0]!.record)?.kind === 'addTxt');
    expect(askOf(board.runs[0]!.record)).toMatchObject({ kind: 'addTxt', purpose: 'validation', host, barred: true });
  });

  it('is not requested over a certificate that was set since the user agreed', async () => {
    const world = openWorld();
    world.unanswered.add('replaceCertificate');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    const answer = request(world);
    const theirs = addMemoryCertificate(world.cloud.state, [domain], 2e12, 'theirs');
    await world.cloud.cdn.setCertificate(domain, theirs, new AbortController().signal);
    await board.answer(id, answer);
    await live(world, board, id, 5);
    const asked = askOf(board.runs[0]!.record);
    expect(asked).toMatchObject({ kind: 'replaceCertificate', held: { name: 'theirs' }, chosen: { kind: 'acme' } });
    expect(countCalls(world, 'acme.createOrder')).toBe(0);
  });

  it.each([
    ['acmeRefused', { kind: 'refused' }],
    ['acmeLimited', { kind: 'limited' }],
  ] as const)('is chosen again after its order is refused with %s', async (kind, acme) => {
    const world = openWorld();
    world.cloud.failNext('acme.createOrder', 'before', kind);
    expect(askOf(await run(world, 5))).toMatchObject(failed(acme));
  });

  it('is requested again while the server cannot be reached', async () => {
    const world = openWorld();
    for (let count = 0; count < 3; count++) world.cloud.failNext('acme.createOrder', 'before', 'acmeUnavailable');
    expect(currentStep(await run(world))).toBeUndefined();
    expect(countCalls(world, 'acme.createOrder')).toBe(4);
  });
});

/** What the server says of every order from now on. */
function say(world: World, change: (order: AcmeOrder) => Partial<AcmeOrder>): void {
  const { readOrder } = world.cloud.acme;
  world.cloud.acme.readOrder = async (url, signal) => {
    const order = await readOrder(url, signal);
    return order && { ...order, ...change(order) };
  };
}

describe('an order that the server does not process', () => {
  const wasTold = (world: World) => countCalls(world, 'acme.startValidation') > 0;

  it.each<[string, (world: World) => void]>([
    [
      'stays pending once it was told',
      (world) => say(world, (order) => (wasTold(world) ? { state: 'pending' } : order)),
    ],
    ['stays in processing', (world) => say(world, (order) => (wasTold(world) ? { state: 'processing' } : order))],
    [
      'stays ready whatever is sent',
      (world) => {
        say(world, (order) => (wasTold(world) ? { state: 'ready' } : order));
        world.cloud.acme.issueCertificate = () => Promise.reject(new AppError('acmeUnavailable'));
      },
    ],
    ['was never told, and is in processing', (world) => say(world, () => ({ state: 'processing', validations: [] }))],
    [
      'cannot be read for hours once it was told',
      (world) => {
        const { readOrder } = world.cloud.acme;
        world.cloud.acme.readOrder = (url, signal) =>
          wasTold(world) ? Promise.reject(new AppError('acmeUnavailable')) : readOrder(url, signal);
      },
    ],
  ])('is abandoned, and its record removed, where it %s', async (_what, prepare) => {
    const world = openWorld();
    prepare(world);
    const asked = askOf(await run(world, 7 * 60));
    expect(asked).toMatchObject(failed({ kind: 'refused', problem: { code: 'stalled' } }));
    expect(proofs(world)).toEqual([]);
    expect(countCalls(world, 'acme.startValidation')).toBeLessThanOrEqual(1);
  });

  it('is waited for while it is processed for minutes', async () => {
    const world = openWorld();
    let looks = 0;
    say(world, (order) => (wasTold(world) && looks++ < 20 ? { state: 'processing' } : order));
    await run(world);
    expect(end(world)).toEqual({ given: [domain], proofs: 0 });
  });
});

it('no record is written for another name that the server asks to validate, even if the user agrees', async () => {
  const world = openWorld();
  say(world, ({ validations }) => ({
    validations: validations.map((each) => ({ ...each, host: '_acme-challenge.www.example.com' })),
  }));
  const asked = askOf(await run(world, 5));
  expect(asked).toMatchObject(failed({ kind: 'refused', problem: { code: 'otherNames' } }));
  expect(countCalls(world, 'dns.createRecord')).toBe(0);
});

it.each(['acmeRefused', 'acmeLimited'] as const)(
  'the record is removed before the user is asked where issuing ends with %s',
  async (kind) => {
    const world = openWorld();
    world.cloud.acme.issueCertificate = () => Promise.reject(new AppError(kind, { code: 'otherKey' }));
    expect(askOf(await run(world, 5))).toMatchObject({ kind: 'chooseCertificate', problem: { kind: 'acme' } });
    expect({ written: countCalls(world, 'dns.createRecord'), proofs: proofs(world) }).toEqual({
      written: 1,
      proofs: [],
    });
  },
);

/** Plays the run in a window with this fate and, when that has died, in a second one. */
async function play(fate: Fate) {
  const world = openWorld();
  const played = await playDying(world, () => request(world), fate);
  return { ...played, stored: world.cloud.state.certificates.size, end: end(world) };
}

describe('a window that dies while a certificate is requested', async () => {
  const whole = await play(() => undefined);

  it('the certificate is set without a crash', () => {
    const done = { given: [domain], proofs: 0 };
    expect(whole).toMatchObject({ died: false, activity: 'finished', stored: 1, end: done });
  });

  sampled(deathsOf(whole), 3)('$when $what ($at): another window finishes, none is stored twice', async (death) => {
    const result = await play(fateAt(death));
    expect(result).toMatchObject({ died: true, activity: 'finished', stored: 1, end: whole.end });
  });
});
