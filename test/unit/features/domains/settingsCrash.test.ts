import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../../src/core/activity/activity.js';
import { canUndo } from '../../../../src/core/activity/activity.js';
import { applyUndo, readUndoState } from '../../../../src/core/activity/resources.js';
import { resetEditor } from '../../../support/fakeVscode.js';
import { sampled } from '../../../support/sample.js';
import { type SettingKind, settingKinds } from './settingKinds.js';
import { type Meet, openSettingWorld, readSettings, runSetting, type SettingWorld } from './settingWindow.js';

const { signal } = new AbortController();

beforeEach(resetEditor);

/** Runs a setting undisturbed, and notes how everything stood and what was shown before each call. */
async function trace(kind: SettingKind) {
  resetEditor();
  const world = openSettingWorld(kind);
  const states: ReturnType<typeof readSettings>[] = [];
  const outcome = await runSetting(world, kind.topic, kind.lines, {
    meet: () => void states.push(readSettings(world.cloud)),
  });
  const end = readSettings(world.cloud);
  const writes = outcome.calls.filter(({ isWrite }) => isWrite);
  return { kind, ...outcome, writes, end, states: [...states, end], entries: await readEntries(world) };
}

const wholes: Awaited<ReturnType<typeof trace>>[] = [];
// They share what is shown.
for (const kind of settingKinds) wholes.push(await trace(kind));

/** What another window reads of the changes that were made. */
async function readEntries({ openLog }: SettingWorld): Promise<readonly ActivityEntry[]> {
  const log = openLog('reader');
  await log.load();
  return log.entries;
}

/** What says that a change was made. */
const isDone = (text: string) => /^(Settings changed|Bucket changed|HSTS is changed)/.test(text);

/** Something that happens once, at one call. */
const once =
  (at: number, what: ReturnType<Meet>): Meet =>
  (call) =>
    call.at === at ? what : undefined;

/** Makes the setting in another window, where something is left to choose. */
async function makeAgain(world: SettingWorld, { kind, end }: (typeof wholes)[number]) {
  const isLeft = JSON.stringify(readSettings(world.cloud)) !== JSON.stringify(end);
  const lines = isLeft ? kind.lines : (kind.doneLines ?? kind.lines);
  return runSetting(world, kind.topic, lines, { windowId: 'b' });
}

describe.each(wholes)('$kind.title', (whole) => {
  const { kind, calls, writes, states, end } = whole;
  const cells = calls.flatMap(({ at, action, isWrite }) =>
    (['before', 'after'] as const).map((when) => ({ at, action, isWrite, when })),
  );

  it('is made as confirmed without a crash, and reported once CDN has it', () => {
    expect(whole.error).toBeUndefined();
    expect(writes.length).toBeGreaterThan(0);
    expect(end).not.toEqual(states[0]);
    expect(whole.shown.filter(isDone).length).toBeGreaterThan(0);
    expect(whole.askedAt).toBeLessThan(writes[0]!.at);
    expect(whole.entries.map(canUndo)).toEqual(writes.map(() => true));
  });

  it('is undone from Activity, the last change first', async () => {
    const world = openSettingWorld(kind);
    await runSetting(world, kind.topic, kind.lines);
    for (const { change } of (await readEntries(world)).filter(canUndo)) {
      expect(await readUndoState(change, world.cloud, signal)).toBe('ready');
      await applyUndo(change, world.cloud, signal);
      expect(await readUndoState(change, world.cloud, signal)).toBe('done');
    }
    expect(readSettings(world.cloud)).toEqual(states[0]);
  });

  it('is not made again where it is there already', async () => {
    const world = openSettingWorld(kind);
    await runSetting(world, kind.topic, kind.lines);
    const again = await makeAgain(world, whole);
    expect({ writes: again.calls.filter(({ isWrite }) => isWrite), error: again.error }).toEqual({ writes: [] });
    expect(readSettings(world.cloud)).toEqual(end);
  });

  sampled(cells, 3)(
    'a window that dies $when call $at, $action, leaves the old or the new state, and another window completes it once',
    async ({ at, isWrite, when }) => {
      const world = openSettingWorld(kind);
      const outcome = await runSetting(world, kind.topic, kind.lines, { meet: once(at, when) });
      expect(outcome.died).toBe(true);
      expect(readSettings(world.cloud)).toEqual(states[when === 'after' ? at + 1 : at]);
      // It has told nothing that the undisturbed one had not told by then.
      expect(outcome.shown).toEqual(whole.shown.slice(0, outcome.shown.length));
      const answered = writes.filter((write) => write.at < at);
      const entries = await readEntries(world);
      expect(entries.map(canUndo)).toEqual(answered.map(() => true));
      for (const { change } of entries.filter(canUndo).slice(0, isWrite && when === 'after' ? 0 : 1))
        expect(await readUndoState(change, world.cloud, signal)).toBe('ready');
      const made = writes.filter((write) => write.at < at || (write.at === at && when === 'after'));
      const again = await makeAgain(world, whole);
      expect(again.error).toBeUndefined();
      expect(readSettings(world.cloud)).toEqual(end);
      expect(again.calls.filter((call) => call.isWrite).map(({ action }) => action)).toEqual(
        writes.slice(made.length).map(({ action }) => action),
      );
    },
  );

  sampled(
    cells.map((cell) => ({ ...cell, what: cell.when === 'before' ? ('unsent' as const) : ('unanswered' as const) })),
    3,
  )(
    'a connection that leaves call $at, $action, $what is reported and in Activity, and another window completes it once',
    async ({ at, isWrite, what }) => {
      const world = openSettingWorld(kind);
      const outcome = await runSetting(world, kind.topic, kind.lines, { meet: once(at, what) });
      const made = writes.filter((write) => write.at < at || (write.at === at && what === 'unanswered'));
      const isTold = outcome.error !== undefined || outcome.shown.some((text) => !whole.shown.includes(text));
      expect(isTold).toBe(true);
      expect(outcome.shown.filter(isDone).length).toBeLessThanOrEqual(made.length);
      expect(readSettings(world.cloud)).toEqual(states[what === 'unanswered' ? at + 1 : at]);
      const entries = await readEntries(world);
      const known = entries.filter(canUndo);
      expect(known).toHaveLength(made.length);
      if (isWrite && what === 'unsent') expect(entries[0]).toMatchObject({ unknown: 'timeout' });
      await makeAgain(world, whole);
      expect(readSettings(world.cloud)).toEqual(end);
    },
  );
});
