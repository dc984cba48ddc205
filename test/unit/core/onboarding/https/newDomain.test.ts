import { describe, expect, it } from 'vitest';
import { freeHost } from '../../../../../src/core/https/accountCertificates.js';
import { startLines } from '../../../../../src/core/onboarding/approvals.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { wildcard } from '../steps/requestedCertificate.js';
import { createWorld, plan, readyCloud } from '../world.js';
import { bare, choices, isBefore, isSet, lines, onboard, planned, proofs, watch } from './plannedCertificate.js';

const { domain } = plan;

describe('an onboarding with a certificate in its plan', () => {
  it.each(['own', 'free', 'acme'] as const)(
    'has it (%s) before DNS leads to CDN, and asks for DNS alone',
    async (kind) => {
      const { world, board, record, watched } = await onboard(kind);
      expect(watched.asked.filter((each) => each !== 'turnOnAutoUpdate')).toEqual(['approveRecord']);
      expect(board.runs[0]?.activity).toBe('finished');
      expect({ set: isSet(world), left: proofs(world) }).toEqual({ set: true, left: [] });
      expect({
        certificate: isBefore(watched, 'certificate', 'record'),
        protocols: isBefore(watched, 'protocols', 'record'),
        redirect: isBefore(watched, 'resolved', 'redirect'),
      }).toEqual({ certificate: true, protocols: true, redirect: true });
      expect(record.facts.putOff).toEqual([]);
      const functions = (world.cloud.state.configs.get(domain) ?? []).map(({ functionName }) => functionName);
      expect(functions).toEqual(expect.arrayContaining(['https_option', 'https_tls_version', 'https_force']));
    },
  );

  it('without one is asked about before DNS changes where its plan requires it, and continues with the choice', async () => {
    const cloud = readyCloud();
    addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    const asking = { skipped: { ...bare.skipped, certificate: false } };
    const watched = await watch(world, board, await board.start(plan, asking));
    expect(watched.asked).toEqual(expect.arrayContaining(['chooseCertificate', 'approveRecord', 'offerRedirect']));
    expect(watched.asked.indexOf('chooseCertificate')).toBeLessThan(watched.asked.indexOf('approveRecord'));
    expect(isSet(world)).toBe(true);
  });

  it('left for later is served over http, with nothing of HTTPS set', async () => {
    const world = createWorld();
    const board = world.openWindow('a');
    const later = { skipped: { ...bare.skipped, certificate: true } };
    const watched = await watch(world, board, await board.start(plan, later));
    expect(watched.asked.filter((each) => each !== 'turnOnAutoUpdate')).toEqual(['approveRecord']);
    const { certificate, protocols, redirect } = board.runs[0]!.record.steps;
    const without = { state: 'done', skipped: true, note: 'withoutHttps' };
    expect([certificate, protocols, redirect]).toEqual([1, 2, 3].map(() => expect.objectContaining(without)));
    expect(isSet(world)).toBe(false);
  });

  it('left for later is set up by the same run once one is chosen', async () => {
    const cloud = readyCloud();
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    const id = await board.start(plan, { skipped: { ...bare.skipped, certificate: true } });
    world.unanswered.add('approveRecord');
    await watch(world, board, id, () => board.runs[0]?.record.steps.record.state === 'needsUser');
    await board.answer(id, planned(choices.own(cloud), []));
    world.unanswered.delete('approveRecord');
    const watched = await watch(world, board, id);
    expect({ set: isSet(world), first: isBefore(watched, 'protocols', 'record') }).toEqual({ set: true, first: true });
  });
});

describe('a name that is reached through a wildcard alone', () => {
  it.each(['free', 'acme'] as const)(
    'gets its certificate (%s) after DNS leads to CDN, with its record asked about',
    async (kind) => {
      const cloud = readyCloud();
      cloud.state.records.push({ ...wildcard, value: 'old.example.net' });
      const { world, board, record, watched } = await onboard(kind, lines[kind], cloud);
      expect(record.facts.putOff).toEqual(['binding', 'certificate']);
      // Visitors are on CDN by now, so that Start covers nothing any more.
      expect(watched.asked.filter((each) => each !== 'turnOnAutoUpdate')).toEqual([
        'approveRecord',
        'approveValidation',
      ]);
      expect({ set: isSet(world), left: proofs(world), end: board.runs[0]?.activity }).toEqual({
        set: true,
        left: [],
        end: 'finished',
      });
      expect(isBefore(watched, 'afterSwitch', 'redirect')).toBe(true);
      expect(record.facts.httpsDoubt).toBe('none');
    },
  );

  it('gives the edge a quarter of an hour to show the certificate, whatever was asked before', async () => {
    const cloud = readyCloud();
    cloud.state.records.push({ ...wildcard, value: 'old.example.net' });
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    world.unanswered.add('approveValidation');
    const id = await board.start(plan, planned(choices.acme(), []));
    // The step itself, or the one behind the switch, whichever looks first.
    const late = () => board.runs[0] && currentStep(board.runs[0].record)?.state;
    const isAsked = (kind: UserAsk['kind']) => {
      const state = late();
      return state?.state === 'needsUser' && state.ask.kind === kind;
    };
    await watch(world, board, id, () => isAsked('approveValidation'));
    const certificate = { trusted: true, names: ['*.example.com'], fingerprint: 'f'.repeat(64) };
    const { probe } = cloud.edge;
    cloud.edge.probe = async (request, signal) => ({ ...(await probe(request, signal)), certificate });
    world.unanswered.clear();
    await watch(world, board, id, () => isSet(world));
    await world.clock.advance(60_000);
    expect(late()).toMatchObject({ state: 'waiting', reason: { kind: 'certificateUnready' } });
    world.unanswered.add('certificateUnserved');
    await watch(world, board, id, () => isAsked('certificateUnserved'));
    expect(late()).toMatchObject({ ask: { kind: 'certificateUnserved', shown: ['*.example.com'] } });
  });

  it('has no record below it before that', async () => {
    const cloud = readyCloud();
    cloud.state.records.push({ ...wildcard, value: 'old.example.net' });
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    world.unanswered.add('approveRecord');
    await watch(world, board, await board.start(plan, planned(choices.acme(), lines.acme)));
    expect(board.runs[0]!.record.steps.record.state).toBe('needsUser');
    expect(proofs(world).filter(({ rr }) => rr.endsWith('img'))).toEqual([]);
    expect(cloud.calls).not.toContain('acme.createOrder');
  });
});

describe('the certificate service', () => {
  it('may want a CNAME at the name of the TXT by which OSS binds: they are never there together', async () => {
    const cloud = readyCloud();
    cloud.state.validationType = 'CNAME';
    const kept: string[][] = [];
    const create = cloud.dns.createRecord;
    cloud.dns.createRecord = async (record, signal) => {
      const made = await create(record, signal);
      kept.push(cloud.state.records.filter(({ rr }) => rr === '_dnsauth.img').map(({ type }) => type));
      return made;
    };
    const cname = [startLines.record(freeHost(domain), 'CNAME', 'alibabacloud')];
    const { world, watched } = await onboard('free', cname, cloud);
    expect(kept).toEqual(expect.arrayContaining([['TXT'], ['CNAME']]));
    expect(kept.filter((types) => types.length > 1)).toEqual([]);
    expect(watched.asked).not.toContain('approveValidation');
    expect(isSet(world)).toBe(true);
  });

  it('asks for its record after those of ownership and binding at another DNS provider', async () => {
    const cloud = readyCloud();
    cloud.state.zones.clear();
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    world.unanswered.add('addTxt').add('addRecordElsewhere');
    const id = await board.start(plan, planned(choices.free(cloud), []));
    const rows: string[] = [];
    for (let round = 0; round < 6; round++) {
      const find = () => Object.values(board.runs[0]?.record.steps ?? {}).find((each) => each.state === 'needsUser');
      await watch(world, board, id, () => isByHand(find()?.ask));
      const ask = find()?.ask;
      if (!isByHand(ask)) break;
      const type = ask.kind === 'addRecordElsewhere' ? 'CNAME' : 'TXT';
      rows.push(ask.kind === 'addTxt' ? ask.purpose : 'cname');
      cloud.state.extraDns.push({ name: ask.host, type, ttl: 600, data: ask.value });
      await world.clock.advance(120_000);
    }
    expect(rows).toEqual(['ownership', 'binding', 'validation', 'cname']);
    expect(isSet(world)).toBe(true);
  });
});

type ByHand = Extract<UserAsk, { kind: 'addTxt' | 'addRecordElsewhere' }>;

function isByHand(ask: UserAsk | undefined): ask is ByHand {
  return ask?.kind === 'addTxt' || ask?.kind === 'addRecordElsewhere';
}
