import { describe, expect, it } from 'vitest';
import { startLines } from '../../../../../src/core/onboarding/approvals.js';
import { handMade } from '../hands.js';
import { richPlan } from '../richWorld.js';
import { createWorld, live, plan, readyCloud } from '../world.js';

const wildcard = '.example.com';
const target = 'all.example.com.w.kunlunsl.com';

/** A wildcard domain serves the name of the plan, whose DNS leads there, or elsewhere. */
async function open(leadsToCdn: boolean) {
  const cloud = readyCloud();
  cloud.state.domains.set(wildcard, { ...handMade, name: wildcard, cname: target });
  cloud.state.extraDns.push({
    name: plan.domain,
    type: leadsToCdn ? 'CNAME' : 'A',
    ttl: 60,
    data: leadsToCdn ? target : '192.0.2.9',
  });
  const world = createWorld(cloud);
  world.unanswered.add('addCovered').add('approveSite');
  const board = world.openWindow('one');
  const id = await board.start(richPlan, { started: [startLines.site] });
  await live(world, board, id, 5);
  return { world, board, id };
}

describe('a name that a wildcard domain of the account serves', () => {
  it('is added only once the user agrees, since visitors are affected at once', async () => {
    const { world, board, id } = await open(true);
    const { domain } = board.runs[0]!.record.steps;
    if (domain.state !== 'needsUser' || domain.ask.kind !== 'addCovered') throw new Error(JSON.stringify(domain));
    expect(domain.ask.wildcard).toBe(wildcard);
    expect(world.cloud.state.domains.has(plan.domain)).toBe(false);
    await board.answer(id, { approvals: { cover: domain.ask.approval } });
    await live(world, board, id, 5);
    expect(world.cloud.state.domains.has(plan.domain)).toBe(true);
  });

  it('has visitors from then on: steps approved by Start are asked about', async () => {
    const { world, board, id } = await open(true);
    world.unanswered.delete('addCovered');
    await live(world, board, id, 5);
    expect(board.runs[0]?.record.steps.addresses).toMatchObject({ state: 'needsUser', ask: { kind: 'approveSite' } });
  });

  it('is added without that question where its DNS leads elsewhere', async () => {
    const { world, board } = await open(false);
    expect(world.cloud.state.domains.has(plan.domain)).toBe(true);
    expect(board.runs[0]?.record.steps.addresses).toMatchObject({ state: 'done' });
  });
});
