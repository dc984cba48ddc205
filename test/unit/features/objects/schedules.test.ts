import { describe, expect, test } from 'vitest';
import { copyTargets } from '../../../../src/features/objects/copy/copyCommands.js';
import type { ObjectDeps } from '../../../../src/features/objects/objectDeps.js';
import { restoreVersionAsked } from '../../../../src/features/objects/versions/showVersions.js';
import { undeleteObjects } from '../../../../src/features/objects/versions/undelete.js';
import {
  agree,
  type ChangeKind,
  changeKinds,
  type Fault,
  type FaultKind,
  type FaultWorld,
  failureKinds,
  isSeen,
  type Kept,
  type MadeCall,
  openFaulted,
  openWorld,
  otherHeader,
  theirs,
  type Versioning,
  whole,
} from './faultedCalls.js';
import { bucket } from './objectWindow.js';

const { signal } = new AbortController();

/** A change by another author, and whether it was there when the window looked for the last time. */
interface Change extends Fault {
  readonly isSeen: boolean;
}

/** An operation of the user, and how it is checked. */
interface Operation {
  prepare(): Promise<FaultWorld>;
  /** Does what the user does in a window with these dependencies, as the bucket is now. */
  start(world: FaultWorld, deps: ObjectDeps): Promise<void>;
  /** Returns whether the user starts it again, since its effect is not there. */
  isLeft(world: FaultWorld, change: Change | undefined): boolean;
  /** Checks what holds at each moment. */
  checkAlways(world: FaultWorld, story: string, change?: Change): void;
  /** Checks the end, which is that of an operation without a fault. */
  checkEnd(world: FaultWorld, story: string): void;
  /** The objects that another author changes. */
  readonly changed: readonly string[];
  /** The methods by which it changes objects. */
  readonly writes: readonly string[];
  isLook(call: MadeCall, key: string): boolean;
  /** Returns whether a call may overwrite or delete the object, whatever it is by then. */
  isWrite(call: MadeCall, key: string): boolean;
}

/** Plays an operation once for each of its calls and each fault, and starts it again afterwards. */
async function playAll(operation: Operation): Promise<void> {
  const length = await countCalls(operation);
  const faults = (kind: FaultKind, keys: readonly string[]) =>
    keys.flatMap((key) => Array.from({ length }, (_, at): Fault => ({ at: at + 1, kind, key })));
  const all = [
    ...failureKinds.flatMap((kind) => faults(kind, [''])),
    ...changeKinds.flatMap((kind) => faults(kind, operation.changed)),
  ];
  for (const fault of all) await play(operation, fault);
  for (const fault of faults('endAfter', operation.changed)) await play(operation, fault, 'rewrite');
}

/** Plays an operation without a fault, and resolves to the number of its calls. */
async function countCalls(operation: Operation): Promise<number> {
  const world = await operation.prepare();
  const window = openFaulted(world);
  agree();
  window.arm();
  expect(await window.run(operation.start(world, window.deps))).toBe(true);
  operation.checkAlways(world, 'without a fault');
  operation.checkEnd(world, 'without a fault');
  expect(window.calls.map(({ method }) => method)).toEqual(expect.arrayContaining([...operation.writes]));
  return window.calls.length;
}

/** Plays a fault, and starts the operation again, by default without a change by another author in between. */
async function play(operation: Operation, fault: Fault, later?: ChangeKind): Promise<void> {
  const world = await operation.prepare();
  const window = openFaulted(world);
  agree();
  window.arm(fault);
  await window.run(operation.start(world, window.deps));
  const { calls } = window;
  const { method, key } = calls[fault.at - 1] ?? { method: 'end', key: '' };
  const story = `${fault.kind} ${fault.key} at call ${fault.at}, ${method} ${String(key)}`;
  const seen = isSeen(
    calls,
    fault,
    (call) => operation.isLook(call, fault.key),
    (call) => operation.isWrite(call, fault.key),
  );
  const early = window.hasChanged() ? { ...fault, isSeen: seen } : undefined;
  operation.checkAlways(world, story, early);
  const isLater = later && world.change(fault.key, later);
  const change = isLater ? { ...fault, kind: later, isSeen: true } : early;
  if (operation.isLeft(world, change)) {
    const next = openFaulted(world);
    await next.run(operation.start(world, next.deps));
    operation.checkAlways(world, `${story}, again`, change);
  }
  if (!change) operation.checkEnd(world, story);
}

/** Checks that no version has lost anything but its content, and that what another author made is as that author made it. */
function checkWhole(kept: readonly Kept[], story: string, change?: Change): void {
  const objects = kept.filter(({ isDeleteMarker }) => !isDeleteMarker);
  const toWhole = ({ text, headers }: Kept) => {
    const isOther = change?.kind === 'headers' && headers['cache-control'] === otherHeader['cache-control'];
    return text === theirs.text
      ? theirs
      : { ...whole, text, ...(isOther && { headers: { ...whole.headers, ...otherHeader } }) };
  };
  const seen = objects.map(({ text, headers, acl, tags }) => ({ text, headers, acl, tags }));
  expect(seen, story).toEqual(objects.map(toWhole));
}

const currentOf = (world: FaultWorld, key: string) =>
  world.kept().find((each) => each.key === key && each.isLatest && !each.isDeleteMarker);

/** Checks that what another author made before the last look is the current object, and is a version otherwise if OSS keeps versions. */
function checkChange(
  world: FaultWorld,
  story: string,
  versioning: Versioning,
  change: Change,
  places = [change.key],
): void {
  if (change.kind === 'delete') return;
  const isTheirs = ({ text, headers }: Kept) =>
    change.kind === 'rewrite' ? text === theirs.text : headers['cache-control'] === otherHeader['cache-control'];
  const found = world.kept().filter((each) => places.includes(each.key) && isTheirs(each));
  if (change.isSeen)
    expect(
      found.some(({ isLatest }) => isLatest),
      story,
    ).toBe(true);
  else if (versioning === 'enabled') expect(found.length, story).toBeGreaterThan(0);
}

const keys = ['a/1', 'a/2'];
const target = (key: string) => `b/${key}`;

function copying(way: 'move' | 'copy', versioning: Versioning): Operation {
  return {
    prepare: async () => {
      const world = await openWorld(versioning);
      for (const key of keys) await world.put(key, key);
      return world;
    },
    start: (_world, deps) => copyTargets(deps, { way, targets: [{ bucket, key: 'a/' }], to: { bucket, prefix: 'b/' } }),
    isLeft: (world) =>
      way === 'move' ? keys.some((key) => currentOf(world, key)) : keys.some((key) => !currentOf(world, target(key))),
    checkAlways: (world, story, change) => {
      checkWhole(world.kept(), story, change);
      for (const key of keys) {
        const places = [key, target(key)];
        if (change && change.kind !== 'headers' && places.includes(change.key)) continue;
        const texts = places.map((place) => currentOf(world, place)?.text);
        if (way === 'move') expect(texts, story).toContain(key);
        else expect(texts[0], story).toBe(key);
      }
      // An object that changed before the question is moved as it is.
      if (change) checkChange(world, story, versioning, change, [change.key, target(change.key)]);
    },
    checkEnd: (world, story) => {
      const all = world.kept();
      const count = (key: string, isDeleteMarker: boolean) =>
        all.filter((each) => each.key === key && each.isDeleteMarker === isDeleteMarker).length;
      const ends = keys.map((key) => [currentOf(world, key)?.text, currentOf(world, target(key))?.text]);
      expect(ends, story).toEqual(keys.map((key) => [way === 'move' ? undefined : key, key]));
      const markers = way === 'move' && versioning ? 1 : 0;
      for (const key of keys)
        expect([count(target(key), false), count(target(key), true), count(key, true)], story).toEqual([1, 0, markers]);
    },
    changed: ['a/1', target('a/1')],
    writes: way === 'move' ? ['copyObject', 'deleteObjects'] : ['copyObject'],
    isLook: ({ method, key }, changed) => method === 'listObjects' || (method === 'readObjectHead' && key === changed),
    isWrite: ({ method, key }, changed) =>
      changed.startsWith('b/')
        ? versioning !== undefined && method === 'copyObject' && key === changed
        : way === 'move' && method === 'deleteObjects',
  };
}

const object = { bucket, key: 'a.txt' };
const versionsOf = async ({ cloud }: FaultWorld) =>
  (await cloud.oss.listVersions(bucket, { prefix: '', limit: 100, flat: true }, signal)).versions;

function restoring(versioning: 'enabled' | 'suspended'): Operation {
  return {
    prepare: async () => {
      const world = await openWorld('enabled');
      await world.put(object.key, 'old');
      await world.setVersioning(versioning);
      await world.put(object.key, 'newer');
      return world;
    },
    start: async (world, deps) => {
      const versions = await versionsOf(world);
      await restoreVersionAsked(deps, object, { version: versions.at(-1)!, current: versions[0] });
    },
    // The ACL of what another author made would stay, as the question says.
    isLeft: (world, change) => !change && currentOf(world, object.key)?.text !== 'old',
    checkAlways: (world, story, change) => {
      const all = world.kept();
      checkWhole(all, story, change);
      expect(all.at(-1)?.text, story).toBe('old');
      const texts = all.map(({ text }) => text);
      if (versioning === 'enabled') expect(texts, story).toContain('newer');
      if (!change) expect(['old', 'newer'], story).toContain(currentOf(world, object.key)?.text);
      if (change) checkChange(world, story, versioning, change);
    },
    checkEnd: (world, story) => {
      const texts = world.kept().map(({ text }) => text);
      expect(texts, story).toEqual(versioning === 'enabled' ? ['old', 'newer', 'old'] : ['old', 'old']);
    },
    changed: [object.key],
    writes: ['copyObject'],
    isLook: ({ method }) => method === 'listVersions',
    isWrite: ({ method }) => method === 'copyObject',
  };
}

function undeleting(versioning: 'enabled' | 'suspended'): Operation {
  return {
    prepare: async () => {
      const world = await openWorld('enabled');
      await world.put(object.key, 'old');
      await world.cloud.oss.deleteObject(bucket, object.key, signal);
      await world.setVersioning(versioning);
      await world.cloud.oss.deleteObject(bucket, object.key, signal);
      return world;
    },
    start: (_world, deps) => undeleteObjects(deps, [object]),
    isLeft: (world) => !currentOf(world, object.key),
    checkAlways: (world, story, change) => {
      const all = world.kept();
      checkWhole(all, story, change);
      expect(
        all.map(({ text }) => text),
        story,
      ).toContain('old');
      if (change) checkChange(world, story, versioning, change);
    },
    checkEnd: (world, story) => expect(world.kept(), story).toMatchObject([{ text: 'old', isLatest: true }]),
    changed: [object.key],
    writes: ['deleteVersion'],
    // Nothing but the look comes directly before the removal of a marker whose id the next object without one has too.
    isLook: ({ method, versionId }) =>
      method === 'listVersions' || (method === 'deleteVersion' && versionId !== 'null'),
    isWrite: ({ method, versionId }) => method === 'deleteVersion' && versionId === 'null',
  };
}

describe('a fault at any call leaves the old or the new, whole and once, and no change that was seen is overwritten', () => {
  test.each<[string, Operation]>([
    ...(['move', 'copy'] as const).flatMap((way) =>
      ([undefined, 'enabled', 'suspended'] as const).map((state): [string, Operation] => [
        `${way} (versioning: ${state})`,
        copying(way, state),
      ]),
    ),
    ...(['enabled', 'suspended'] as const).flatMap((state): [string, Operation][] => [
      [`restore of a version (versioning: ${state})`, restoring(state)],
      [`undelete (versioning: ${state})`, undeleting(state)],
    ]),
  ])('%s', async (_title, operation) => {
    await playAll(operation);
  });
});
