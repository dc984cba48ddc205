import { beforeEach, expect, it } from 'vitest';
import { unbindDomain } from '../../../../src/features/domains/domainCommands.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { siteSource } from '../../../support/siteSources.js';
import { setDomain } from '../../core/onboarding/hands.js';
import { remains } from '../../core/onboarding/richWorld.js';
import { createWorld, live, plan } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

/** A run that waits for the switch in the console, and questions that are not answered. */
async function waiting() {
  const world = createWorld();
  world.unanswered.add('turnOnAutoUpdate').add('bindAgain').add('setHost').add('otherOrigin');
  const board = world.openWindow('one');
  await live(world, board, await board.start(plan), 30, () => {
    return board.runs[0]?.record.steps.autoUpdate.state === 'needsUser';
  });
  const deps = { ...world.depsOf('one'), board, activity: { findUndoable: () => undefined } };
  const unbind = async () => {
    const done = unbindDomain(deps as unknown as Parameters<typeof unbindDomain>[0], plan.domain);
    await world.clock.advance(60_000);
    await done;
  };
  const hosts = () => (world.cloud.state.configs.get(plan.domain) ?? []).map(({ args }) => args.domain_name);
  return { world, board, unbind, hosts };
}

it('a domain that is unbound stays so; its run asks before it binds it again', async () => {
  const { world, board, unbind, hosts } = await waiting();
  await unbind();
  expect(modalTexts()).toEqual([
    expect.stringContaining(`the origin host will first be changed to ${siteSource.content}`),
  ]);
  await world.clock.advance(10 * 60_000);
  expect({ bound: remains(world).bound, hosts: hosts() }).toEqual({ bound: [], hosts: [siteSource.content] });
  expect(world.cloud.calls.filter((call) => call === 'cdn.refresh')).toHaveLength(0);
  expect(board.runs[0]?.record.steps.binding).toMatchObject({ state: 'needsUser', ask: { kind: 'bindAgain' } });
});

it('the modal names the bucket that CDN fetches from, also where the domain is bound to another', async () => {
  const { world, unbind, hosts } = await waiting();
  const content = 'other.oss-cn-beijing.aliyuncs.com';
  setDomain(world, { sources: [{ ...siteSource, content }] });
  await unbind();
  expect(modalTexts()).toEqual([expect.stringContaining(`the origin host will first be changed to ${content}`)]);
  expect(hosts()).toEqual([content]);
});
