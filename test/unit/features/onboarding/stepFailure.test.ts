import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { questionOf } from '../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { chooseFirst, createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

async function failed() {
  const world = createWorld();
  const board = world.openWindow('one');
  for (let count = 0; count < 2; count++)
    world.cloud.failNext('cdn.createDomain', 'before', 'otherRefusal', 'NotInternationRealIdentity');
  const id = await board.start(plan);
  await world.clock.advance(20_000);
  expect(board.runs[0]?.record.steps.domain).toMatchObject({ state: 'failed' });
  const log = { redact: (text: string) => text, debug: () => undefined };
  const deps = { board, log, clock: world.clock, session: world.depsOf('one').session } as unknown as RunCommandDeps;
  return { world, board, id, deps };
}

describe('continuing an onboarding that failed', () => {
  it('shows the reason, help and a retry, and waits for the user', async () => {
    const { world, id, deps } = await failed();
    const calls = world.cloud.calls.length;
    await continueRun(deps, id);
    await world.clock.advance(20_000);
    expect(editor.shown).toHaveLength(1);
    expect(editor.shown[0]?.text).toContain('real-name verification');
    expect(editor.shown[0]?.buttons).toEqual(expect.arrayContaining(['Open CDN Console', 'Retry']));
    expect(world.cloud.calls).toHaveLength(calls);
  });

  it('tries again on Retry, and continues', async () => {
    const { world, board, id, deps } = await failed();
    editor.press = (button) => button === 'Retry';
    await continueRun(deps, id);
    await world.clock.advance(20_000);
    await continueRun(deps, id);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });
});

describe('a recommended step that failed', () => {
  /** A finished run whose redirect could not be looked at. */
  async function failedRecommendation() {
    const cloud = readyCloud();
    const { readConfigs } = cloud.cdn;
    Object.assign(cloud.cdn, {
      readConfigs: async (...given: Parameters<typeof readConfigs>) => {
        if (given[1].includes('https_force')) throw new AppError('forbidden');
        return readConfigs(...given);
      },
    });
    const world = createWorld(cloud);
    world.unanswered.add('turnOnAutoUpdate');
    const board = world.openWindow('one');
    addMemoryCertificate(cloud.state, [plan.domain], 2e12);
    const id = await board.start(plan, chooseFirst(cloud));
    await live(world, board, id);
    expect(board.runs[0]).toMatchObject({ activity: 'finished', record: { steps: { redirect: { state: 'failed' } } } });
    const log = { redact: (text: string) => text, debug: () => undefined };
    const deps = { board, log, clock: world.clock, session: world.depsOf('one').session } as unknown as RunCommandDeps;
    return { world, board, id, deps };
  }

  it('can be skipped, and the next recommendation follows', async () => {
    const { world, board, id, deps } = await failedRecommendation();
    editor.press = (button) => button === 'Skip';
    await continueRun(deps, id);
    expect(editor.shown[0]?.buttons.slice(-2)).toEqual(['Retry', 'Skip']);
    await world.clock.advance(20_000);
    expect(board.runs[0]?.record.steps).toMatchObject({
      redirect: { state: 'done', note: 'asChosen' },
      autoUpdate: { ask: { kind: 'turnOnAutoUpdate' } },
    });
  });

  it('a step that has to be done cannot be skipped', async () => {
    const { id, deps } = await failed();
    await continueRun(deps, id);
    expect(editor.shown[0]?.buttons).not.toContain('Skip');
  });
});

type Refused = Extract<UserAsk, { kind: 'bindingRefused' }>;
const refusal = (kind: Refused['error']['kind'], code: string, purpose: Refused['purpose'] = 'binding'): Refused => ({
  kind: 'bindingRefused',
  purpose,
  domain: plan.domain,
  error: { kind, details: { code, ...(kind === 'forbidden' && { denial: { permission: 'oss:PutCname' } }) } },
});

describe('a binding that OSS refuses', () => {
  const answers: object[] = [];
  const context = {
    run: createRecord('1099', plan, 0),
    links: consoleLinks('china'),
    answer: async (answer: object) => void answers.push(answer),
  } as unknown as AskContext;
  const labels = (ask: Refused) =>
    questionOf(ask)
      .ways(context)
      .map(({ label }) => label);

  it.each([
    ['cnameRefused', 'CnameAlreadyExists', 'bound to another bucket of this account', []],
    ['cnameRefused', 'CnameDenied', 'Another account has bound', ['Submit Ticket']],
    ['cnameRefused', 'NoSuchCnameInRecord', 'ICP filing', ['Open ICP Filing Page']],
    ['cnameRefused', 'CnameIsForbidden', 'reserved for OSS', []],
    ['cnameRefused', 'CnameIsRisk', 'a risk', ['Submit Ticket']],
    ['invalidInput', 'InvalidArgument', 'OSS does not accept this value', []],
    ['forbidden', 'AccessDenied', 'Not permitted: oss:PutCname', ['Copy Policy']],
  ] as const)('%s, %s says why, and what is left out by going on without', (kind, code, why, pages) => {
    const ask = refusal(kind, code);
    const { row, detail } = questionOf(ask).text();
    expect(row).toContain(plan.domain);
    for (const part of [why, code, 'Skip Binding', 'Auto CDN Cache Update']) expect(detail).toContain(part);
    expect(labels(ask)).toEqual([...pages, 'Open OSS Console', 'Skip Binding', 'Recheck']);
  });

  it('a binding of an upload domain that OSS refuses offers another one, or to continue without', async () => {
    const ask = refusal('cnameRefused', 'CnameAlreadyExists', 'uploadBinding');
    expect(labels(ask)).toEqual(['Open OSS Console', 'Choose Another Domain…', 'Continue Without It', 'Recheck']);
    await questionOf(ask).ways(context)[2]?.act();
    expect(answers).toEqual([{ skipped: { upload: true } }]);
  });
});

it('a setting that CDN does not offer says why, and is left out by the first button', async () => {
  const answers: object[] = [];
  const answer = async (given: object) => void answers.push(given);
  const context = { run: { plan }, links: consoleLinks('china'), answer } as unknown as AskContext;
  const error = { kind: 'operationBarred', details: { code: 'InvalidFunction.NotSupported' } } as const;
  const ask = { kind: 'settingRefused', functionName: 'brotli', error, leave: 'gzip brotli' } as const;
  const { row, detail } = questionOf(ask).text();
  expect(row).toBe('Continue without a setting that CDN refused: Brotli');
  for (const part of ['does not offer this setting', 'InvalidFunction.NotSupported', 'Leave as It Is'])
    expect(detail).toContain(part);
  const buttons = questionOf(ask).ways(context);
  expect(buttons.map(({ label }) => label)).toEqual(['Leave as It Is', 'Open CDN Console', 'Recheck']);
  await buttons[0]?.act();
  expect(answers).toEqual([{ left: { settings: 'gzip brotli' } }]);
});

describe('a domain that is not as the run needs it', () => {
  it.each([
    [{ kind: 'domainOffline' }, 'Enable Domain…', 'ossCdn.enableDomain'],
    [{ kind: 'otherOrigin', origins: ['www.example.com'] }, 'Edit Origin…', 'ossCdn.editOrigin'],
  ] as const)('is put right by a command in front: %o', async (ask, label, id) => {
    const context = { run: { plan }, links: consoleLinks('china') } as unknown as AskContext;
    const [first] = questionOf(ask).ways(context);
    expect(first?.label).toBe(label);
    await first?.act();
    expect(editor.ran).toEqual([[id, plan.domain]]);
  });
});
