import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { rowsAtOnce } from '../../../../../src/core/publishing/queue/entryChanges.js';
import { createEngineWorld } from '../engineWorld.js';

const minute = 60_000;
const run = { batch: 'run', explicit: true } as const;

/** The turns in which the files of a batch must reach the bucket. */
const turns: readonly (readonly string[])[] = [
  ['app.js', 'css/a.css', 'site.webmanifest', 'html.js', 'img/logo.svg', 'sw.js.map'],
  ['index.html', 'docs/INDEX.HTML', 'old.htm'],
  ['sw.js', 'app/service-worker.js'],
];
const turnOf = (key: string) =>
  key.startsWith('gone')
    ? 3
    : Math.max(
        0,
        turns.findIndex((keys) => keys.includes(key)),
      );

/** A world that notes what of a batch had not ended yet when a later turn of it was sent; a call takes and fails as `fate` says. */
function openWatched(fate: (key: string, attempt: number) => { readonly ms: number; readonly error?: AppError }) {
  const world = createEngineWorld();
  const open = new Set<string>();
  const early: string[] = [];
  const attempts = new Map<string, number>();
  const sent: string[] = [];
  const watch = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = [...open].filter((other) => turnOf(other) < turnOf(key));
    if (before.length > 0) early.push(`${key} before ${before[0]}`);
    sent.push(key);
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const { ms, error } = fate(key, attempt);
    await world.clock.sleep(ms, new AbortController().signal);
    if (error) throw error;
    return work();
  };
  const { oss } = world.cloud;
  const putObject: typeof oss.putObject = (...call) => watch(call[1], () => oss.putObject(...call));
  const deleteObject: typeof oss.deleteObject = (...call) => watch(call[1], () => oss.deleteObject(...call));
  const publisher = world.openWindow('one', { ...world.cloud, oss: { ...oss, putObject, deleteObject } });
  const written = new Set<string>();
  publisher.onDidChange(() => {
    const waiting = publisher.list({ stages: ['send', 'held'], limit: 1_000 });
    const left = new Set(waiting.map(({ publication }) => publication.key));
    for (const key of left) written.add(key);
    for (const key of written) if (!left.has(key)) open.delete(key);
  });
  return { world, publisher, open, early, sent };
}

const batch = fc.record({
  files: fc.uniqueArray(fc.constantFrom(...turns.flat(), 'gone.js', 'gone.html'), { minLength: 2 }),
  how: fc.constantFrom('run', 'together', 'held'),
  delays: fc.array(fc.nat(5_000), { minLength: 4, maxLength: 4 }),
  faults: fc.array(fc.constantFrom('none', 'none', 'passes', 'stays'), { minLength: 5, maxLength: 5 }),
});

it('pages reach the bucket after the other files of their batch, then service workers, then deletes', async () => {
  await fc.assert(
    fc.asyncProperty(batch, async ({ files, how, delays, faults }) => {
      const at = (key: string, list: readonly unknown[]) =>
        [...turns.flat(), 'gone.js', key].indexOf(key) % list.length;
      const { world, publisher, open, early, sent } = openWatched((key, attempt) => {
        const fault = faults[at(key, faults)];
        const ms = delays[at(key, delays)] ?? 0;
        if (fault === 'passes' && attempt < 3) return { ms, error: new AppError('unavailable', { scope: 'object' }) };
        return fault === 'stays' ? { ms, error: new AppError('invalidInput', { scope: 'object' }) } : { ms };
      });
      for (const key of files.filter((name) => name.startsWith('gone'))) {
        const { etag } = await world.put(key, 'old');
        await world.shared.window('seed').write(({ ledger }) => {
          const known = { etag, size: 3, md5: etag, mtimeMs: 0, rules: '', acl: 'default', seenAt: 0 } as const;
          ledger.set(world.place.mapping.bucket, key, known);
        });
      }
      const publications = files.map((key) => {
        if (key.startsWith('gone')) return world.publicationOf(key, { act: 'delete', ...(how === 'run' && run) });
        world.save(key, `now ${key}`);
        return world.publicationOf(key, how === 'run' ? run : {});
      });
      for (const key of files) open.add(key);
      await publisher.enqueue(publications, how === 'held');
      if (how === 'held') await publisher.executeAll('publishHeld', world.clock.now());
      await world.clock.advance(30 * minute);
      expect(early).toEqual([]);
      const isStuck = how === 'run' && publisher.state.kind === 'failed';
      const wanted = files.filter((key) => !isStuck || !key.startsWith('gone'));
      expect([...new Set(sent)].sort()).toEqual(expect.arrayContaining([...wanted].sort()));
    }),
    { numRuns: 60 },
  );
});

it.each(['run', 'together', 'held'] as const)(
  'a page that was named first waits for a batch of many transactions (%s)',
  async (how) => {
    const { world, publisher, open, early, sent } = openWatched((key) => ({
      ms: key === 'img/logo.svg' ? minute : 10,
    }));
    const names = [
      ...['sw.js', 'index.html'],
      ...Array.from({ length: rowsAtOnce * 2 }, (_, n) => `f${n}.css`),
      'img/logo.svg',
    ];
    for (const name of names) world.save(name, name);
    for (const name of names) open.add(name);
    await publisher.enqueue(
      names.map((name) => world.publicationOf(name, how === 'run' ? run : {})),
      how === 'held',
    );
    if (how === 'held') await publisher.executeAll('publishHeld', world.clock.now());
    await world.clock.advance(10 * minute);
    expect({ early, last: sent.slice(-2), count: sent.length }).toEqual({
      early: [],
      last: ['index.html', 'sw.js'],
      count: names.length,
    });
  },
);

it('a page alone is sent at once, also while files of another batch are on their way', async () => {
  const { world, publisher, sent } = openWatched((key) => ({ ms: key === 'app.js' ? 10 * minute : 10 }));
  for (const name of ['app.js', 'index.html']) world.save(name, name);
  await publisher.enqueue([world.publicationOf('app.js', run)]);
  await world.clock.advance(1_000);
  await publisher.enqueue([world.publicationOf('index.html')]);
  await world.clock.advance(1_000);
  expect({ sent, page: world.textOf('index.html') }).toEqual({ sent: ['app.js', 'index.html'], page: 'index.html' });
});
