import { describe, expect, it } from 'vitest';
import { challengeHost } from '../../../../../src/core/https/acmeObstacle.js';
import type { NewCertificate } from '../../../../../src/core/https/chosenCertificate.js';
import { freeHost } from '../../../../../src/core/https/freeOffer.js';
import { onceApproval, startLines } from '../../../../../src/core/onboarding/approvals.js';
import { certificateApproval } from '../../../../../src/core/onboarding/https/certificateApproval.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunAnswers, StepId } from '../../../../../src/core/onboarding/run/run.js';
import { stepIds } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { addMemoryInstance, memoryContact } from '../../../../support/memory/freeCertificates.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { type Fate, openMortal } from '../mortal.js';
import { wildcard } from '../steps/requestedCertificate.js';
import { agree, createWorld, plan, readyCloud, type World } from '../world.js';

const { domain } = plan;

/** The certificate of each kind that a form may put into the plan, and the record that validates it. */
const choices = {
  own: (cloud: MemoryCloud): NewCertificate => {
    const { id, name, region } = addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
    return { kind: 'own', id, name, region };
  },
  free: (cloud: MemoryCloud): NewCertificate => {
    cloud.state.contacts.push(memoryContact);
    const { id } = addMemoryInstance(cloud.state);
    return { kind: 'free', instance: id, contact: memoryContact.id, askedAt: 0 };
  },
  acme: (): NewCertificate => ({ kind: 'acme', names: [domain], askedAt: 0 }),
};
type Kind = keyof typeof choices;

const lines: Readonly<Record<Kind, readonly string[]>> = {
  own: [],
  free: [startLines.record(freeHost(domain), 'TXT', 'alibabacloud')],
  acme: [startLines.record(challengeHost(domain), 'TXT', 'letsencrypt')],
};

/** A plan without a folder. */
const bare: Partial<RunAnswers> = { skipped: { mapping: true, publish: true } };

/** The answers that an onboarding has from its beginning where its plan has this certificate. */
function planned(chosen: NewCertificate, started: readonly string[]): Partial<RunAnswers> {
  const certificate = certificateApproval(chosen, undefined, newFacts);
  const redirect = onceApproval('redirect', domain, newFacts);
  return { ...bare, started, certificate: chosen, approvals: { certificate, redirect } };
}

interface Watched {
  /** The kinds of questions in their order. */
  readonly asked: string[];
  /** Every step that was seen done, in the order in which that came. */
  readonly done: StepId[];
}

/** Lives in one window, answers what `live` answers, and notes what was asked and done. */
async function watch(world: World, board: RunBoard, id: string, until: () => boolean = () => false): Promise<Watched> {
  const asked: string[] = [];
  const done: StepId[] = [];
  for (let step = 0; step < 240 && !until(); step++) {
    await world.clock.advance(10_000);
    const view = board.runs.find(({ record }) => record.id === id);
    if (!view || until()) break;
    for (const each of stepIds) if (view.record.steps[each].state === 'done' && !done.includes(each)) done.push(each);
    const { domains } = world.cloud.state;
    if (domains.get(domain)?.status === 'configuring') world.cloud.bringOnline(domain);
    const state = Object.values(view.record.steps).find((each) => each.state === 'needsUser');
    if (!state && view.activity === 'finished') break;
    if (!state || world.unanswered.has(state.ask.kind)) continue;
    asked.push(state.ask.kind);
    await board.answer(id, agree(state.ask, world.cloud));
  }
  return { asked, done };
}

async function onboard(kind: Kind, started = lines[kind], cloud = readyCloud()) {
  const world = createWorld(cloud);
  const board = world.openWindow('a');
  const id = await board.start(plan, planned(choices[kind](cloud), started));
  return { world, board, id, watched: await watch(world, board, id), record: board.runs[0]!.record };
}

const proofs = ({ cloud }: World) => cloud.state.records.filter(({ type }) => type === 'TXT');
const isSet = ({ cloud }: World) => cloud.state.given.has(domain);
const isBefore = ({ done }: Watched, left: StepId, right: StepId) => done.indexOf(left) < done.indexOf(right);

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

  it('without one asks before DNS is changed, and goes on with what is chosen', async () => {
    const cloud = readyCloud();
    addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    const watched = await watch(world, board, await board.start(plan, bare));
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
    const late = () => board.runs[0]?.record.steps.afterSwitch;
    await watch(world, board, id, () => late()?.state === 'needsUser');
    const certificate = { trusted: true, names: ['*.example.com'], fingerprint: 'f'.repeat(64) };
    const { probe } = cloud.edge;
    cloud.edge.probe = async (request, signal) => ({ ...(await probe(request, signal)), certificate });
    world.unanswered.clear();
    await watch(world, board, id, () => isSet(world));
    await world.clock.advance(60_000);
    expect(late()).toMatchObject({ state: 'waiting', reason: { kind: 'certificateUnready' } });
    world.unanswered.add('certificateUnserved');
    await watch(world, board, id, () => late()?.state === 'needsUser');
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

  it('has its record asked for behind those of ownership and binding where DNS is kept elsewhere', async () => {
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

describe('the record that validates a certificate', () => {
  it.each(['free', 'acme'] as const)('is asked about where Start did not name it (%s)', async (kind) => {
    const { watched } = await onboard(kind, []);
    expect(watched.asked).toContain('approveValidation');
  });

  it.each([
    ['another name', [startLines.record(`_acme-challenge.other.${domain}`, 'TXT', 'letsencrypt')]],
    ['another type', [startLines.record(challengeHost(domain), 'CNAME', 'letsencrypt')]],
    ['another issuer', [startLines.record(challengeHost(domain), 'TXT', 'alibabacloud')]],
  ])('is asked about where Start named %s', async (_what, started) => {
    expect((await onboard('acme', started)).watched.asked).toContain('approveValidation');
  });

  it('of a free certificate is asked about where the service wants a CNAME and Start named a TXT', async () => {
    const cloud = readyCloud();
    cloud.state.validationType = 'CNAME';
    expect((await onboard('free', lines.free, cloud)).watched.asked).toContain('approveValidation');
  });

  it('is asked about where the domain was on CDN before', async () => {
    const cloud = readyCloud();
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    await watch(world, board, await board.start(plan, { skipped: { ...bare.skipped, certificate: true } }));
    await board.remove(board.runs[0]!.record.id);
    const other = world.openWindow('b');
    const again = await watch(world, other, await other.start(plan, planned(choices.acme(), lines.acme)));
    expect(again.asked).toContain('approveValidation');
  });

  const approvals = [
    ['free', 'Start', lines.free],
    ['acme', 'Start', lines.acme],
    ['free', 'its question', []],
    ['acme', 'its question', []],
  ] as const;

  it.each(approvals)(
    '(%s) is asked about again where it is deleted by hand after %s approved it',
    async (kind, _by, started) => {
      const world = unissuedWorld();
      const board = world.openWindow('a');
      const id = await board.start(plan, planned(choices[kind](world.cloud), started));
      await watch(world, board, id, () => proofs(world).length > 0);
      await world.clock.advance(60_000);
      await deleteByHand(world, board, id);
    },
  );

  it.each(approvals)(
    '(%s) is so too where the window died right after it wrote it (%s approved it)',
    async (kind, _by, started) => {
      const world = unissuedWorld();
      const fate: Fate = (deed) =>
        deed.kind === 'call' && deed.action === 'dns.createRecord' && deed.step === 'certificate' ? 'after' : undefined;
      const dying = openMortal(world, 'a', fate);
      const id = await dying.board.start(plan, planned(choices[kind](world.cloud), started));
      await watch(world, dying.board, id, dying.isDead);
      expect(proofs(world)).toHaveLength(1);
      const board = world.openWindow('b');
      await board.load();
      await world.clock.advance(180_000);
      await deleteByHand(world, board, id);
    },
  );
});

type ByHand = Extract<UserAsk, { kind: 'addTxt' | 'addRecordElsewhere' }>;

function isByHand(ask: UserAsk | undefined): ask is ByHand {
  return ask?.kind === 'addTxt' || ask?.kind === 'addRecordElsewhere';
}

/** A cloud in which the record is written, and nothing is issued. */
function unissuedWorld(): World {
  const cloud = readyCloud();
  cloud.state.application = 'unissued';
  const silent = (server: string) =>
    ({ server, outcome: 'nxdomain', records: [], transport: 'udp', at: 0, durationMs: 1 }) as const;
  for (const server of ['192.0.2.1:53', '192.0.2.2:53']) cloud.state.dnsAnswers.set(server, () => silent(server));
  return createWorld(cloud);
}

/** Deletes the record that the run has seen, and expects its question in place of another record. */
async function deleteByHand(world: World, board: RunBoard, id: string): Promise<void> {
  const { state } = world.cloud;
  state.records.splice(0, state.records.length, ...state.records.filter(({ type }) => type !== 'TXT'));
  world.unanswered.add('approveValidation');
  await watch(world, board, id, () => board.runs[0]?.record.steps.certificate.state === 'needsUser');
  expect(board.runs[0]?.record.steps.certificate).toMatchObject({ ask: { kind: 'approveValidation' } });
  expect(proofs(world)).toEqual([]);
}
