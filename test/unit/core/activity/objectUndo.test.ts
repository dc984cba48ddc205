import { describe, expect, test } from 'vitest';
import type { ChangeEntry } from '../../../../src/core/activity/activity.js';
import { canUndo } from '../../../../src/core/activity/activity.js';
import { parseEntry, serializeEntry } from '../../../../src/core/activity/activityLog.js';
import type { Change } from '../../../../src/core/activity/change.js';
import { resourceText, undoText } from '../../../../src/core/activity/changeText.js';
import { applyUndo, readUndoState } from '../../../../src/core/activity/resources.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const at = { bucket, key: 'a.css' };

/** An object with headers and an ACL. */
async function open() {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  const headers = { 'cache-control': 'no-cache', 'x-oss-object-acl': 'private' };
  const put = (more = {}) =>
    cloud.oss.putObject(bucket, at.key, { body: new Uint8Array(3), headers: { ...headers, ...more } }, signal);
  await put();
  const state = (change: Change) => readUndoState(change, cloud, signal);
  return { cloud, put, state };
}

const headerChange = {
  kind: 'objectHeaders',
  at,
  before: { 'cache-control': 'max-age=60', 'x-oss-meta-a': 'b' },
  after: { 'cache-control': 'no-cache' },
} as const;
const aclChange = { kind: 'objectAcl', at, before: 'public-read', after: 'private' } as const;

describe.each([
  ['headers', headerChange],
  ['ACL', aclChange],
] as const)('the undo of a change of the %s', (_title, change) => {
  test('restores the state before it, and nothing else', async () => {
    const { cloud, state } = await open();
    expect(await state(change)).toBe('ready');
    await applyUndo(change, cloud, signal);
    expect(await state(change)).toBe('done');
    const isHeaders = change.kind === 'objectHeaders';
    expect(await cloud.oss.readObjectAcl(bucket, at.key, signal)).toBe(isHeaders ? 'private' : 'public-read');
    expect((await cloud.oss.readObjectHead(bucket, at.key, signal))?.headers['cache-control']).toBe(
      isHeaders ? 'max-age=60' : 'no-cache',
    );
  });

  test('does nothing to an object that was changed since, or is gone', async () => {
    const { cloud, put, state } = await open();
    await put({ 'cache-control': 'private', 'x-oss-object-acl': 'default' });
    expect(await state(change)).toBe('changed');
    await cloud.oss.deleteObject(bucket, at.key, signal);
    expect(await state(change)).toBe('changed');
  });

  test('is offered, also by an entry that was stored', () => {
    const entry = { id: '1', action: 'CopyObject', subject: 'my-site/a.css', startedAt: 0, durationMs: 1, change };
    const stored = parseEntry(serializeEntry(entry)) as ChangeEntry;
    expect([stored, canUndo(stored)]).toEqual([entry, true]);
  });
});

test('the undo of an undelete deletes the object again and keeps its versions', async () => {
  const { cloud, put, state } = await open();
  await cloud.oss.setVersioning(bucket, 'enabled', signal);
  await put();
  const change = { kind: 'deletion', at, before: 'deleted', after: null } as const;
  expect(await state(change)).toBe('ready');
  await applyUndo(change, cloud, signal);
  expect(await state(change)).toBe('done');
  const { versions } = await cloud.oss.listVersions(bucket, { prefix: '', limit: 9 }, signal);
  expect(versions.map(({ isDeleteMarker }) => isDeleteMarker)).toEqual([true, false, false]);
  expect([resourceText(change, 'before'), resourceText(change, 'after')]).toEqual([
    'deleted',
    'the newest version is served again',
  ]);
});

test('the texts of both changes tell the states on one line', () => {
  expect([resourceText(headerChange, 'before'), resourceText(aclChange, 'after')]).toEqual([
    'Cache-Control: max-age=60 · x-oss-meta-a: b',
    'private',
  ]);
  expect([undoText(headerChange), undoText(aclChange)]).toEqual([
    'The previous headers of the object will be restored, but CDN serves its cached copies until they are refreshed or expire: Cache-Control: max-age=60 · x-oss-meta-a: b',
    'The previous ACL of the object will be restored: public read',
  ]);
});
