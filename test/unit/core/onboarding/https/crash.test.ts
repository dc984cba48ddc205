import { describe, expect, it } from 'vitest';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { handMade } from '../hands.js';
import { type Deed, type Fate, openMortal } from '../mortal.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const httpsPlan: OnboardingPlan = { ...plan, task: 'https' };
const { domain } = plan;

/** A domain with the opposite redirect and settings of its own, so that every write of the run has something to do. */
function openWorld(): World {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  const config = (functionName: string, args: Readonly<Record<string, string>>) =>
    ({ id: functionName, functionName, args, status: 'success' }) as const;
  cloud.state.configs.set(domain, [
    config('https_option', { http2: 'off', ocsp_stapling: 'on' }),
    config('http_force', { enable: 'on' }),
  ]);
  return createWorld(cloud);
}

/** Sets up HTTPS in a window that meets this at its call number `at`, and in another one once that has died. */
async function play(at: number, what: ReturnType<Fate>) {
  const world = openWorld();
  const writes: string[] = [];
  const calls: string[] = [];
  const note = (deed: Deed) => {
    if (deed.kind === 'call' && deed.write !== undefined) writes.push(deed.write);
  };
  const fate: Fate = (deed) => {
    if (deed.kind === 'save') return undefined;
    calls.push(`${deed.step ?? ''} ${deed.action}`);
    return calls.length - 1 === at ? what : undefined;
  };
  const first = openMortal(world, 'a', fate, note);
  const id = await first.board.start(httpsPlan);
  await live(world, first.board, id, 40, first.isDead);
  const died = first.isDead();
  const board = died ? openMortal(world, 'b', () => undefined, note).board : first.board;
  if (died) await board.load();
  await live(world, board, id, 40);
  const { configs, given } = world.cloud.state;
  const settings = (configs.get(domain) ?? []).map(({ functionName, args }) => ({ functionName, args }));
  const end = {
    given: given.get(domain),
    settings: settings.sort((a, b) => (a.functionName < b.functionName ? -1 : 1)),
  };
  return { died, activity: board.runs[0]?.activity, writes: writes.sort(), calls, end };
}

const whole = await play(-1, undefined);
const cells = whole.calls.map((call, at) => ({ at, call }));

it('the run makes five writes, and removes the opposite redirect before it sets the redirect', () => {
  expect(whole).toMatchObject({ died: false, activity: 'finished' });
  expect(whole.writes).toHaveLength(5);
  const order = whole.calls.filter((call) => /redirect cdn\.(set|delete)/.test(call));
  expect(order).toEqual(['redirect cdn.deleteConfig', 'redirect cdn.setConfigs']);
});

describe('a window that sets up HTTPS', () => {
  it.each(cells.flatMap((cell) => (['before', 'after'] as const).map((when) => ({ ...cell, when }))))(
    'dies $when call $at, $call: another window finishes, and nothing is done twice',
    async ({ at, when }) => {
      const { activity, writes, end } = whole;
      expect(await play(at, when)).toMatchObject({ died: true, activity, writes, end });
    },
  );

  it.each(cells.flatMap((cell) => (['unsent', 'unanswered'] as const).map((what) => ({ ...cell, what }))))(
    'has call $at, $call, $what: it finishes on its own, and nothing is done twice',
    async ({ at, what }) => {
      const { activity, writes, end } = whole;
      expect(await play(at, what)).toMatchObject({ died: false, activity, writes, end });
    },
  );
});
