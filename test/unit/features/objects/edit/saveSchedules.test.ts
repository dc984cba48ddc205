import { expect, test } from 'vitest';
import { editor, modalTexts } from '../../../../support/fakeVscode.js';
import {
  type ChangeKind,
  changeKinds,
  type Fault,
  type FaultWorld,
  failureKinds,
  isSeen,
  type MadeCall,
  openFaulted,
  openWorld,
  otherHeader,
  theirs,
  type Versioning,
  whole,
} from '../faultedCalls.js';
import { openEditWindow, restart } from './editWindow.js';

const key = 'a.txt';

/** A window in which an object was changed and not yet saved. */
async function openChanged(versioning: Versioning) {
  const world = await openWorld(versioning);
  await world.put(key, 'old');
  const faulted = openFaulted(world);
  const window = await openEditWindow({ ...world, deps: faulted.deps });
  const opened = (await window.edit(key))!;
  window.type(opened, 'mine');
  // A save without its tags is the user's choice, which these tests do not make.
  editor.answer = async () => undefined;
  return { world, faulted, window, opened };
}

const isLook = ({ method }: MadeCall) => method === 'readObjectHead';
const isWrite = ({ method }: MadeCall) => method === 'putObject';

/**
 * Plays a save with a fault. The user saves again, in the next window after the end of this one, until the text is saved, by default without a change by
 * another author in between.
 */
async function play(versioning: Versioning, fault?: Fault, later?: ChangeKind) {
  const { world, faulted, window, opened } = await openChanged(versioning);
  faulted.arm(fault);
  await faulted.run(window.saveByHand(opened));
  const { calls } = faulted;
  const { method } = calls[(fault?.at ?? 0) - 1] ?? { method: 'end' };
  const seen = fault && isSeen(calls, fault, isLook, isWrite);
  const isChanged = faulted.hasChanged();
  const first = world.kept();
  const isLost = faulted.isDead();
  if (later) world.change(key, later);
  if (isLost || opened.isDirty) {
    const next = isLost ? await restart(world, window, opened) : { window, restored: opened };
    await next.window.saveByHand(next.restored).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const story = fault ? `${fault.kind} at call ${fault.at}, ${method}` : 'without a fault';
  return { world, calls, first, seen, isChanged, story };
}

/** Checks that no version of the user has lost anything but its text. */
function checkWhole(world: FaultWorld, story: string, isChanged: boolean): void {
  for (const { text, headers, acl, tags, isDeleteMarker } of world.kept()) {
    if (isDeleteMarker || text === theirs.text) continue;
    const isOther = isChanged && headers['cache-control'] === otherHeader['cache-control'];
    const expected = { ...whole, ...(isOther && { headers: { ...whole.headers, ...otherHeader } }) };
    expect({ headers, acl, tags }, story).toEqual(expected);
  }
}

test.each([undefined, 'enabled', 'suspended'] as const)(
  'a save that fails or ends at any call is done once by the next, keeps all but the text and is refreshed (versioning: %s)',
  async (versioning) => {
    const { calls, story, world } = await play(versioning);
    expect(world.kept()[0]?.text, story).toBe('mine');
    expect(calls.some(isWrite)).toBe(true);
    for (const kind of failureKinds)
      for (let at = 1; at <= calls.length; at++) {
        const { first, ...end } = await play(versioning, { at, kind, key });
        expect(['old', 'mine'], end.story).toContain(first[0]?.text);
        checkWhole(end.world, end.story, false);
        const texts = end.world.kept().map(({ text }) => text);
        expect(texts, end.story).toEqual(versioning === 'enabled' ? ['mine', 'old'] : ['mine']);
        expect(end.world.queued.length, end.story).toBeGreaterThan(0);
        // Its own save is no change by another author.
        const questions = modalTexts().filter((text) => !text.startsWith(`Save “${key}” without its tags?`));
        expect(questions, end.story).toEqual([]);
      }
  },
);

test.each([undefined, 'enabled', 'suspended'] as const)(
  'a change by another author at any call of a save is not replaced if it was there at a look (versioning: %s)',
  async (versioning) => {
    const { length } = (await play(versioning)).calls;
    for (const kind of changeKinds)
      for (let at = 1; at <= length; at++) {
        const { world, calls, seen, isChanged, story } = await play(versioning, { at, kind, key });
        expect(isChanged, story).toBe(true);
        // OSS has no condition for a PUT: what comes between the look and the PUT may be replaced.
        if (seen) checkWhole(world, story, true);
        const all = world.kept();
        const isTheirs = ({ text, headers }: (typeof all)[number]) =>
          kind === 'rewrite' ? text === theirs.text : headers['cache-control'] === otherHeader['cache-control'];
        const [current] = all;
        if (kind === 'delete' && seen) expect(current?.text || undefined, story).toBeUndefined();
        if (kind === 'delete') continue;
        if (seen) expect(current && isTheirs(current), story).toBe(true);
        else if (versioning === 'enabled') expect(all.some(isTheirs), story).toBe(true);
        const isAsked = modalTexts().some((text) => text.includes('was changed in the bucket'));
        const isSent = calls.some(isWrite);
        if (kind === 'rewrite' && seen) expect(isAsked, story).toBe(!isSent);
      }
  },
);

test('a change by another author between the end of a window and the next save is replaced only if the user wants that', async () => {
  const { length } = (await play(undefined)).calls;
  for (const kind of ['endBefore', 'endAfter'] as const)
    for (let at = 1; at <= length; at++) {
      const { world, story } = await play(undefined, { at, kind, key }, 'rewrite');
      expect(world.kept(), story).toMatchObject([theirs]);
      expect(modalTexts().join(), story).toContain('was changed in the bucket');
    }
});
