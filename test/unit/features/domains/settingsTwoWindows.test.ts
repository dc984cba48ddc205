import { beforeEach, describe, expect, it } from 'vitest';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import type { Line } from '../../../support/scriptedUi.js';
import { type SettingKind, settingKinds } from './settingKinds.js';
import { openSettingWorld, readSettings, runSetting, type SettingOutcome, type SettingWorld } from './settingWindow.js';

beforeEach(resetEditor);

/** Runs a setting undisturbed. */
async function trace(kind: SettingKind) {
  resetEditor();
  const world = openSettingWorld(kind);
  const outcome = await runSetting(world, kind.topic, kind.lines);
  return { kind, ...outcome, writes: outcome.calls.filter(({ isWrite }) => isWrite), end: readSettings(world.cloud) };
}

const wholes: Awaited<ReturnType<typeof trace>>[] = [];
// They share what is shown.
for (const kind of settingKinds) wholes.push(await trace(kind));

const isDialog = (text: string) => /\n\[(Change|Turn|Continue)/.test(text);

/** Has a second window change something from its beginning to its end right before this call of the first one. */
async function meet(world: SettingWorld, { topic, lines }: SettingKind, at: number, linesNow: () => readonly Line[]) {
  let second: SettingOutcome | undefined;
  let between = readSettings(world.cloud);
  let shownBefore = 0;
  const first = await runSetting(world, topic, lines, {
    meet: async (call) => {
      if (call.at !== at) return undefined;
      shownBefore = editor.shown.length;
      second = await runSetting(world, topic, linesNow(), { windowId: 'b' });
      // What the second one has shown is not what the first one has.
      editor.shown.splice(shownBefore);
      between = readSettings(world.cloud);
      return undefined;
    },
  });
  const isNoticed = first.shown.some((text) => text.includes('changed outside this extension'));
  const isAskedAfter = first.shown.slice(shownBefore).some(isDialog);
  return { first, second: second!, between, isNoticed, isAskedAfter };
}

describe.each(wholes)('$kind.title, in two windows at once', ({ kind, calls, writes, end }) => {
  // CDN and OSS take no condition: what comes between the last read and the write itself cannot be noticed.
  const listedAt = calls.findIndex(({ action }) => action === 'cdn.listConfigs');
  const cells = calls.filter(({ isWrite }) => !isWrite).map(({ at, action }) => ({ at, action }));

  it.each(cells)(
    'a different choice in the second one before call $at, $action, of the first: neither is lost unseen',
    async ({ at }) => {
      const world = openSettingWorld(kind);
      const { first, second, between, isNoticed, isAskedAfter } = await meet(world, kind, at, () => kind.otherLines);
      expect({ first: first.error, second: second.error }).toEqual({ first: undefined, second: undefined });
      const isKept = JSON.stringify(readSettings(world.cloud)) === JSON.stringify(between);
      expect(isKept || isAskedAfter).toBe(true);
      const isLeft = at < writes.at(-1)!.at;
      if (isLeft && !isAskedAfter) expect(isNoticed).toBe(true);
    },
  );

  it.each(cells.filter(({ at }) => !kind.doneLines || at > listedAt))(
    'the same choice in the second one before call $at, $action, of the first: it is made once',
    async ({ at }) => {
      const world = openSettingWorld(kind);
      const linesNow = () =>
        JSON.stringify(readSettings(world.cloud)) === JSON.stringify(end) ? (kind.doneLines ?? kind.lines) : kind.lines;
      const { first, second } = await meet(world, kind, at, linesNow);
      expect({ first: first.error, second: second.error }).toEqual({ first: undefined, second: undefined });
      expect(readSettings(world.cloud)).toEqual(end);
      const made = [...first.calls, ...second.calls].filter(({ isWrite }) => isWrite);
      expect(made.map(({ action }) => action).sort()).toEqual(writes.map(({ action }) => action).sort());
    },
  );
});
