import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createObject } from '../../sandbox/oss/objects/objects.js';
import { addVersion, removeObject, versionsOf } from '../../sandbox/oss/stored.js';
import type { Fault } from '../../sandbox/state/state.js';
import { deleteObjects } from '../../src/core/objects/deleteObjects.js';
import { restoreVersion } from '../../src/core/objects/objectVersions.js';
import { replaceHeaders, seeHeaders } from '../../src/core/oss/objectHeaders.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { failureOf } from '../support/failureOf.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
/** What happens in the pause before a request is sent again. */
let duringPause = () => {};
const clock: ClockPort = { now: () => Date.now(), sleep: async () => duringPause() };
const keys = ['a.txt', 'b.txt'];
const [key = ''] = keys;
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock });
});
afterAll(() => opened.stop());
beforeEach(() => {
  stored().objects.clear();
  stored().earlier?.clear();
  delete stored().versioning;
  duringPause = () => {};
});
afterEach(() => {
  opened.sandbox.state.faults.length = 0;
  opened.sandbox.state.events.removeAllListeners('objectChanged');
});

const stored = () => opened.sandbox.state.buckets.get(bucket.name)!;
const textOf = (name: string) => stored().objects.get(name)?.body.toString();
const markersOf = (name: string) => versionsOf(stored(), name).filter(({ isDeleteMarker }) => isDeleteMarker).length;

/** Stores an object as another author does, at once. */
function write(name: string, text: string, secondsAgo = 0): void {
  addVersion(stored(), createObject(name, Buffer.from(text), {}, new Date(Date.now() - secondsAgo * 1000)));
}

/** Has another author write as soon as OSS has changed an object. */
function writeAfterChange(text: string): void {
  opened.sandbox.state.events.once('objectChanged', () => write(key, text));
}

/** The number of requests of an action that some work sends. */
async function countSent(action: string, work: () => Promise<unknown>): Promise<number> {
  const before = opened.sandbox.state.calls.length;
  await work();
  return opened.sandbox.state.calls.slice(before).filter((call) => call.action === action).length;
}

const lose = (action: string, kind: Fault['kind'] = 'resetAfter', count = 1) => opened.fail(action, kind, { count });
const remove = (names: readonly string[]) =>
  deleteObjects(opened.cloud.oss, bucket, names, { signal, onProgress: () => undefined });

describe.each([
  ['DeleteObject', keys.slice(0, 1)],
  ['DeleteMultipleObjects', keys],
] as const)('a lost answer of %s', (action, names) => {
  test('that was a deletion is no reason to delete again what another author wrote in between', async () => {
    for (const name of names) write(name, 'old', 60);
    lose(action);
    writeAfterChange('of a colleague');
    const result = await remove(names);
    expect([textOf(key), result.deleted, result.uncertain]).toEqual(['of a colleague', [], names]);
  });

  test('adds no second delete marker', async () => {
    await opened.cloud.oss.setVersioning(bucket, 'enabled', signal);
    for (const name of names) write(name, 'old', 60);
    lose(action);
    const sent = await countSent(action, async () => expect((await remove(names)).deleted).toEqual(names));
    expect([sent, ...names.map(markersOf)]).toEqual([1, ...names.map(() => 1)]);
  });

  test('of a request that did not arrive is followed by the same request', async () => {
    for (const name of names) write(name, 'old', 60);
    lose(action, 'resetBefore');
    expect(await remove(names)).toMatchObject({ deleted: names, uncertain: [] });
    expect(names.map(textOf)).toEqual(names.map(() => undefined));
  });
});

test('what another author has deleted in the pause gets no second delete marker', async () => {
  await opened.cloud.oss.setVersioning(bucket, 'enabled', signal);
  for (const name of keys) write(name, 'old', 60);
  lose('DeleteMultipleObjects', 'html502');
  duringPause = () => void removeObject(opened.sandbox.state, stored(), key);
  expect((await remove(keys)).deleted).toEqual(keys);
  expect(keys.map(markersOf)).toEqual([1, 1]);
});

describe('a lost answer of a PUT that replaces an object', () => {
  const put = (text: string) =>
    opened.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: {} }, signal);

  test('is found in the bucket and not sent again', async () => {
    await opened.cloud.oss.setVersioning(bucket, 'enabled', signal);
    write(key, 'old', 60);
    lose('PutObject');
    expect(await countSent('PutObject', () => put('mine'))).toBe(1);
    expect([textOf(key), versionsOf(stored(), key).length]).toEqual(['mine', 2]);
  });

  test('does not replace what another author wrote in between', async () => {
    write(key, 'old', 60);
    lose('PutObject');
    writeAfterChange('of a colleague');
    expect((await failureOf(put('mine'))).kind).toBe('unavailable');
    expect(textOf(key)).toBe('of a colleague');
  });

  test('of a request that did not arrive is followed by the same request', async () => {
    write(key, 'old', 60);
    lose('PutObject', 'html502');
    await put('mine');
    expect(textOf(key)).toBe('mine');
  });
});

describe('a throttled request', () => {
  const throttle = (action: string) =>
    opened.fail(action, 'error', { code: 'QpsLimitExceeded', status: 503, count: 1 });
  const put = (more: object = {}) =>
    opened.cloud.oss.putObject(bucket, key, { body: Buffer.from('mine'), headers: {}, ...more }, signal);

  test.each<[string, () => Promise<unknown>]>([
    ['PutObject', put],
    ['DeleteObject', () => opened.cloud.oss.deleteObject(bucket, key, signal)],
    ['DeleteMultipleObjects', () => opened.cloud.oss.deleteObjects(bucket, keys, signal)],
  ])('of %s does not overwrite or delete what another author wrote in the pause', async (action, work) => {
    for (const name of keys) write(name, 'old', 60);
    throttle(action);
    duringPause = () => write(key, 'of a colleague');
    expect((await failureOf(work())).kind).toBe('throttled');
    expect(textOf(key)).toBe('of a colleague');
  });

  test.each([{}, { forbidOverwrite: true }])(
    'is followed by the same request where nothing has changed: %o',
    async (more) => {
      if (!more.forbidOverwrite) write(key, 'old', 60);
      throttle('PutObject');
      await put(more);
      expect(textOf(key)).toBe('mine');
    },
  );

  test('that creates an object does not overwrite another in a bucket with versions, which OSS does not protect', async () => {
    await opened.cloud.oss.setVersioning(bucket, 'enabled', signal);
    throttle('PutObject');
    duringPause = () => write(key, 'of a colleague');
    expect((await failureOf(put({ forbidOverwrite: true }))).kind).toBe('throttled');
    expect(textOf(key)).toBe('of a colleague');
  });
});

describe('a lost answer of the completion of an upload in parts', () => {
  const begin = async () => {
    const { oss } = opened.cloud;
    write(key, 'old', 60);
    const uploadId = await oss.createMultipart(bucket, key, {}, signal);
    const part = await oss.putPart(bucket, key, { uploadId, number: 1, body: Buffer.from('mine') }, signal);
    return () => oss.completeMultipart(bucket, key, { uploadId, parts: [part] }, signal);
  };

  test('does not replace what another author wrote in between', async () => {
    const complete = await begin();
    lose('CompleteMultipartUpload', 'html502');
    duringPause = () => write(key, 'of a colleague');
    expect((await failureOf(complete())).kind).toBe('unavailable');
    expect(textOf(key)).toBe('of a colleague');
  });

  test.each(['resetBefore', 'resetAfter'] as const)('that ends with %s is followed by its object', async (kind) => {
    const complete = await begin();
    lose('CompleteMultipartUpload', kind);
    await complete();
    expect(textOf(key)).toBe('mine');
  });
});

describe('a lost answer of a copy onto an object', () => {
  const object = { bucket, key };

  test('is found, so that new headers make one version', async () => {
    await opened.cloud.oss.setVersioning(bucket, 'enabled', signal);
    write(key, 'old', 60);
    const { oss } = opened.cloud;
    const seen = await seeHeaders(oss, object, signal);
    const headers = { 'content-type': 'text/plain', 'cache-control': 'no-cache' };
    lose('CopyObject');
    const change = () => replaceHeaders(oss, object, { seen, headers }, signal);
    expect([await countSent('CopyObject', change), versionsOf(stored(), key).length]).toEqual([1, 2]);
  });

  test('does not restore a version over what another author wrote in between', async () => {
    await opened.cloud.oss.setVersioning(bucket, 'enabled', signal);
    write(key, 'first', 60);
    write(key, 'second', 50);
    const { oss } = opened.cloud;
    const { versions } = await oss.listVersions(bucket, { prefix: key, limit: 9, flat: true }, signal);
    const [shown, version] = versions;
    lose('CopyObject');
    writeAfterChange('of a colleague');
    const restoring = restoreVersion(oss, object, { versionId: version!.versionId, shown }, signal);
    expect((await failureOf(restoring)).kind).toBe('unavailable');
    expect(textOf(key)).toBe('of a colleague');
  });
});
