import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { StepId } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { richCloud } from '../richWorld.js';
import { agree, createWorld, live, plan, readyCloud, type World } from '../world.js';

function asked(board: RunBoard, step: StepId): UserAsk | undefined {
  const state = board.runs[0]?.record.steps[step];
  return state?.state === 'needsUser' ? state.ask : undefined;
}

async function openFinished(world: World) {
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  return { board, id };
}

const record = ({ cloud }: World, type: string, rr: string) =>
  cloud.state.records.findIndex((each) => each.type === type && each.rr === rr);
const dropRecord = (world: World, rr: string) => world.cloud.state.records.splice(record(world, 'CNAME', rr), 1);
const dropPrivate = ({ cloud }: World) => {
  const configs = cloud.state.configs.get(plan.domain) ?? [];
  cloud.state.configs.set(
    plan.domain,
    configs.filter(({ functionName }) => functionName !== 'l2_oss_key'),
  );
};
const pauseRecord = (world: World) => {
  const index = record(world, 'CNAME', 'img');
  const old = world.cloud.state.records[index];
  if (old) world.cloud.state.records[index] = { ...old, enabled: false };
};

/** What the user undoes by hand, the step that sees it, what it asks, and whether it was done again. */
const undone: readonly {
  readonly what: string;
  readonly undo: (world: World) => unknown;
  readonly step: StepId;
  readonly ask: UserAsk['kind'];
  readonly isDone: (world: World) => boolean;
}[] = [
  {
    what: 'the domain, which costs money',
    undo: ({ cloud }) => {
      cloud.state.domains.delete(plan.domain);
      cloud.state.configs.clear();
    },
    step: 'name',
    ask: 'recreateDomain',
    isDone: ({ cloud }) => cloud.state.domains.has(plan.domain),
  },
  {
    what: 'private bucket access, which makes the bucket readable',
    undo: dropPrivate,
    step: 'privateOrigin',
    ask: 'privateBucket',
    isDone: ({ cloud }) =>
      (cloud.state.configs.get(plan.domain) ?? []).some(({ functionName }) => functionName === 'l2_oss_key'),
  },
  {
    what: 'the record, which changes live DNS',
    undo: (world) => dropRecord(world, 'img'),
    step: 'record',
    ask: 'approveRecord',
    isDone: (world) => record(world, 'CNAME', 'img') >= 0,
  },
  {
    what: 'the record for uploads, which changes live DNS',
    undo: (world) => dropRecord(world, 'upload'),
    step: 'upload',
    ask: 'approveUploadRecord',
    isDone: (world) => record(world, 'CNAME', 'upload') >= 0,
  },
  {
    what: 'the pause of the record, which changes live DNS',
    undo: pauseRecord,
    step: 'record',
    ask: 'recordPaused',
    isDone: ({ cloud }) =>
      cloud.state.records.some(({ rr, type, enabled }) => rr === 'img' && type === 'CNAME' && enabled),
  },
];

describe('an approved change that is undone by hand', () => {
  it.each(undone)('asks again before it is done again, each time: $what', async ({ undo, step, ask, isDone }) => {
    const world = createWorld(richCloud());
    const { board, id } = await openFinished(world);
    for (let time = 1; time <= 3; time++) {
      await undo(world);
      board.recheck(id);
      await world.clock.advance(120_000);
      expect(asked(board, step)?.kind).toBe(ask);
      expect(isDone(world)).toBe(false);
      await live(world, board, id);
      expect(board.runs[0]?.activity).toBe('finished');
      expect(isDone(world)).toBe(true);
    }
  });

  it('writes no proof of ownership either while it asks', async () => {
    const world = createWorld();
    const { board, id } = await openFinished(world);
    world.cloud.state.domains.delete(plan.domain);
    world.cloud.state.verifiedRoots.clear();
    const before = world.cloud.calls.length;
    board.recheck(id);
    await world.clock.advance(120_000);
    expect(world.cloud.calls.slice(before).filter((call) => /create|set|delete|update/.test(call))).toEqual([]);
  });

  it('takes no old answer for a new one', async () => {
    const world = createWorld();
    const { board, id } = await openFinished(world);
    world.cloud.state.domains.delete(plan.domain);
    board.recheck(id);
    await world.clock.advance(10_000);
    const first = asked(board, 'name');
    if (!first) throw new Error('nothing was asked');
    await board.answer(id, agree(first, world.cloud));
    await live(world, board, id);
    world.cloud.state.domains.delete(plan.domain);
    await board.answer(id, agree(first, world.cloud));
    await world.clock.advance(120_000);
    expect(asked(board, 'name')?.kind).toBe('recreateDomain');
    expect(world.cloud.state.domains.size).toBe(0);
  });

  it('needs no second approval for what the form has reviewed', async () => {
    const world = createWorld(readyCloud());
    const { board } = await openFinished(world);
    expect(board.runs[0]?.record.answers.approvals?.domain).toBeUndefined();
    expect(world.cloud.state.domains.size).toBe(1);
  });
});
