import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readArchiveState } from '../../src/core/objects/archive.js';
import { readProperties } from '../../src/core/objects/objectProperties.js';
import { listDeleted, listVersionsOf, restoreVersion, undelete } from '../../src/core/objects/objectVersions.js';
import { readObjectText } from '../../src/core/objects/readText.js';
import { listOwnHeaders, replaceHeaders, seeHeaders, withChange } from '../../src/core/oss/objectHeaders.js';
import type { ObjectHeaders, OssPort } from '../../src/core/ports/oss.js';
import { failureOf } from '../support/failureOf.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
const object = { bucket, key: 'img/a.txt' };
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud();
  await opened.cloud.oss.setVersioning(bucket, 'enabled', signal);
});
afterAll(() => opened.stop());
beforeEach(() => {
  const stored = opened.sandbox.state.buckets.get(bucket.name)!;
  stored.objects.clear();
  stored.earlier?.clear();
});

const put = (text: string, headers: ObjectHeaders = {}, key = object.key) =>
  opened.cloud.oss.putObject(bucket, key, { body: new TextEncoder().encode(text), headers }, signal);
const read = async () => {
  const content = await readObjectText(opened.cloud.oss, object, signal);
  return 'text' in content ? content.text : content.refused;
};
const versions = async () => (await listVersionsOf(opened.cloud.oss, object, signal)).versions;

const full = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'max-age=60',
  'x-oss-meta-author': 'li',
  'x-oss-object-acl': 'private',
  'x-oss-tagging': 'team=web',
};

test('the headers of an object are replaced, and its content, ACL, tags and metadata stay', async () => {
  await put('text', full);
  const { oss } = opened.cloud;
  const seen = await seeHeaders(oss, object, signal);
  const after = withChange(listOwnHeaders(seen.head), { 'cache-control': 'no-cache', 'x-oss-meta-owner': 'wang' });
  await replaceHeaders(oss, object, { seen, headers: after }, signal);
  const properties = await readProperties(
    { oss, readDomains: async () => ({ hosts: [], wildcards: [] }) },
    object,
    signal,
  );
  expect(properties && listOwnHeaders(properties.head)).toEqual({
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
    'x-oss-meta-author': 'li',
    'x-oss-meta-owner': 'wang',
  });
  expect(properties).toMatchObject({
    acl: { value: 'private' },
    tags: { value: { team: 'web' } },
    bucket: { value: { versioning: 'enabled' } },
    versions: { value: { isPartial: false, versions: [{ isLatest: true }, { isLatest: false }] } },
  });
  expect(await read()).toBe('text');
});

test('headers are not replaced after another author changed headers, ACL or content', async () => {
  const { oss } = opened.cloud;
  for (const change of [
    () => put('text', { ...full, 'cache-control': 'private' }),
    () => oss.setObjectAcl(bucket, object.key, 'default', signal),
    () => put('other', full),
  ]) {
    await put('text', full);
    const seen = await seeHeaders(oss, object, signal);
    await change();
    const count = (await versions()).length;
    const error = await failureOf(replaceHeaders(oss, object, { seen, headers: {} }, signal));
    expect([error.details.code, (await versions()).length]).toEqual(['changedSince', count]);
  }
});

describe('an earlier version', () => {
  test('is restored with its headers and tags, and the ACL of the object stays', async () => {
    await put('old', { ...full, 'x-oss-object-acl': 'default' });
    await put('new', { 'x-oss-object-acl': 'private' });
    const { oss } = opened.cloud;
    const [shown, old] = await versions();
    expect(await readObjectText(oss, { ...object, versionId: old!.versionId }, signal)).toEqual({ text: 'old' });
    await restoreVersion(oss, object, { versionId: old!.versionId, shown }, signal);
    const head = await oss.readObjectHead(bucket, object.key, signal);
    expect([await read(), head?.headers['cache-control'], (await versions()).length]).toEqual(['old', 'max-age=60', 3]);
    expect(await oss.readObjectAcl(bucket, object.key, signal)).toBe('private');
    expect(await oss.readTags(bucket, object.key, signal)).toEqual({ team: 'web' });
  });

  test('is not restored over a newer one', async () => {
    await put('old');
    await put('new');
    const [shown, old] = await versions();
    await put('theirs');
    const error = await failureOf(
      restoreVersion(opened.cloud.oss, object, { versionId: old!.versionId, shown }, signal),
    );
    expect([error.details.code, await read()]).toEqual(['changedSince', 'theirs']);
  });
});

test('deleted objects are listed and brought back with their newest version', async () => {
  const { oss } = opened.cloud;
  await put('old');
  await put('new');
  await put('kept', {}, 'img/b.txt');
  await oss.deleteObject(bucket, object.key, signal);
  await oss.deleteObject(bucket, object.key, signal);
  expect(await listDeleted(oss, bucket, 'img/', signal)).toMatchObject({
    deleted: [{ key: object.key, size: 3 }],
    isPartial: false,
  });
  expect(await undelete(oss, object, signal)).toBe('back');
  expect([await read(), (await versions()).length]).toEqual(['new', 2]);
  expect(await undelete(oss, object, signal)).toBe('notDeleted');
  expect(await listDeleted(oss, bucket, '', signal)).toEqual({ deleted: [], isPartial: false });
});

test.each([
  ['deletedAgain', (oss: OssPort) => oss.deleteObject(bucket, object.key, signal)],
  ['replaced', () => put('of a colleague')],
] as const)('what another author does while an object is brought back is seen: %s', async (end, act) => {
  const { oss } = opened.cloud;
  await put('old');
  await oss.deleteObject(bucket, object.key, signal);
  const deleteVersion: OssPort['deleteVersion'] = async (...given) => {
    await act(oss);
    await oss.deleteVersion(...given);
  };
  expect(await undelete({ listVersions: oss.listVersions, deleteVersion }, object, signal)).toBe(end);
});

test('an object of which only delete markers are left cannot be brought back', async () => {
  const { oss } = opened.cloud;
  await put('old');
  const [only] = await versions();
  await oss.deleteObject(bucket, object.key, signal);
  await oss.deleteVersion(bucket, object.key, only!.versionId, signal);
  expect((await listDeleted(oss, bucket, '', signal)).deleted).toEqual([]);
  expect((await failureOf(undelete(oss, object, signal))).details.code).toBe('noVersionLeft');
});

test('the removal of a marker without an id is not sent again after a lost answer, since what comes next has the same id', async () => {
  const { oss } = opened.cloud;
  await put('old');
  await oss.setVersioning(bucket, 'suspended', signal);
  await oss.deleteObject(bucket, object.key, signal);
  opened.fail('DeleteObject', 'resetAfter', { count: 1 });
  const before = opened.sandbox.state.calls.length;
  await failureOf(undelete(oss, object, signal));
  const sent = opened.sandbox.state.calls.slice(before).filter(({ action }) => action === 'DeleteObject');
  await oss.setVersioning(bucket, 'enabled', signal);
  expect([sent.length, await read()]).toEqual([1, 'old']);
});

test('many versions are read page by page', async () => {
  const stored = opened.sandbox.state.buckets.get(bucket.name)!;
  for (let at = 0; at < 3; at++) await put(`v${at}`);
  const earlier = stored.earlier!.get(object.key)!;
  const [sample] = earlier;
  stored.earlier!.set(
    object.key,
    Array.from({ length: 1_500 }, (_, at) => ({ ...sample!, versionId: `v${at}` })),
  );
  await put('other', {}, 'img/a.txt.bak');
  expect((await versions()).length).toBe(1_501);
});

test('an archived object is restored, and tells it', async () => {
  const { oss } = opened.cloud;
  await put('cold', { 'x-oss-storage-class': 'ColdArchive' });
  const state = async () => {
    const head = await oss.readObjectHead(bucket, object.key, signal);
    return head && readArchiveState(head);
  };
  expect(await state()).toBe('archived');
  expect(await oss.restoreObject(bucket, object.key, { days: 1, tier: 'Bulk' }, signal)).toBe('started');
  expect(await state()).not.toBe('archived');
});
