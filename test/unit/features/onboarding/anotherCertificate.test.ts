import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { certificateApproval } from '../../../../src/core/onboarding/approvals.js';
import { newFacts } from '../../../../src/core/onboarding/run/facts.js';
import type { OnboardingPlan, RunAnswers } from '../../../../src/core/onboarding/run/run.js';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { renewCertificate, setUpHttps } from '../../../../src/features/onboarding/setUpHttps.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { handMade } from '../../core/onboarding/hands.js';
import { createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

const { domain } = plan;
const another = 'Choose Another Certificate…';
const wild: Line = { pick: '$(lock) wild' };
const httpsPlan: OnboardingPlan = { ...plan, task: 'https' };
/** An onboarding without a folder. */
const bare = { mapping: true, publish: true };

beforeEach(() => resetEditor());

/** Let's Encrypt as what was chosen. */
const chosen = { kind: 'acme', names: [domain], askedAt: 0 } as const;
const withAcme: Partial<RunAnswers> = {
  skipped: bare,
  certificate: chosen,
  approvals: { certificate: certificateApproval(chosen, undefined, newFacts) },
};

interface Opening {
  /** Let's Encrypt cannot be reached. */
  readonly fails?: boolean;
  /** It never ends its work. */
  readonly unissued?: boolean;
  readonly lines?: readonly Line[];
  /** It stops before DNS is changed. */
  readonly stops?: boolean;
  /** The zone of the domain is kept elsewhere. */
  readonly elsewhere?: boolean;
}

/** A run of this plan in a window, for whose domain the account has a certificate. */
async function open(task: OnboardingPlan, answers: Partial<RunAnswers>, given: Opening = {}) {
  const { fails = true, unissued = false, lines = [] } = given;
  const cloud = readyCloud();
  if (task.task) cloud.state.domains.set(domain, { ...handMade });
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  if (fails)
    cloud.acme.createOrder = async () => {
      throw new AppError('acmeUnavailable', { subject: 'acme-v02.api.letsencrypt.org' });
    };
  const world = createWorld(cloud);
  if (given.stops) world.unanswered.add('approveRecord').add('approveValidation').add('addTxt');
  if (given.elsewhere) cloud.state.zones.clear();
  if (unissued) {
    const validated = cloud.acme.readOrder;
    cloud.acme.readOrder = async (url, signal) => {
      const order = await validated(url, signal);
      return order && { ...order, state: 'processing' };
    };
  }
  const { session } = world.depsOf('a');
  const board = world.openWindow('a');
  const ui = scriptedUi(lines);
  const log = { redact: (text: string) => text, debug: () => undefined };
  const settings = { get: (key: string) => (key === 'console' ? 'china' : ['192.0.2.1:53']) };
  const loadIsPublicSuffix = async () => () => false;
  const deps = {
    loadIsPublicSuffix,
    board,
    log,
    clock: world.clock,
    session,
    settings,
    ui,
  } as unknown as RunCommandDeps;
  const id = await board.start(task, answers);
  const step = () => board.runs.find(({ record }) => record.id === id)?.record.steps.certificate;
  await live(world, board, id, 30, () => step()?.state === 'failed' || step()?.state === 'waiting');
  const run = async (command: () => Promise<void>) => {
    const done = command();
    done.catch(() => undefined);
    await world.clock.advance(1000);
    await done;
    ui.end();
  };
  return { world, cloud, board, deps, id, step, run, asked: ui.asked };
}

const errors = () => editor.shown.filter(({ kind }) => kind === 'error');
const plans = [
  ['the onboarding', plan],
  ['the https task', httpsPlan],
] as const;

describe.each(plans)('a certificate source that fails in %s', (_what, task) => {
  it('is named, with a button by which another certificate is chosen at once', async () => {
    const { world, cloud, board, deps, id, step, run, asked } = await open(task, withAcme, { lines: [wild] });
    expect(step()).toMatchObject({ state: 'failed' });
    editor.press = (button) => button === another || button === 'Set Certificate';
    await run(() => continueRun(deps, id));
    expect(errors()[0]).toMatchObject({ text: expect.stringContaining('acme-v02.api.letsencrypt.org') });
    expect(errors()[0]?.buttons).toContain(another);
    expect(asked.map(({ title }) => title)).toEqual([`Certificate for ${domain}`]);
    expect(board.runs[0]?.record.answers.certificate).toMatchObject({ kind: 'own', name: 'wild' });
    await live(world, board, id, 40);
    expect({ set: cloud.state.given.has(domain), end: board.runs[0]?.activity }).toEqual({
      set: true,
      end: 'finished',
    });
  });

  it('is what "Set Up HTTPS…" leads to, and no second run begins', async () => {
    const { board, deps, run } = await open(task, withAcme, {});
    await run(() => setUpHttps(deps, domain, () => undefined));
    expect(errors()).toHaveLength(1);
    expect(errors()[0]?.buttons).toContain(another);
    expect(board.runs).toHaveLength(1);
  });
});

describe.each(plans)('a certificate that is waited for in %s', (_what, task) => {
  const waits = { fails: false, unissued: true };

  it('is replaced by another one from the list that its row opens', async () => {
    const lines = [{ pick: `$(arrow-right) ${another}` }, wild];
    const { world, cloud, board, deps, id, step, run } = await open(task, withAcme, { ...waits, lines });
    expect(step()).toMatchObject({ state: 'waiting', reason: { kind: 'certificateUnissued' } });
    editor.press = (button) => button === 'Set Certificate';
    await run(() => continueRun(deps, id));
    await live(world, board, id, 40);
    const left = cloud.state.records.filter(({ type }) => type === 'TXT');
    expect({ set: cloud.state.given.size, end: board.runs[0]?.activity, left }).toEqual({
      set: 1,
      end: 'finished',
      left: [],
    });
  });

  it('is checked at once from there', async () => {
    const lines: Line[] = [{ pick: '$(refresh) Recheck' }, 'cancel'];
    const { deps, id, run, asked } = await open(task, withAcme, { ...waits, lines });
    await run(() => continueRun(deps, id));
    expect(asked).toHaveLength(2);
    expect(asked[1]?.notes?.length).toBeGreaterThan(asked[0]?.notes?.length ?? 0);
  });

  it('is what "Set Up HTTPS…" leads to', async () => {
    const { board, deps, run, asked } = await open(task, withAcme, { ...waits, lines: ['cancel'] });
    await run(() => setUpHttps(deps, domain, () => undefined));
    expect(asked[0]?.labels).toEqual(['$(refresh) Recheck', `$(arrow-right) ${another}`]);
    expect(board.runs).toHaveLength(1);
  });
});

describe.each(plans)('a record that validates a certificate in %s', (_what, task) => {
  it('that is to be approved leaves the choice of another certificate', async () => {
    const opening = { fails: false, stops: true, lines: [wild] };
    const { world, cloud, board, deps, id, run } = await open(task, withAcme, opening);
    expect(board.runs[0]?.record.steps.certificate).toMatchObject({ ask: { kind: 'approveValidation' } });
    editor.press = (button) => button === another || button === 'Set Certificate';
    await run(() => continueRun(deps, id));
    await world.clock.advance(60_000);
    expect([...cloud.state.given.values()]).toHaveLength(1);
    expect(cloud.state.orders.size).toBe(1);
  });
});

it('a record that is to be added by hand to validate a certificate leaves the choice of another one', async () => {
  const lines = [{ pick: `$(arrow-right) ${another}` }, wild];
  const opening = { fails: false, stops: true, elsewhere: true, lines };
  const { world, cloud, deps, id, run, step } = await open(httpsPlan, withAcme, opening);
  expect(step()).toMatchObject({ ask: { kind: 'addTxt', purpose: 'validation' } });
  editor.press = (button) => button === 'Set Certificate';
  await run(() => continueRun(deps, id));
  await world.clock.advance(120_000);
  expect(cloud.state.given.size).toBe(1);
});

it('a certificate that is renewed while an onboarding is under way goes to that onboarding', async () => {
  const { board, deps, id, run } = await open(plan, withAcme, { lines: [wild] });
  editor.press = (button) => button === 'Set Certificate';
  await run(() => renewCertificate(deps, domain, () => undefined));
  expect(board.runs.map(({ record }) => record.id)).toEqual([id]);
  expect(board.runs[0]?.record.answers.certificate).toMatchObject({ name: 'wild' });
});

describe('"Set Up HTTPS…" beside an onboarding', () => {
  it.each([
    ['left for later', { ...bare, certificate: true }],
    ['in no plan', bare],
  ])('asks for the certificate in that onboarding where it was %s', async (_what, skipped) => {
    const later = { skipped };
    const { world, cloud, board, deps, run, asked } = await open(plan, later, { lines: [wild], stops: true });
    expect(board.runs[0]?.record.steps.record.state).toBe('needsUser');
    editor.press = (button) => button === 'Set Certificate';
    await run(() => setUpHttps(deps, domain, () => undefined));
    expect(asked.map(({ title }) => title)).toEqual([`Certificate for ${domain}`]);
    await world.clock.advance(60_000);
    expect({ runs: board.runs.length, set: cloud.state.given.has(domain) }).toEqual({ runs: 1, set: true });
  });

  it('leads to what that asks where the certificate is set', async () => {
    const asking = { skipped: { ...bare, certificate: false } };
    const { board, deps, run } = await open(plan, asking, { fails: false, stops: true });
    expect(board.runs[0]?.record.steps).toMatchObject({
      certificate: { state: 'done' },
      record: { state: 'needsUser' },
    });
    await run(() => setUpHttps(deps, domain, () => undefined));
    expect(editor.shown.at(-1)?.text).toContain('Add this record');
    expect(board.runs).toHaveLength(1);
  });

  it('starts a task of its own once that onboarding has ended', async () => {
    const later = { skipped: { ...bare, certificate: true } };
    const { world, board, deps, id, run, asked } = await open(plan, later, { lines: ['cancel'] });
    await live(world, board, id, 60);
    expect(board.runs[0]?.activity).toBe('finished');
    await run(() => setUpHttps(deps, domain, () => undefined));
    expect(asked.map(({ title }) => title)).toEqual([`Certificate for ${domain}`]);
  });
});

it('"Set Up HTTPS…" shows why a new task stops before its first question', async () => {
  const { world, deps, board, id, run } = await open(httpsPlan, {}, { fails: false });
  await board.remove(id);
  world.cloud.state.staging.add(domain);
  await run(() => setUpHttps(deps, domain, () => undefined));
  expect(errors()[0]?.text).toContain('staging configuration');
});
