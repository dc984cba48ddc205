import { describe, expect, it } from 'vitest';
import { certificateApproval } from '../../../../../src/core/onboarding/approvals.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunAnswers, RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { addMemoryInstance, type MemoryInstance, memoryContact } from '../../../../support/memory/freeCertificates.js';
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
const record = `_dnsauth.${domain}`;

/** An online domain without HTTPS, and one free certificate that is unused. */
function openWorld(changes: Partial<MemoryInstance> = {}) {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  cloud.state.contacts.push(memoryContact);
  const instance = addMemoryInstance(cloud.state, changes);
  const world = createWorld(cloud);
  world.unanswered.add('chooseCertificate');
  return { world, instance };
}

function request(world: World, { id }: MemoryInstance): Partial<RunAnswers> {
  const chosen = { kind: 'free', instance: id, contact: memoryContact.id, askedAt: world.clock.now() } as const;
  return { certificate: chosen, approvals: { certificate: certificateApproval(chosen, undefined, newFacts) } };
}

/** Sets HTTPS up in one window with the free certificate until nothing moves. */
function run(world: World, instance: MemoryInstance, minutes = 40): Promise<RunRecord> {
  return runRequest(world, () => request(world, instance), minutes);
}

/** The records that validate a certificate. */
const proofs = ({ cloud }: World) => cloud.state.records.filter(({ rr }) => rr.startsWith('_dnsauth'));

function end({ cloud: { state } }: World) {
  const given = state.certificates.get(state.given.get(domain) ?? 0);
  return { given: given?.names, states: [...state.instances.values()].map((each) => each.state) };
}

describe('a free certificate', () => {
  it('is applied for once, validated by a record of ours, set, and the record is removed', async () => {
    const { world, instance } = openWorld();
    const done = await run(world, instance);
    expect(currentStep(done)).toBeUndefined();
    expect(end(world)).toEqual({ given: [domain], states: ['issued'] });
    expect(proofs(world)).toEqual([]);
    expect(['updateInstance', 'applyCertificate'].map((name) => countCalls(world, `certificates.${name}`))).toEqual([
      1, 1,
    ]);
    expect(world.cloud.state.instances.get(instance.id)).toMatchObject({ domain, contact: memoryContact.id });
  });

  it('is not applied for where its record would take the domain from a wildcard', async () => {
    const { world, instance } = openWorld();
    world.cloud.state.records.push(wildcard);
    expect(askOf(await run(world, instance, 5))).toMatchObject({
      kind: 'chooseCertificate',
      problem: { kind: 'free', failure: 'wildcard' },
    });
    expect(world.cloud.state.instances.get(instance.id)?.state).toBe('unused');
    expect(countCalls(world, 'certificates.updateInstance')).toBe(0);
  });

  it('has no record offered that would take the domain from a wildcard', async () => {
    const { world, instance } = openWorld();
    world.unanswered.add('approveValidation');
    await run(world, instance, 10);
    world.cloud.state.records.push(wildcard);
    const board = world.openWindow('b');
    await board.load();
    await live(world, board, board.runs[0]!.record.id, 5);
    expect(askOf(board.runs[0]!.record)).toMatchObject({
      kind: 'chooseCertificate',
      problem: { kind: 'free', failure: 'wildcard' },
    });
    expect(proofs(world)).toEqual([]);
  });

  it('has its record written only as approved, to the last field', async () => {
    const { world, instance } = openWorld();
    world.unanswered.add('approveValidation');
    const waiting = await run(world, instance, 10);
    const wanted = { zone: 'example.com', rr: '_dnsauth.img', type: 'TXT', value: `value-of-${instance.id}`, ttl: 600 };
    expect(askOf(waiting)).toMatchObject({ kind: 'approveValidation', records: [wanted] });
    expect(proofs(world)).toEqual([]);
  });

  it('is validated by a CNAME where the service asks for one', async () => {
    const { world, instance } = openWorld();
    world.cloud.state.validationType = 'CNAME';
    expect(currentStep(await run(world, instance))).toBeUndefined();
    expect(proofs(world)).toEqual([]);
    expect(countCalls(world, 'dns.createRecord')).toBe(1);
  });

  it('asks for the exact record where DNS is kept elsewhere, and continues once it is there', async () => {
    const { world, instance } = openWorld();
    world.cloud.state.zones.clear();
    world.unanswered.add('addTxt');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, request(world, instance));
    await live(world, board, id, 5);
    const value = `value-of-${instance.id}`;
    expect(askOf(board.runs[0]!.record)).toEqual({ kind: 'addTxt', purpose: 'validation', host: record, value });
    world.cloud.state.extraDns.push({ name: record, type: 'TXT', ttl: 600, data: value });
    await live(world, board, id, 20);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('has the record asked for by hand where the key may not write it', async () => {
    const { world, instance } = openWorld();
    world.cloud.failNext('dns.createRecord', 'before', 'forbidden');
    world.unanswered.add('addTxt');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, request(world, instance));
    await live(world, board, id, 40, () => askOf(board.runs[0]!.record)?.kind === 'addTxt');
    expect(askOf(board.runs[0]!.record)).toMatchObject({ purpose: 'validation', barred: true });
  });

  it.each([
    ['is applied for in the console', { state: 'pending', domain, complete: true }],
    ['was issued for the domain', { state: 'issued', domain, complete: true }],
  ] as const)('a free certificate that %s is not applied for again', async (_what, changes) => {
    const { world, instance } = openWorld(changes);
    const { state } = world.cloud;
    const validations = [{ host: record, type: 'TXT', value: 'theirs' }] as const;
    const { id } = addMemoryCertificate(state, [domain], 2e12);
    const issued = changes.state === 'issued' ? { certificateId: id } : { validations };
    state.instances.set(instance.id, { ...instance, ...issued });
    expect(currentStep(await run(world, instance))).toBeUndefined();
    expect(countCalls(world, 'certificates.applyCertificate')).toBe(0);
  });

  it.each([
    ['usedElsewhere', { domain: 'www.example.com' }],
    ['over', { state: 'over' }],
  ] as const)(
    'a free certificate that cannot be had any more (%s) leads back to the choice, and nothing is applied for',
    async (free, changes) => {
      const { world, instance } = openWorld(changes);
      expect(askOf(await run(world, instance, 5))).toMatchObject({
        kind: 'chooseCertificate',
        problem: { kind: 'free', failure: free },
      });
      expect(['updateInstance', 'applyCertificate'].map((name) => countCalls(world, `certificates.${name}`))).toEqual([
        0, 0,
      ]);
    },
  );

  it.each([
    ['refused', 'failed', 2],
    ['unconfirmed', 'processing', 12],
  ] as const)(
    'whose application is %s leads back to the choice, and is not applied for twice',
    async (free, application, minutes) => {
      const { world, instance } = openWorld();
      world.cloud.state.application = application;
      expect(askOf(await run(world, instance, minutes))).toMatchObject({
        kind: 'chooseCertificate',
        problem: { kind: 'free', failure: free },
      });
      expect(countCalls(world, 'certificates.applyCertificate')).toBe(1);
    },
  );

  // Source: the vendor's Terraform provider, certificate_apply: the records appear within seconds, and are waited for 5 minutes.
  it('without the record from the service leads back to the choice after 10 minutes, and stays there', async () => {
    const { world, instance } = openWorld({ state: 'pending', domain, complete: true });
    const waiting = await run(world, instance, 5);
    expect(waiting.steps.certificate).toMatchObject({ reason: { kind: 'validationUnnamed' } });
    const board = world.openWindow('b');
    await board.load();
    const { id } = board.runs[0]!.record;
    await live(world, board, id, 8);
    expect(askOf(board.runs[0]!.record)).toMatchObject({
      kind: 'chooseCertificate',
      problem: { kind: 'free', failure: 'unnamed' },
    });
    board.recheck(id);
    await live(world, board, id, 1);
    expect(askOf(board.runs[0]!.record)).toMatchObject({
      kind: 'chooseCertificate',
      problem: { kind: 'free', failure: 'unnamed' },
    });
  });

  it('is waited for where its record is no longer named once the certificate is being issued', async () => {
    const { world, instance } = openWorld();
    const { state } = world.cloud;
    state.application = 'unissued';
    await run(world, instance, 12);
    state.instances.set(instance.id, { ...state.instances.get(instance.id)!, validations: [] });
    const board = world.openWindow('b');
    await board.load();
    const { id } = board.runs[0]!.record;
    await live(world, board, id, 5);
    expect(board.runs[0]!.record.steps.certificate.state).toBe('waiting');
    const issued = addMemoryCertificate(state, [domain], 2e12);
    state.instances.set(instance.id, {
      ...state.instances.get(instance.id)!,
      state: 'issued',
      certificateId: issued.id,
    });
    await live(world, board, id, 20);
    expect(end(world)).toEqual({ given: [domain], states: ['issued'] });
  });

  it('is applied for again when the user chooses it again after a refusal', async () => {
    const { world, instance } = openWorld();
    world.cloud.state.application = 'failed';
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, request(world, instance));
    await live(world, board, id, 2);
    world.cloud.state.application = 'pending';
    await board.answer(id, request(world, instance));
    await live(world, board, id, 20);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(countCalls(world, 'certificates.applyCertificate')).toBe(2);
  });

  it('is not applied for over a certificate that was set since the user agreed', async () => {
    const { world, instance } = openWorld();
    world.unanswered.add('replaceCertificate');
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    const answer = request(world, instance);
    const theirs = addMemoryCertificate(world.cloud.state, [domain], 2e12, 'theirs');
    await world.cloud.cdn.setCertificate(domain, theirs, new AbortController().signal);
    await board.answer(id, answer);
    await live(world, board, id, 5);
    expect(askOf(board.runs[0]!.record)).toMatchObject({ kind: 'replaceCertificate', held: { name: 'theirs' } });
    expect(countCalls(world, 'certificates.updateInstance')).toBe(0);
  });

  it('leaves no record behind when another certificate is chosen instead', async () => {
    const { world, instance } = openWorld();
    world.cloud.state.application = 'unissued';
    const board = world.openWindow('a');
    const id = await board.start(httpsPlan);
    await live(world, board, id, 1);
    await board.answer(id, request(world, instance));
    await live(world, board, id, 10);
    expect(proofs(world)).toHaveLength(1);
    expect(board.runs[0]!.record.steps.certificate).toMatchObject({ reason: { kind: 'certificateUnissued' } });
    const other = addMemoryCertificate(world.cloud.state, [domain], 2e12, 'other');
    const chosen = { kind: 'own', id: other.id, name: other.name, region: other.region } as const;
    await board.answer(id, {
      certificate: chosen,
      approvals: { certificate: certificateApproval(chosen, undefined, newFacts) },
    });
    await live(world, board, id, 20);
    expect(end(world).given).toEqual([domain]);
    expect(proofs(world)).toEqual([]);
  });
});

/** Plays the run in a window with this fate and, when that has died, in a second one. */
async function play(fate: Fate) {
  const { world, instance } = openWorld();
  const played = await playDying(world, () => request(world, instance), fate);
  return { ...played, end: end(world) };
}

describe('a window that dies while a free certificate is requested', async () => {
  const whole = await play(() => undefined);

  it('would have finished it', () => {
    expect(whole).toMatchObject({ died: false, activity: 'finished', end: { given: [domain], states: ['issued'] } });
  });

  it.each(deathsOf(whole))('$when $what ($at): another finishes, nothing twice', async (death) => {
    const result = await play(fateAt(death));
    expect(result).toMatchObject({ died: true, activity: 'finished', end: whole.end });
    expect([...result.writes].sort()).toEqual([...whole.writes].sort());
  });
});
