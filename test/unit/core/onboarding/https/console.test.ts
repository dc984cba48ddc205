import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { httpsStepIds, type OnboardingPlan, type StepId } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { sampled } from '../../../../support/sample.js';
import { dropDomain, handMade, setDomain } from '../hands.js';
import { type Deed, openMortal } from '../mortal.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const httpsPlan: OnboardingPlan = { ...plan, task: 'https' };
const { domain } = plan;
const theirTls = { tls10: 'on', tls11: 'on', tls12: 'on', tls13: 'off', ciphersuitegroup: 'all' };
const theirOption = { http2: 'off', ocsp_stapling: 'on' };
const theirForce = { enable: 'on', https_rewrite: '308' };

function openWorld(): World {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  addMemoryCertificate(cloud.state, [domain], 2e12, 'theirs');
  const world = createWorld(cloud);
  for (const kind of ['replaceCertificate', 'domainOffline', 'recreateDomain'] as const) world.unanswered.add(kind);
  return world;
}

/** A call to the cloud with the step that makes it. */
interface Made {
  readonly step: StepId | undefined;
  readonly action: string;
  readonly write: string | undefined;
}

/** Sets up HTTPS in one window, and changes something in the console right before call number `at`. */
async function play(world: World, at = -1, byHand: (world: World) => void = () => undefined) {
  const made: Made[] = [];
  const writes: { readonly at: number; readonly write: string }[] = [];
  let calls = 0;
  const fate = (deed: Deed) => {
    if (deed.kind === 'save') return undefined;
    if (calls === at) byHand(world);
    if (deed.write !== undefined) writes.push({ at: calls, write: deed.write });
    calls += 1;
    made.push(deed);
    return undefined;
  };
  const done: string[] = [];
  const { board } = openMortal(world, 'a', fate, (deed) => {
    if (deed.kind === 'call' && deed.write !== undefined && calls > at) done.push(deed.write);
  });
  const offers: UserAsk[] = [];
  board.onDidChange(() => {
    const state = board.runs[0]?.record.steps.redirect;
    if (state?.state === 'needsUser') offers.push(state.ask);
  });
  const id = await board.start(httpsPlan);
  await live(world, board, id, 40);
  return { board, id, made, writes, done, offers };
}

const whole = await play(openWorld());
const setAt = (what: string) => whole.writes.find(({ write }) => write.endsWith(what))!.at;
const lastOf = (step: StepId) => whole.made.findLastIndex((made) => made.step === step);
const cells = whole.made.map(({ step, action }, at) => ({ at, step: step ?? 'no step', action }));

/** Without the call that writes this: CDN takes no condition, so that what comes between the last look and the write cannot be seen. */
const cellsBut = (write: string) => cells.filter(({ at }) => at !== setAt(write));

const heldBy = ({ cloud: { state } }: World) => state.certificates.get(state.given.get(domain) ?? 0)?.name;
const argsOf = ({ cloud: { state } }: World, functionName: string) =>
  state.configs.get(domain)?.find((each) => each.functionName === functionName)?.args;

function setByHand({ cloud: { state } }: World, functionName: string, args: CdnConfig['args']): void {
  const others = (state.configs.get(domain) ?? []).filter((each) => each.functionName !== functionName);
  state.configs.set(domain, [...others, { id: functionName, functionName, args, status: 'success' }]);
}

function giveTheirs({ cloud: { state } }: World): void {
  const theirs = [...state.certificates.values()].find(({ name }) => name === 'theirs');
  state.given.set(domain, theirs!.id);
  state.domains.set(domain, { ...handMade, httpsOn: true });
}

function asked({ board }: Pick<Awaited<ReturnType<typeof play>>, 'board'>): UserAsk | undefined {
  const state = currentStep(board.runs[0]!.record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

it('every step observes the cloud, and the four writes follow each other', () => {
  expect(whole.board.runs[0]?.activity).toBe('finished');
  expect([...new Set(whole.made.map(({ step }) => step))]).toEqual(httpsStepIds);
  expect(whole.writes.map(({ write }) => write)).toEqual([
    'certificate: cdn.setCertificate img.example.com',
    'protocols: cdn.setConfigs https_option',
    'protocols: cdn.setConfigs https_tls_version',
    'redirect: cdn.setConfigs https_force',
  ]);
});

describe('a certificate that is set in the console', () => {
  sampled(cellsBut('setCertificate img.example.com'), 7)(
    'a certificate that is set in the console before call $at of $step, $action, stays, and the run asks about it',
    async ({ at }) => {
      const world = openWorld();
      const played = await play(world, at, giveTheirs);
      const { answers } = played.board.runs[0]!.record;
      const theirs = [...world.cloud.state.certificates.values()].find(({ name }) => name === 'theirs');
      // It was there when the certificate was chosen, and replacing it was agreed to.
      if (answers.approvals?.certificate?.includes(theirs!.fingerprint)) return;
      expect(heldBy(world)).toBe('theirs');
      if (at > lastOf('certificate')) return;
      expect(asked(played)).toMatchObject({
        kind: 'replaceCertificate',
        chosen: { name: 'wild' },
        held: { name: 'theirs' },
      });
      const sent = played.writes.filter(({ write }) => write.includes('setCertificate'));
      expect(sent.length).toBe(at > setAt('setCertificate img.example.com') ? 1 : 0);
    },
  );
});

describe('HTTPS that is switched off in the console', () => {
  sampled(cells, 7)(
    'HTTPS that is switched off in the console before call $at of $step, $action, is switched on again only after a question',
    async ({ at }) => {
      const world = openWorld();
      const played = await play(world, at, (each) => {
        each.cloud.state.given.delete(domain);
        setDomain(each, { httpsOn: false });
      });
      const sent = played.writes.filter(({ write }) => write.includes('setCertificate'));
      expect(sent).toHaveLength(1);
      if (at <= setAt('setCertificate img.example.com')) expect(heldBy(world)).toBe('wild');
      else expect(heldBy(world)).toBeUndefined();
    },
  );
});

describe.each([
  {
    functionName: 'https_tls_version',
    args: theirTls,
    wanted: { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on' },
  },
  { functionName: 'https_option', args: theirOption, wanted: { http2: 'on' } },
])('$functionName that is set in the console', ({ functionName, args, wanted }) => {
  const own = Object.fromEntries(Object.entries(args).filter(([name]) => !(name in wanted)));

  sampled(cellsBut(functionName), 7)(
    `${functionName} that is set before call $at of $step, $action, keeps its other arguments, and stays once the step is done`,
    async ({ at }) => {
      const world = openWorld();
      await play(world, at, (each) => setByHand(each, functionName, args));
      // Until it sees both settings as they should be, the step sets them.
      const isSet = at > whole.made.findIndex(({ step }, each) => step === 'protocols' && each > setAt('tls_version'));
      expect(argsOf(world, functionName)).toEqual(isSet ? args : { ...own, ...wanted });
    },
  );
});

describe('the opposite redirect that is set in the console', () => {
  const opposite = { enable: 'on', http_rewrite: '301' };
  const oppose = (world: World) => setByHand(world, 'http_force', opposite);
  const isOpposed = (world: World) => argsOf(world, 'http_force') !== undefined;

  sampled(cells, 7)(
    'the opposite redirect that is set before call $at of $step, $action, is removed only if the user agreed to that',
    async ({ at }) => {
      const world = openWorld();
      const { offers } = await play(world, at, oppose);
      expect(isOpposed(world) || offers.at(-1)).toSatisfy((told) => told === true || told?.opposite === true);
    },
  );

  it('the opposite redirect that is set while the redirect is offered is asked about before it is removed', async () => {
    const world = openWorld();
    world.unanswered.add('offerRedirect');
    const { board, id, offers } = await play(world);
    const [first] = offers as Extract<UserAsk, { kind: 'offerRedirect' }>[];
    oppose(world);
    await board.answer(id, { approvals: { redirect: first!.approval } });
    await live(world, board, id, 2);
    expect(argsOf(world, 'http_force')).toEqual(opposite);
    expect(argsOf(world, 'https_force')).toBeUndefined();
    expect(asked({ board })).toMatchObject({ kind: 'offerRedirect', opposite: true });
    world.unanswered.clear();
    await live(world, board, id, 5);
    expect(isOpposed(world)).toBe(false);
    expect(argsOf(world, 'https_force')).toEqual({ enable: 'on', https_rewrite: '301' });
  });
});

describe('the redirect that is set in the console', () => {
  sampled(cellsBut('https_force'), 7)(
    'the redirect that is set in the console before call $at of $step, $action, stays unchanged',
    async ({ at }) => {
      const world = openWorld();
      await play(world, at, (each) => setByHand(each, 'https_force', theirForce));
      expect(argsOf(world, 'https_force')).toEqual(theirForce);
    },
  );
});

describe('a domain that is disabled in the console', () => {
  sampled(cells, 7)(
    'a domain disabled before call $at of $step, $action, stays so, nothing is set, and the run continues once it is enabled',
    async ({ at }) => {
      const world = openWorld();
      const played = await play(world, at, (each) => setDomain(each, { status: 'offline' }));
      expect(world.cloud.state.domains.get(domain)?.status).toBe('offline');
      const { board, id, done } = played;
      expect(done).toEqual([]);
      if (board.runs[0]?.activity === 'finished') return;
      const state = currentStep(board.runs[0]!.record)?.state;
      const said = state?.state === 'failed' ? state.error.kind : asked(played)?.kind;
      expect(said).toBe('domainOffline');
      setDomain(world, { status: 'online' });
      board.recheck(id);
      await live(world, board, id, 40);
      expect(board.runs[0]?.activity).toBe('finished');
      expect(heldBy(world)).toBe('wild');
    },
  );
});

describe('a domain that is deleted in the console', () => {
  sampled(cells, 7)(
    'a domain deleted before call $at of $step, $action, is not created again, and the run says that it is gone',
    async ({ at }) => {
      const world = openWorld();
      const { board } = await play(world, at, dropDomain);
      expect(world.cloud.state.domains.has(domain)).toBe(false);
      const run = board.runs[0];
      if (run?.activity === 'finished') return;
      const state = currentStep(run!.record)?.state;
      expect(state).toMatchObject({ state: 'failed', error: { kind: 'domainNotFound' } });
    },
  );
});
