import { AppError } from '../../../../src/core/errors.js';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import type { BucketInfo } from '../../../../src/core/ports/oss.js';
import type { ObjectDeps } from '../../../../src/features/objects/objectDeps.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { deleteCurrent } from '../../../support/memory/ossVersions.js';
import { putMemoryObject } from '../../../support/memory/putObject.js';
import type { MemoryBucket, MemoryObject, MemoryState } from '../../../support/memory/state.js';
import { createSharedStore } from '../../../support/memoryStore.js';
import { createMortal } from '../../../support/schedule/mortal.js';
import { bucket, openWindow, serve } from './objectWindow.js';

const { signal } = new AbortController();

/** A fault of one call: the window ends, an error that passes or whose effect is unknown, a refusal, or a change by another author. */
export type FaultKind = 'endBefore' | 'endAfter' | 'unanswered' | 'unavailable' | 'forbidden' | ChangeKind;
/** A change by another author right before a call: other content, the same content with another header, or a deletion. */
export type ChangeKind = 'rewrite' | 'headers' | 'delete';
export const changeKinds: readonly ChangeKind[] = ['rewrite', 'headers', 'delete'];
export const failureKinds: readonly FaultKind[] = ['endBefore', 'endAfter', 'unanswered', 'unavailable', 'forbidden'];

/** A call of the cloud: its method, and the key and the version of the object that it reads or writes, if it names them. */
export interface MadeCall {
  readonly method: string;
  readonly key: unknown;
  readonly versionId: unknown;
}

/** A version of an object, or a delete marker, with everything that a change may lose. */
export interface Kept extends Pick<MemoryObject, 'headers'> {
  readonly acl: MemoryObject['acl'] | undefined;
  readonly tags: MemoryObject['tags'] | undefined;
  readonly isDeleteMarker: boolean;
  readonly key: string;
  readonly text: string;
  readonly isLatest: boolean;
}

/** The properties of every object of the user. */
export const whole = {
  headers: {
    'content-type': 'text/html',
    'cache-control': 'max-age=60',
    'x-oss-meta-by': 'me',
    'x-oss-storage-class': 'IA',
  },
  acl: 'public-read',
  tags: { team: 'web' },
} as const;
const sent = { ...whole.headers, 'x-oss-object-acl': whole.acl, 'x-oss-tagging': 'team=web' };
/** The properties of an object of another author. */
export const theirs = {
  text: 'theirs',
  headers: { 'content-type': 'text/css' },
  acl: 'private',
  tags: { by: 'them' },
} as const;
const theirObject = {
  body: new TextEncoder().encode(theirs.text),
  headers: { ...theirs.headers, 'x-oss-object-acl': theirs.acl },
  tags: theirs.tags,
};
/** The header that another author sets alone. */
export const otherHeader = { 'cache-control': 'no-store' };

export type Versioning = BucketInfo['versioning'];
export type FaultWorld = Awaited<ReturnType<typeof openWorld>>;

/** Nothing was published here, so it stays empty, and opening one takes longer than a schedule. */
const store = createSharedStore().window('objects');

/** An account whose bucket is served by a domain, with a clock that advances. */
export async function openWorld(versioning?: Versioning) {
  resetEditor();
  const base = await openWindow([], undefined, [], store);
  const { cloud } = base;
  let time = Date.UTC(2026, 0, 1);
  cloud.state.now = () => {
    time += 1_000;
    return time;
  };
  serve(cloud, 'www.example.com');
  const setVersioning = (state: Versioning) => (state ? cloud.oss.setVersioning(bucket, state, signal) : undefined);
  await setVersioning(versioning);
  const stored = cloud.state.buckets.get(bucket.name)!;
  return {
    ...base,
    setVersioning,
    put: (key: string, text: string) =>
      cloud.oss.putObject(bucket, key, { body: new TextEncoder().encode(text), headers: sent }, signal),
    change: (key: string, kind: ChangeKind) => change(cloud.state, stored, key, kind),
    /** Lists all versions by key, the newest first. */
    kept: () => listKept(stored),
  };
}

/** Changes an object as another author, unless there is nothing to change. Takes no time, so that it comes before all calls that are sent together. */
function change(state: MemoryState, stored: MemoryBucket, key: string, kind: ChangeKind): boolean {
  const present = stored.objects.get(key);
  if (kind === 'rewrite') {
    putMemoryObject(state, stored, { key, ...theirObject });
    return true;
  }
  if (!present) return false;
  if (kind === 'delete') {
    deleteCurrent(state, stored, key);
    return true;
  }
  const { body, headers, acl = 'default', tags } = present;
  const own = { ...headers, ...otherHeader, 'x-oss-object-acl': acl };
  putMemoryObject(state, stored, { key, body, headers: own, ...(tags && { tags }) });
  return true;
}

function listKept({ objects, earlier }: MemoryBucket): readonly Kept[] {
  const keys = [...new Set([...objects.keys(), ...(earlier?.keys() ?? [])])].sort();
  return keys.flatMap((key) => {
    const current = objects.get(key);
    const all = [...(current ? [current] : []), ...(earlier?.get(key) ?? [])];
    return all.map(({ body, headers, acl, tags, isDeleteMarker = false }, at) => {
      const text = isDeleteMarker ? '' : new TextDecoder().decode(body);
      return { key, text, headers, acl, tags, isDeleteMarker, isLatest: at === 0 };
    });
  });
}

/** Where a fault strikes: at this call, counted from 1. A change is one of this object. */
export interface Fault {
  readonly at: number;
  readonly kind: FaultKind;
  readonly key: string;
}

/** A window on the account. Nothing happens in it until `arm` sets its fault, from which on it counts its calls. */
export function openFaulted({ cloud, deps, change }: FaultWorld) {
  const calls: MadeCall[] = [];
  let onEnd = () => {};
  const ended = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const mortal = createMortal(() => onEnd());
  let fault: Fault | undefined;
  let hasChanged = false;
  /** Does what happens to a call, and resolves to its answer. */
  const strike = async (call: MadeCall, work: () => Promise<unknown>) => {
    const met = calls.push(call) === fault?.at ? fault : undefined;
    if (met?.kind === 'unavailable' || met?.kind === 'forbidden') throw new AppError(met.kind);
    if (met && isChange(met.kind)) hasChanged = change(met.key, met.kind);
    const result = await work();
    if (met?.kind === 'unanswered') throw new AppError('timeout');
    return result;
  };
  const wrap = <T extends object>(port: T): T => mortal.wrap(withCalls(port, strike));
  const faulted: CloudPorts = { ...cloud, oss: wrap(cloud.oss), cdn: wrap(cloud.cdn) };
  const { workspaceState } = deps.context;
  const update: typeof workspaceState.update = (name, value) =>
    mortal.isDead() ? new Promise(() => undefined) : workspaceState.update(name, value);
  return {
    calls,
    isDead: mortal.isDead,
    /** Whether the change of the fault was made. There is nothing to change in an object that does not exist. */
    hasChanged: () => hasChanged,
    deps: {
      ...deps,
      context: { ...deps.context, workspaceState: { get: workspaceState.get, update } },
      session: { ...deps.session, cloud: async () => faulted },
    } as ObjectDeps,
    arm: (given?: Fault) => {
      calls.length = 0;
      fault = given;
      if (given?.kind === 'endBefore') mortal.dieIn(given.at - 1, 'before');
      if (given?.kind === 'endAfter') mortal.dieIn(given.at - 1, 'after');
    },
    /** Waits for some work and all that it leaves behind, or for the end of the window. Resolves to whether it succeeded. */
    run: async (work: Promise<unknown>): Promise<boolean> => {
      const done = work.then(
        () => true,
        () => false,
      );
      const isDone = await Promise.race([done, ended]);
      await new Promise((resolve) => setImmediate(resolve));
      return isDone === true;
    },
  };
}

/** Has each call of a port go through `strike`. */
function withCalls<T extends object>(
  port: T,
  strike: (call: MadeCall, work: () => Promise<unknown>) => Promise<unknown>,
): T {
  return new Proxy(port, {
    get(target, method) {
      const real = Reflect.get(target, method) as (...input: unknown[]) => Promise<unknown>;
      return (...input: unknown[]) => {
        const [, second, versionId] = input;
        const key = typeof second === 'object' && second && 'key' in second ? second.key : second;
        return strike({ method: String(method), key, versionId }, () => real(...input));
      };
    },
  });
}

function isChange(kind: FaultKind | undefined): kind is ChangeKind {
  return changeKinds.some((each) => each === kind);
}

/** Answers each question as a user who wants the change, with a refresh if that is offered. */
export function agree(): void {
  editor.answer = async ({ buttons }) =>
    buttons.find((each) => each.endsWith('and Refresh CDN')) ??
    buttons.find((each) => /^(Move|Copy|Restore|Undelete)( Only)?$/.test(each));
}

/**
 * Returns whether a change before a call was there at a look: the window looked again before the next call that could
 * overwrite it, or made no such call.
 */
export function isSeen(
  calls: readonly MadeCall[],
  { at }: Fault,
  isLook: (call: MadeCall) => boolean,
  isWrite: (call: MadeCall) => boolean,
): boolean {
  const rest = calls.slice(at - 1);
  const write = rest.findIndex(isWrite);
  return write < 0 || rest.slice(0, write).some(isLook);
}
