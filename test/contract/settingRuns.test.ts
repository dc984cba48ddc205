import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { configsOf } from '../../sandbox/cdn/configs/configs.js';
import { actByHand } from '../../sandbox/console.js';
import type { SandboxState } from '../../sandbox/state/state.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import { long, sampled } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { follow } from './errorRuns/follow.js';

const { signal } = new AbortController();
const name = 'static.shop-demo.com';
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());

/** Answers what leads to the settings of the domain, and leaves their own questions open. */
function answer(ask: UserAsk): Partial<RunAnswers> | undefined {
  if (ask.kind === 'privateBucket') return { approvals: { privateOrigin: ask.approval } };
  return ['settingFailed', 'authorizeRole', 'edgeDiffers'].includes(ask.kind) ? undefined : runs.agree(ask);
}

const timesSet = ({ calls }: SandboxState) => calls.filter(({ action }) => action === 'BatchSetCdnDomainConfig').length;

async function start() {
  const board = runs.openWindow();
  return { board, id: await board.start(plan), answer };
}

describe('a setting that CDN accepts without effect', () => {
  sampled(['configZero', 'configVanishes'], 2)('is asked about after three attempts: %s', async (lost) => {
    const { state } = runs.sandbox;
    state.uncertain[lost] = true;
    const person = await start();
    const { steps } = await follow(person, (record) => {
      const now = record.steps.originHost;
      return now.state === 'failed' || (now.state === 'needsUser' && now.ask.kind === 'settingFailed');
    });
    expect(steps.originHost).toMatchObject({ state: 'needsUser', ask: { functionName: 'set_req_host_header' } });
    expect(timesSet(state)).toBe(3);
    state.uncertain[lost] = false;
    const { ask } = steps.originHost as { ask: Extract<UserAsk, { kind: 'settingFailed' }> };
    await person.board.answer(person.id, { approvals: { setting: ask.approval } });
    await follow(person, (record) => record.steps.originHost.state === 'done');
  });
});

describe('the missing role of CDN for private buckets', () => {
  /** Runs with a private bucket and without the role until the step asks, and answers what it asks. */
  async function askedAt(step: 'privateOrigin' | 'edge') {
    const { state } = runs.sandbox;
    state.buckets.get('site-hangzhou')!.acl = 'private';
    state.account = { ...state.account, cdnRole: false };
    const person = await start();
    const { steps } = await follow(person, (record) => {
      const now = record.steps[step];
      return now.state === 'failed' || (now.state === 'needsUser' && now.ask.kind !== 'privateBucket');
    });
    const now = steps[step];
    return { person, steps, ask: now.state === 'needsUser' ? now.ask : undefined };
  }

  async function authorize(person: Awaited<ReturnType<typeof start>>, step: 'privateOrigin' | 'edge') {
    const { state } = runs.sandbox;
    state.account = { ...state.account, cdnRole: true };
    person.board.recheck(person.id);
    await follow(person, (record) => record.steps[step].state === 'done');
  }

  test('is waited for, and the run continues once the role exists', async () => {
    const { person, ask } = await askedAt('privateOrigin');
    expect(ask).toEqual({ kind: 'authorizeRole' });
    await authorize(person, 'privateOrigin');
  });

  test(
    'is detected at the edge where CDN does not check the role before, and the run continues once it exists',
    long,
    async () => {
      runs.sandbox.state.uncertain.roleChecked = false;
      const { person, ask, steps } = await askedAt('edge');
      expect(steps.privateOrigin.state).toBe('done');
      expect(ask).toEqual({ kind: 'edgeDiffers', status: 403, key: expect.any(String), isPrivate: true });
      expect(runs.recordsOf('CNAME', 'img')).toEqual([]);
      await authorize(person, 'edge');
      await runs.finish(person.board, person.id, (asked) => answer(asked) ?? {});
      expect(runs.recordsOf('CNAME', 'img')).toHaveLength(1);
    },
  );
});

describe('a staging configuration under test', () => {
  sampled(['success', 'testing'], 2)(
    'is recognized by the status %s, and not by settings that production has too',
    async (status) => {
      const { state } = runs.sandbox;
      state.uncertain.stagingStatus = status;
      const isStaged = (args: object) => {
        actByHand(state, { action: 'setStaging', domain: name, functionName: 'gzip', args });
        return runs.cloud.cdn.hasStagingConfig(name, signal);
      };
      expect(await runs.cloud.cdn.hasStagingConfig(name, signal)).toBe(false);
      expect(await isStaged({ enable: 'on' })).toBe(true);
      actByHand(state, { action: 'setFunction', domain: name, functionName: 'gzip', args: { enable: 'on' } });
      expect(await isStaged({ enable: 'on' })).toBe(status === 'testing');
      expect(await isStaged({ enable: 'off' })).toBe(true);
    },
  );

  test('stops a site type before anything is asked or sent, and the run continues once it is rolled back', async () => {
    const { state } = runs.sandbox;
    const stage = (fields: object) => actByHand(state, { action: 'setStaging', domain: name, ...fields });
    stage({ functionName: 'gzip', args: { enable: 'on' } });
    expect(await runs.cloud.cdn.hasStagingConfig(name, signal)).toBe(true);
    const board = runs.openWindow();
    const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
    const site = {
      ...plan,
      domain: name,
      origin: { kind: 'bucket', bucket },
      task: 'site',
      site: { type: 'spa' },
    } as const;
    const asked: string[] = [];
    const agree = (ask: UserAsk) => {
      asked.push(ask.kind);
      return ask.kind === 'approveSite' ? { approvals: { site: ask.approval } } : undefined;
    };
    const person = { board, id: await board.start(site), answer: agree };
    const { steps } = await follow(person, (record) => record.steps.addresses.state === 'failed');
    expect(steps.addresses).toMatchObject({ error: { kind: 'stagingActive' } });
    expect({ asked, timesSet: timesSet(state) }).toEqual({ asked: [], timesSet: 0 });
    stage({});
    board.recheck(person.id);
    await follow(person, (record) => record.steps.transfer.state === 'done');
    expect(timesSet(state)).toBe(4);
  });

  test('a staging configuration that starts after the approval is reported in the same words', async () => {
    const { state } = runs.sandbox;
    actByHand(state, { action: 'setStaging', domain: name, functionName: 'gzip', args: { enable: 'on' } });
    const set = runs.cloud.cdn.setConfigs(name, [{ functionName: 'gzip', args: { enable: 'off' } }], signal);
    const details = { code: 'ConfigurationConflicts', subject: name, functionName: 'gzip' };
    await expect(set).rejects.toMatchObject({ kind: 'stagingActive', details });
  });
});

describe('a setting of a rule condition', () => {
  test('is neither treated as ours nor changed', async () => {
    const { state } = runs.sandbox;
    const domain = state.cdnDomains.get(name)!;
    const own = { id: '7', functionName: 'set_req_host_header', parentId: '42', readyAt: 0, failed: false };
    const conditional = { ...own, args: { domain_name: 'mobile.shop-demo.com' } };
    domain.configs = [...configsOf(state, domain), conditional];
    const read = () => runs.cloud.cdn.readConfigs(name, ['set_req_host_header'], signal);
    const [config, ...others] = await read();
    expect(others).toEqual([]);
    expect(config?.id).not.toBe('7');
    await runs.cloud.cdn.setConfigs(
      name,
      [{ functionName: 'set_req_host_header', args: { domain_name: name }, configId: config!.id }],
      signal,
    );
    expect(domain.configs.find(({ id }) => id === '7')).toEqual(conditional);
  });
});
