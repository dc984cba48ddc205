import { expect, test } from 'vitest';
import { listDeleted, listVersionsOf, mostVersions, undelete } from '../../../../src/core/objects/objectVersions.js';
import type { ObjectVersion, VersionQuery } from '../../../../src/core/ports/objectVersions.js';

const { signal } = new AbortController();
const bucket = { name: 'my-site', region: 'cn-hangzhou' };

/** Versions by key, the newest first: `v` a version, `d` a delete marker. */
function versionsOf(keys: Readonly<Record<string, string>>): readonly ObjectVersion[] {
  return Object.entries(keys).flatMap(([key, marks]) =>
    [...marks].map((mark, at) => ({
      key,
      versionId: `${key}${at}`,
      isLatest: at === 0,
      isDeleteMarker: mark === 'd',
      lastModified: `2026-01-0${at + 1}T00:00:00.000Z`,
      size: mark === 'd' ? 0 : 7,
      etag: '',
    })),
  );
}

/** Lists versions one a page, and records the pages and the deletions. */
function open(all: readonly ObjectVersion[], pageSize = 1) {
  const asked: VersionQuery[] = [];
  const deleted: string[] = [];
  return {
    asked,
    deleted,
    listVersions: async (_bucket: unknown, query: VersionQuery) => {
      asked.push(query);
      const matching = all.filter(({ key, versionId }) => key.startsWith(query.prefix) && !deleted.includes(versionId));
      const { marker } = query;
      const at = marker ? matching.findIndex(({ versionId }) => versionId === marker.versionId) + 1 : 0;
      const versions = matching.slice(at, at + pageSize);
      const last = versions.at(-1);
      const next = last && at + pageSize < matching.length ? { key: last.key, versionId: last.versionId } : undefined;
      return { versions, prefixes: [], ...(next && { next }) };
    },
    deleteVersion: async (_bucket: unknown, _key: string, versionId: string) => void deleted.push(versionId),
  };
}

test('the versions of one key are listed page by page, without those of longer keys', async () => {
  const oss = open(versionsOf({ a: 'vdv', 'a/b': 'vv', ab: 'v' }));
  const { versions, isPartial } = await listVersionsOf(oss, { bucket, key: 'a' }, signal);
  expect([versions.map(({ versionId }) => versionId), isPartial]).toEqual([['a0', 'a1', 'a2'], false]);
  expect(oss.asked).toHaveLength(4);
});

test.each([
  ['v', false],
  ['dv', true],
  ['ddvv', true],
  ['vdv', false],
  ['d', false],
  ['dd', false],
])('an object with the versions %s is among the deleted ones: %s', async (marks, isDeleted) => {
  const { deleted } = await listDeleted(open(versionsOf({ a: marks, b: 'v' })), bucket, '', signal);
  expect(deleted).toEqual(isDeleted ? [{ bucket, key: 'a', deletedAt: '2026-01-01T00:00:00.000Z', size: 7 }] : []);
});

test('the listing of deleted objects ends after the most versions, and says so', async () => {
  const many = versionsOf(Object.fromEntries(Array.from({ length: mostVersions + 1 }, (_, at) => [`k${at}`, 'v'])));
  expect(await listDeleted(open(many, 1_000), bucket, '', signal)).toEqual({ deleted: [], isPartial: true });
});

test.each([
  ['dv', 'back', ['a0']],
  ['ddvdv', 'back', ['a1', 'a0']],
  ['vd', 'notDeleted', []],
] as const)('undelete of %s ends as %s', async (marks, end, deleted) => {
  const oss = open(versionsOf({ a: marks }));
  expect([await undelete(oss, { bucket, key: 'a' }, signal), oss.deleted]).toEqual([end, deleted]);
});
