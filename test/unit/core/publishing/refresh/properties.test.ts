import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listUrlPaths, toObjectKey } from '../../../../../src/core/objectKey.js';
import { listTargets } from '../../../../../src/core/publishing/refresh/refreshTargets.js';
import { createEngineWorld, domain } from '../engineWorld.js';

const minute = 60_000;
const names = ['index.html', 'a b+c.css', 'docs/index.html', '中文 %41#?.txt', 'x.js'];

/** A path as a file system may hold it: any Unicode, no empty or dotted segment. */
const anyPath = fc
  .array(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => !/[/\0]/.test(text)),
    { minLength: 1, maxLength: 4 },
  )
  .map((segments) => segments.join('/'));

it('a path converts to a key, to a URL, and back', () => {
  const site = { name: domain, status: 'online', type: 'web', sources: [], httpsOn: true } as const;
  const world = createEngineWorld();
  fc.assert(
    fc.property(anyPath, fc.constantFrom('', 'p/', 'ä b/'), (path, prefix) => {
      const key = toObjectKey(prefix, path);
      if (key === undefined) return;
      const [target] = listTargets(world.publicationOf('x', { key }), [site]);
      const url = new URL(target?.url ?? '');
      expect(url.origin + url.pathname).toBe(target?.url);
      expect(decodeURIComponent(url.pathname)).toBe(`/${prefix}${path}`);
    }),
    { numRuns: 1_000 },
  );
});

it('publish requests from two windows end the same in whatever order they are made', async () => {
  const request = fc.record({
    name: fc.constantFrom(...names),
    act: fc.constantFrom('upload', 'delete'),
    window: fc.nat(1),
  });
  const orders = fc
    .array(request, { minLength: 1, maxLength: 8 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  const disk = fc.uniqueArray(fc.constantFrom(...names));
  await fc.assert(
    fc.asyncProperty(orders, disk, async ([first, second], there) => {
      const ends = await Promise.all([first, second].map((order) => play(order, there)));
      expect(ends[0]).toEqual(ends[1]);
    }),
    { numRuns: 40 },
  );

  async function play(
    requests: readonly { name: string; act: 'upload' | 'delete'; window: number }[],
    there: string[],
  ) {
    const world = createEngineWorld();
    const windows = [world.openWindow('one'), world.openWindow('two')];
    // Once all was there, so that what is deleted is known.
    for (const name of names) world.save(name, 'before');
    await windows[0]?.enqueue(names.map((name) => world.publicationOf(name)));
    await world.clock.advance(minute);
    for (const name of names) {
      if (there.includes(name)) world.save(name, `now ${name}`);
      else world.remove(name);
    }
    // A window that saves a file that is gone at the end has deleted it too.
    const all = requests.flatMap(({ name, act, window }) =>
      act === 'upload' && !there.includes(name) ? [] : [{ name, act, window }],
    );
    for (const { name, act, window } of all) void windows[window]?.enqueue([world.publicationOf(name, { act })]);
    await world.clock.advance(minute);
    return names.map((name) => world.textOf(name));
  }
});

it('the automatic refresh covers every changed URL and nothing unchanged', async () => {
  const subset = fc.uniqueArray(fc.constantFrom(...names));
  await fc.assert(
    fc.asyncProperty(subset, subset, subset, async (before, changed, saved) => {
      const world = createEngineWorld();
      for (const name of before) {
        world.save(name, 'same');
        await world.put(name, 'same');
      }
      for (const name of saved) world.save(name, changed.includes(name) ? 'changed' : 'same');
      const publisher = world.openWindow('one');
      await publisher.enqueue(saved.map((name) => world.publicationOf(name)));
      await world.clock.advance(minute);
      const wanted = saved.filter((name) => changed.includes(name) || !before.includes(name));
      expect([...world.refreshed()].sort()).toEqual(wanted.flatMap((name) => listUrlPaths(name)).sort());
      publisher.dispose();
    }),
    { numRuns: 40 },
  );
});
