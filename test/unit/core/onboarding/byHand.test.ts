import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { stepIds } from '../../../../src/core/onboarding/run/run.js';
import { type ByHand, byHand } from './byHand.js';
import { openMortal } from './mortal.js';
import { remains, richCloud, richEnd, richPlan, richStart } from './richWorld.js';
import { createWorld, live, plan, type World } from './world.js';
import { isRepeatable, splitWrite } from './writes.js';

/** A window whose writes are noted once they took effect. */
function openNoted(world: World, name: string) {
  const writes: string[] = [];
  const { board } = openMortal(
    world,
    name,
    () => undefined,
    (deed) => {
      if (deed.kind === 'call' && deed.write !== undefined && !isRepeatable(deed.write))
        writes.push(...splitWrite(deed.write));
    },
  );
  return { board, writes };
}

async function runAlone(): Promise<readonly string[]> {
  const world = createWorld(richCloud());
  const { board, writes } = openNoted(world, 'one');
  await live(world, board, await board.start(richPlan, richStart(world)));
  expect(remains(world)).toEqual(richEnd);
  return writes;
}

const alone = await runAlone();

const cells = stepIds.flatMap((step) => {
  const hands = byHand[step];
  return typeof hands === 'string' ? [] : hands.map((hand) => ({ step, ...hand }));
});

/** Everything that a person can change, as one text to compare. */
const describeWorld = ({ cloud, mappings, publishing, isFolderOpen }: World) =>
  inspect([cloud.state, mappings, publishing, isFolderOpen()], { depth: 9 });

/** What is left to the run. */
function leftOver(step: string, { leaves = [], spares = [] }: ByHand): readonly string[] {
  const isSpared = (write: string) =>
    [step, ...spares].some((each) => write === each || write.startsWith(`${each}: `)) && !leaves.includes(write);
  return alone.filter((write) => !isSpared(write));
}

describe('work that the user does by hand during the run', () => {
  it.each(cells)('$step ($when): the user $what, and the run does not', async (cell) => {
    const { step, when, act, wakes, end, at = step } = cell;
    const cloud = richCloud();
    cell.before?.(cloud.state);
    const world = createWorld(cloud);
    const { board, writes } = openNoted(world, 'one');
    if (cell.folderless) world.closeFolder();
    if (cell.folderGone) world.gone.add('file:///site/dist');
    if (when !== 'comes') world.unanswered.add(when);
    let acted: Promise<boolean> | undefined;
    board.onDidChange(() => {
      const state = board.runs[0]?.record.steps[at];
      const isNow =
        when === 'comes' ? state?.state === 'running' : state?.state === 'needsUser' && state.ask.kind === when;
      if (!isNow || acted) return;
      const before = describeWorld(world);
      acted = Promise.resolve(act(world)).then(() => describeWorld(world) !== before);
    });
    const id = await board.start(richPlan, richStart(world));
    await live(world, board, id);
    expect(await acted).toBe(true);
    if (wakes) {
      await board.load();
      await live(world, board, id);
    }
    expect(board.runs[0]?.activity).toBe('finished');
    expect(remains(world)).toEqual({ ...richEnd, ...end });
    expect([...writes].sort()).toEqual([...leftOver(step, cell), ...(cell.also ?? [])].sort());
  });
});

it('work that the user has done by hand before is accepted without a write', async () => {
  const world = createWorld(richCloud());
  const first = openNoted(world, 'one').board;
  const id = await first.start(richPlan, richStart(world));
  await live(world, first, id);
  await first.remove(id);
  const { board, writes } = openNoted(world, 'two');
  const again = richStart(world);
  world.publishing.added = 0;
  await live(world, board, await board.start(richPlan, again));
  expect(board.runs[0]?.activity).toBe('finished');
  expect(writes).toEqual([]);
  expect(remains(world)).toEqual(richEnd);
});

it('where DNS is kept elsewhere the user adds each requested record, and the run writes none', async () => {
  const cloud = richCloud();
  cloud.state.zones.clear();
  cloud.state.records.splice(0);
  const world = createWorld(cloud);
  const { board, writes } = openNoted(world, 'one');
  world.unanswered.add('addTxt').add('addRecordElsewhere');
  const added = new Set<string>();
  board.onDidChange(() => {
    for (const state of Object.values(board.runs[0]?.record.steps ?? {})) {
      if (state.state !== 'needsUser') continue;
      const { ask } = state;
      if ((ask.kind !== 'addTxt' && ask.kind !== 'addRecordElsewhere') || added.has(ask.host)) continue;
      added.add(ask.host);
      const type = ask.kind === 'addTxt' ? 'TXT' : 'CNAME';
      cloud.state.extraDns.push({ name: ask.host, type, ttl: 600, data: ask.value });
    }
  });
  await live(world, board, await board.start(richPlan, richStart(world)));
  expect(board.runs[0]?.activity).toBe('finished');
  expect([...added].sort()).toEqual(
    [`_dnsauth.${plan.domain}`, '_dnsauth.upload.example.com', plan.domain, 'verification.example.com'].sort(),
  );
  expect(writes.filter((write) => write.includes('dns.'))).toEqual([]);
});

it('a mapping made by hand without the upload domain that the bucket needs does not count', async () => {
  const world = createWorld(richCloud());
  const board = world.openWindow('one');
  world.mappings.set(plan.domain, undefined);
  await live(world, board, await board.start(richPlan, richStart(world)));
  expect(board.runs[0]?.activity).toBe('finished');
  expect(world.mappings.get(plan.domain)).toBe('upload.example.com');
});
