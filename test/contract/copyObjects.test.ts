import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { collectObjects } from '../../src/core/objects/collectObjects.js';
import { type CopyPair, copyObjects } from '../../src/core/objects/copy/copyObjects.js';
import { planCopies } from '../../src/core/objects/copy/copyPlan.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import type { ObjectHeaders } from '../../src/core/ports/oss.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock });
});
afterAll(() => opened.stop());
afterEach(() => {
  opened.sandbox.state.faults.length = 0;
  stored().clear();
});

const stored = () => opened.sandbox.state.buckets.get(bucket.name)!.objects;
const put = (key: string, headers: ObjectHeaders = {}) =>
  opened.cloud.oss.putObject(bucket, key, { body: new TextEncoder().encode(key), headers }, signal);
const texts = () => Object.fromEntries([...stored()].map(([key, { body }]) => [key, body.toString()]));

/** Plans the move or copy of a folder to another one, as the commands do. */
async function plan(from: string, to: string): Promise<readonly CopyPair[]> {
  const targets = [{ bucket, key: from }];
  const found = await collectObjects(opened.cloud.oss, targets, signal);
  const planned = planCopies(targets, found ?? [], { bucket, prefix: '', name: to });
  return 'pairs' in planned ? planned.pairs : [];
}

const run = (pairs: readonly CopyPair[], kind: 'copy' | 'move' = 'move') =>
  copyObjects(opened.cloud.oss, pairs, { kind, isUnversioned: true, clock, signal, onProgress: () => undefined });

/** Keys that a URL, an XML list or a header could change. */
const keys = [
  'img/a b.png',
  'img/100%.html',
  'img/a+b&c#d?e',
  'img/中文/文件',
  'img//two',
  "img/it's",
  'img/<x>',
  'img/\u0001',
];

test('a folder with difficult names is renamed, with everything that its objects have', async () => {
  const headers = {
    'content-type': 'text/html',
    'cache-control': 'max-age=60',
    'content-disposition': 'inline; filename="ä"',
    'x-oss-meta-by': 'æ',
    'x-oss-object-acl': 'private',
    'x-oss-tagging': 'team=web',
    'x-oss-storage-class': 'IA',
  };
  for (const key of keys) await put(key, headers);
  const heads = await Promise.all(keys.map((key) => opened.cloud.oss.readObjectHead(bucket, key, signal)));
  const { done, failures, kept } = await run(await plan('img/', 'photos'));
  expect({ done: done.length, failures, kept }).toEqual({ done: keys.length, failures: [], kept: [] });
  const moved = keys.map((key) => key.replace('img/', 'photos/'));
  expect(texts()).toEqual(Object.fromEntries(keys.map((key, at) => [moved[at], key])));
  for (const [at, key] of moved.entries()) {
    const head = await opened.cloud.oss.readObjectHead(bucket, key, signal);
    const {
      'last-modified': _then,
      date: _date,
      'x-oss-request-id': _id,
      'x-oss-server-time': _time,
      ...rest
    } = head?.headers ?? {};
    expect(heads[at]?.headers).toMatchObject(rest);
    expect(await opened.cloud.oss.readObjectAcl(bucket, key, signal)).toBe('private');
    expect(await opened.cloud.oss.readTags(bucket, key, signal)).toEqual({ team: 'web' });
  }
});

test('nothing of another author is overwritten, and a move that was interrupted is completed', async () => {
  for (const key of ['img/1', 'img/2', 'img/3']) await put(key, { 'content-type': 'text/plain' });
  const pairs = await plan('img/', 'photos');
  await run(pairs.slice(0, 1), 'copy');
  await put('photos/2');
  const { done, failures } = await run(pairs);
  expect(done.map(({ from }) => from.key).sort()).toEqual(['img/1', 'img/3']);
  expect(failures.map(({ pair, why }) => [pair.from.key, why])).toEqual([['img/2', 'exists']]);
  expect(texts()).toEqual({ 'img/2': 'img/2', 'photos/1': 'img/1', 'photos/2': 'photos/2', 'photos/3': 'img/3' });
});

test('a copy or a deletion that OSS refuses or does not answer leaves the old object or a proven copy', async () => {
  const ends: Record<string, unknown> = {};
  for (const action of ['HeadObject', 'GetObjectAcl', 'CopyObject', 'DeleteObject']) {
    for (const kind of ['resetBefore', 'resetAfter', 'error', 'corrupt', 'truncated', 'html502'] as const) {
      stored().clear();
      await put('a/1');
      const pairs = await plan('a/', 'b');
      opened.fail(action, kind, { count: 99 });
      const { done, kept, uncertain, failures } = await run(pairs);
      opened.sandbox.state.faults.length = 0;
      const left = texts();
      ends[`${action} ${kind}`] = Object.keys(left).join(' ');
      expect(Object.values(left), `${action} ${kind}`).toContain('a/1');
      expect(done.length + kept.length + uncertain.length + failures.length).toBe(1);
      if (done.length === 1) expect(left).toEqual({ 'b/1': 'a/1' });
    }
  }
  expect(ends).toMatchObject({
    'CopyObject error': 'a/1',
    'DeleteObject error': 'a/1 b/1',
    'DeleteObject resetAfter': 'b/1',
  });
});

test('an archived object and a symbolic link each have their reason', async () => {
  await put('a/cold', { 'x-oss-storage-class': 'ColdArchive' });
  await put('a/link');
  const link = stored().get('a/link')!;
  stored().set('a/link', { ...link, symlinkTarget: 'a/cold' });
  const { failures } = await run(await plan('a/', 'b'));
  expect(Object.fromEntries(failures.map(({ pair, why }) => [pair.from.key, why]))).toEqual({
    'a/cold': 'archived',
    'a/link': 'symlink',
  });
});
