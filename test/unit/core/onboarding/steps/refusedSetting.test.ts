import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { reconsiderRun } from '../../../../../src/core/onboarding/reconsiderRun.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { CdnRegion } from '../../../../../src/core/ports/cdn.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { handMade } from '../hands.js';
import { asks, cloudWithDomain, domain, sitePlan } from '../site/siteWorld.js';
import { createWorld, live, plan, readyCloud } from '../world.js';

/** A run on a domain where CDN refuses these functions. */
async function refuse(
  functions: readonly string[],
  task: OnboardingPlan,
  code = 'InvalidFunction.NotSupported',
  region?: CdnRegion,
) {
  const cloud = task.task === 'https' ? readyCloud() : cloudWithDomain();
  cloud.state.domains.set(domain, { ...handMade, ...(region && { region }) });
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  const { setConfigs } = cloud.cdn;
  let refusals = 0;
  cloud.cdn.setConfigs = async (name, configs, signal) => {
    if (!configs.some(({ functionName }) => functions.includes(functionName))) return setConfigs(name, configs, signal);
    refusals += 1;
    throw new AppError('operationBarred', { code });
  };
  const world = createWorld(cloud);
  world.unanswered.add('settingRefused');
  const board = world.openWindow('a');
  const id = await board.start(task);
  const go = () => live(world, board, id, 60);
  await go();
  const run = () => board.runs[0]!;
  const asked = () => asks(run().record) as Extract<UserAsk, { kind: 'settingRefused' }>;
  return { cloud, board, id, go, run, asked, refusals: () => refusals };
}

const functionsOf = ({ state }: MemoryCloud) =>
  (state.configs.get(domain) ?? []).map(({ functionName }) => functionName).sort();

describe('a setting that CDN does not offer for the domain or the account', () => {
  it.each(['InvalidFunction.NotSupported', 'FunctionMutex'])(
    'is asked about where the site does not need it, and the other settings are made: %s',
    async (code) => {
      const { cloud, board, id, go, run, asked, refusals } = await refuse(
        ['brotli', 'set_hashkey_args'],
        sitePlan,
        code,
      );
      expect(asked()).toMatchObject({
        kind: 'settingRefused',
        functionName: 'set_hashkey_args',
        error: { details: { code } },
      });
      expect(refusals()).toBe(1);
      await board.answer(id, { left: { settings: asked().leave } });
      await go();
      expect(asked()).toMatchObject({ kind: 'settingRefused', functionName: 'brotli' });
      await board.answer(id, { left: { settings: asked().leave } });
      await go();
      expect(run().activity).toBe('finished');
      expect(functionsOf(cloud)).toEqual(['gzip', 'host_redirect', 'path_based_ttl_set']);
      expect(run().record.steps).toMatchObject({
        caching: { note: 'settingsLeft' },
        transfer: { note: 'settingsLeft' },
      });
      await reconsiderRun(board, run());
      await go();
      expect(run()).toMatchObject({ activity: 'finished', record: { steps: { transfer: { note: 'settingsLeft' } } } });
      expect(refusals()).toBe(2);
    },
  );

  it('is asked about once for all permissions of the site that a Global Resource Plan lacks', async () => {
    const lacking = ['set_hashkey_args', 'gzip', 'brotli'];
    const { cloud, board, id, go, run, asked, refusals } = await refuse(lacking, sitePlan, undefined, 'overseas');
    expect(asked()).toMatchObject({ functionName: 'set_hashkey_args', leave: lacking.join(' '), ofPlan: true });
    await board.answer(id, { left: { settings: asked().leave } });
    await go();
    expect(run().activity).toBe('finished');
    expect(refusals()).toBe(1);
    expect(functionsOf(cloud)).toEqual(['host_redirect', 'path_based_ttl_set']);
  });

  it('is sent again when the run is checked again', async () => {
    const functions = ['brotli'];
    const { cloud, board, id, go, run, refusals } = await refuse(functions, sitePlan);
    board.recheck(id);
    await go();
    expect(refusals()).toBe(2);
    functions.pop();
    board.recheck(id);
    await go();
    expect(run().activity).toBe('finished');
    expect(functionsOf(cloud)).toContain('brotli');
  });

  it('stops the run where the site requires it', async () => {
    const { run } = await refuse(['host_redirect'], sitePlan);
    expect(run().record.steps.addresses).toMatchObject({ state: 'failed', error: { kind: 'operationBarred' } });
  });

  it.each([
    ['https_option', ['https_force', 'https_tls_version']],
    ['https_tls_version', ['https_force', 'https_option']],
  ])('is asked about while HTTPS is set up, and the redirect is still offered: %s', async (functionName, made) => {
    const { cloud, board, id, go, run, asked } = await refuse([functionName], { ...plan, task: 'https' });
    expect(asked()).toMatchObject({ kind: 'settingRefused', functionName });
    await board.answer(id, { left: { settings: asked().leave } });
    await go();
    expect(run()).toMatchObject({ activity: 'finished', record: { steps: { protocols: { note: 'settingsLeft' } } } });
    expect(functionsOf(cloud)).toEqual(made);
  });
});
