import { expect, test } from 'vitest';
import { AppError, type ErrorKind } from '../../../../../src/core/errors.js';
import { copyObjects } from '../../../../../src/core/objects/copy/copyObjects.js';
import { systemClock } from '../../../../../src/disk/clock.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';
import { openBucket, richHeaders, run, withMishaps } from './copyWorld.js';

test.each([
  ['copy', ['a.html', 'b.html']],
  ['move', ['b.html']],
] as const)('a %s keeps content, headers, metadata, class, ACL and tags', async (kind, left) => {
  const { cloud, objects, contents, pair } = await openBucket(['a.html']);
  const before = objects.get('a.html');
  expect(await run(cloud.oss, [pair('a.html', 'b.html')], kind)).toEqual({
    done: [pair('a.html', 'b.html')].map((each) => ({ ...each, etag: before?.etag })),
    kept: [],
    uncertain: [],
    failures: [],
    remaining: [],
    cancelled: false,
  });
  expect(Object.keys(contents())).toEqual(left);
  const { body, headers, acl, tags, etag } = objects.get('b.html')!;
  expect({ body, headers, acl, tags, etag }).toEqual({
    body: before?.body,
    headers: before?.headers,
    acl: richHeaders['x-oss-object-acl'],
    tags: { team: 'web' },
    etag: before?.etag,
  });
});

test.each<[title: string, why: string, arrange: (objects: Objects) => void]>([
  ['an object that is gone', 'noSuchObject', (objects) => void objects.delete('a')],
  ['an object that was changed since it was listed', 'changed', (objects) => change(objects, { etag: 'OTHER' })],
  ['a symbolic link', 'symlink', (objects) => change(objects, { headers: { 'x-oss-object-type': 'Symlink' } })],
  [
    'an archived object',
    'archived',
    (objects) => change(objects, { headers: { 'x-oss-storage-class': 'ColdArchive' } }),
  ],
  [
    'an object of another author at the target',
    'exists',
    (objects) => void objects.set('b', { ...objects.get('other')! }),
  ],
  [
    'the same content with other headers at the target',
    'exists',
    (objects) => void objects.set('b', { ...objects.get('a')!, headers: {} }),
  ],
  [
    'the same object with another ACL at the target',
    'exists',
    (objects) => void objects.set('b', { ...objects.get('a')!, acl: 'private' }),
  ],
  [
    'the same object with other tags at the target',
    'exists',
    (objects) => void objects.set('b', { ...objects.get('a')!, tags: {} }),
  ],
  [
    'a symbolic link to the object at the target',
    'exists',
    (objects) => {
      const a = objects.get('a')!;
      objects.set('b', { ...a, headers: { ...a.headers, 'x-oss-object-type': 'Symlink' } });
    },
  ],
])('nothing is changed by the move of %s', async (_title, why, arrange) => {
  for (const versioning of [undefined, 'enabled'] as const) {
    const { cloud, objects, contents, pair } = await openBucket(['a', 'other'], versioning);
    const pairs = [pair('a', 'b')];
    arrange(objects);
    const before = contents();
    const { failures, done } = await run(cloud.oss, pairs, 'move', versioning === undefined);
    const whys = failures.map((each) => (typeof each.why === 'string' ? each.why : each.why.kind));
    expect({ whys, done }).toEqual({ whys: [why], done: [] });
    expect(contents()).toEqual(before);
  }
});

type Objects = Awaited<ReturnType<typeof openBucket>>['objects'];
function change(objects: Objects, more: object): void {
  objects.set('a', { ...objects.get('a')!, ...more });
}

test('an object is not moved onto itself, and two objects never become one', async () => {
  const { cloud, put, contents, pair } = await openBucket(['a', 'b']);
  await put('b', 'a');
  const { failures, done } = await run(cloud.oss, [pair('a', 'a'), pair('a', 'c'), pair('b', 'c')]);
  expect(failures.map(({ pair: { from }, why }) => [from.key, why])).toEqual([
    ['a', 'exists'],
    ['b', 'exists'],
  ]);
  expect({ done: done.length, contents: contents() }).toEqual({ done: 1, contents: { b: 'a', c: 'a' } });
});

test('an object is not taken for the copy of another one if it is itself moved away', async () => {
  const { cloud, put, contents, pair } = await openBucket(['x/a', 'x/a/a']);
  // The folder `x/a/` is moved to `x/`, and both objects are the same.
  await put('x/a', 'same');
  await put('x/a/a', 'same');
  const { done, failures } = await run(cloud.oss, [pair('x/a/a', 'x/a'), pair('x/a', 'a')]);
  expect(contents()).toEqual({ a: 'same', 'x/a/a': 'same' });
  expect([done.length, failures.map(({ why }) => why)]).toEqual([1, ['exists']]);
});

test('an object that changes after its copy stays, with the copy', async () => {
  for (const text of ['newer', 'a']) {
    const { cloud, put, contents, pair } = await openBucket(['a', 'z']);
    const { oss } = withMishaps(cloud.oss, async ({ method, when }) => {
      if (method !== 'copyObject' || when !== 'after') return;
      // The same content again, such as with other headers, has another time.
      cloud.state.now = () => Date.UTC(2026, 0, 1);
      await put('a', text);
    });
    const { kept, done } = await run(oss, [pair('a', 'b')]);
    expect({ kept: kept.map(({ why }) => why), done }).toEqual({ kept: ['changed'], done: [] });
    expect(contents()).toEqual({ a: text, b: 'a', z: 'z' });
  }
});

test.each(['timeout', 'unavailable'] as const)('a copy whose answer is lost (%s) is looked at', async (kind) => {
  for (const when of ['before', 'after'] as const) {
    const { cloud, contents, pair } = await openBucket(['a']);
    cloud.failNext('oss.copyObject', when, kind);
    const { done, failures } = await run(cloud.oss, [pair('a', 'b')]);
    if (when === 'after')
      expect({ done: done.length, contents: contents() }).toEqual({ done: 1, contents: { b: 'a' } });
    else expect([failures[0]?.why, contents()]).toMatchObject([{ kind }, { a: 'a' }]);
  }
});

test('a deletion without an answer, or one that is refused, is reported as that', async () => {
  const ends: Record<string, unknown> = {};
  for (const [kind, when] of [
    ['timeout', 'after'],
    ['objectLocked', 'before'],
  ] as const) {
    const { cloud, contents, pair } = await openBucket(['a']);
    cloud.failNext('oss.deleteObjects', when, kind);
    const { kept, uncertain } = await run(cloud.oss, [pair('a', 'b')]);
    const whys = kept.map(({ why }) => (typeof why === 'string' ? why : why.kind));
    ends[kind] = { kept: whys, uncertain: uncertain.length, left: Object.keys(contents()) };
  }
  expect(ends).toEqual({
    timeout: { kept: [], uncertain: 1, left: ['b'] },
    objectLocked: { kept: ['objectLocked'], uncertain: 0, left: ['a', 'b'] },
  });
});

test('a copy whose content cannot be compared leaves the old object', async () => {
  const { cloud, objects, contents, pair } = await openBucket(['a']);
  const { crc64: _unknown, ...old } = objects.get('a')!;
  objects.set('a', { ...old, etag: 'OLD-2' });
  const { failures } = await run(cloud.oss, [pair('a', 'b')]);
  expect([failures[0]?.why, contents()]).toEqual(['unproven', { a: 'a', b: 'a' }]);
});

test('nothing is deleted after a cancellation, and no further object is copied', async () => {
  const keys = Array.from({ length: 600 }, (_, at) => `a/${at}`);
  const { cloud, contents, pair } = await openBucket(keys);
  const work = new AbortController();
  const options = {
    kind: 'move',
    isUnversioned: true,
    clock: systemClock,
    signal: work.signal,
    onProgress: (copied: number) => copied === 10 && work.abort(),
  } as const;
  const pairs = keys.map((key) => pair(key, `b/${key}`));
  const { done, kept, failures, remaining, cancelled } = await copyObjects(cloud.oss, pairs, options);
  expect({ done, cancelled, all: kept.length + failures.length + remaining.length }).toEqual({
    done: [],
    cancelled: true,
    all: 600,
  });
  expect(remaining.length).toBeGreaterThan(300);
  const left = contents();
  expect(keys.every((key) => left[key] === key)).toBe(true);
});

test.each<ErrorKind>(['offline', 'noSuchBucket'])(
  'after an error of every object (%s) the rest is not tried',
  async (kind) => {
    const keys = Array.from({ length: 1_500 }, (_, at) => `a/${at}`);
    const { cloud, pair } = await openBucket(keys);
    const { oss, calls } = withMishaps(cloud.oss, ({ method }) => {
      if (method === 'copyObject') throw new AppError(kind);
    });
    const { failures, remaining } = await run(
      oss,
      keys.map((key) => pair(key, `b/${key}`)),
    );
    expect(failures.length + remaining.length).toBe(1_500);
    expect(calls.length).toBeLessThan(1_000);
  },
);

test('the old objects of 2,500 are looked at and deleted by few calls, only after their copies', async () => {
  const keys = Array.from({ length: 2_500 }, (_, at) => `a/${String(at).padStart(5, '0')}`);
  const { cloud, contents, pair } = await openBucket(keys);
  const { oss, calls } = withMishaps(cloud.oss, () => undefined);
  const { done } = await run(
    oss,
    keys.map((key) => pair(key, key.replace('a/', 'b/'))),
  );
  const count = (method: string) => calls.filter((call) => call === method).length;
  expect({ done: done.length, heads: count('readObjectHead'), deletions: count('deleteObjects') }).toEqual({
    done: 2_500,
    heads: 2_500,
    deletions: 3,
  });
  expect(count('listObjects')).toBeLessThanOrEqual(6);
  expect(Object.keys(contents()).every((key) => key.startsWith('b/'))).toBe(true);
});

test.each([
  ['few others', 0],
  ['many others, which a listing has to pass', 20_000],
])(
  'an old object is looked at less than two seconds before it is deleted, on a slow line: %s',
  async (_name, others) => {
    const clock = createVirtualClock();
    const keys = Array.from({ length: 300 }, (_, at) => `a/${String(at).padStart(4, '0')}`);
    const { cloud, contents, pair, put } = await openBucket(keys);
    for (let at = 0; at < others; at++) await put(`a/${String(at % 300).padStart(4, '0')}-${at}`);
    const looks = new Map<string, number>();
    let oldest = 0;
    const lines = 150;
    const oss = Object.assign(Object.create(cloud.oss), {
      listObjects: async (...given: Parameters<typeof cloud.oss.listObjects>) => {
        const at = clock.now();
        await clock.sleep(lines, new AbortController().signal);
        const page = await cloud.oss.listObjects(...given);
        for (const { key } of page.objects) looks.set(key, at);
        return page;
      },
      readObjectHead: async (...given: Parameters<typeof cloud.oss.readObjectHead>) => {
        looks.set(given[1], clock.now());
        await clock.sleep(lines, new AbortController().signal);
        return cloud.oss.readObjectHead(...given);
      },
      deleteObjects: async (...given: Parameters<typeof cloud.oss.deleteObjects>) => {
        for (const key of given[1]) oldest = Math.max(oldest, clock.now() - (looks.get(key) ?? 0));
        return cloud.oss.deleteObjects(...given);
      },
    });
    const moving = run(
      oss,
      keys.map((key) => pair(key, key.replace('a/', 'b/'))),
      'move',
      true,
      clock,
    );
    await clock.advance(60 * 60_000);
    const { done, kept } = await moving;
    expect({ done: done.length, kept, isFresh: oldest <= 2_000 }).toEqual({ done: 300, kept: [], isFresh: true });
    expect(Object.keys(contents()).filter((key) => key.startsWith('b/'))).toHaveLength(300);
  },
);
