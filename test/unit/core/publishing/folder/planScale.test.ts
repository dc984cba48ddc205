import { expect, it } from 'vitest';
import type { ObjectEntry, OssPort } from '../../../../../src/core/ports/oss.js';
import { rowsAtOnce } from '../../../../../src/core/publishing/queue/entryChanges.js';
import { createEngineWorld } from '../engineWorld.js';
import { planIn } from './planIn.js';

/** Many more than a call takes arguments. */
const objects = 200_000;
const files = 1_000;

it(`compares ${files} files with ${objects} objects`, async () => {
  const world = createEngineWorld();
  world.remove('.keep');
  for (let at = 0; at < files; at++) world.save(nameOf(at), 'here');
  const listed = (await world.disk.list('/w/dist', () => false, new AbortController().signal)).length;
  // The memory disk looks through all of its files to find a folder.
  const disk = { ...world.disk, holds: async () => false };
  const { items } = await planIn(world, { tools: { oss: { ...world.cloud.oss, listObjects }, files: disk } });
  const countOf = (wanted: string) => items.filter(({ kind }) => kind === wanted).length;
  expect({ listed, changes: countOf('change'), deletes: countOf('delete'), items: items.length }).toEqual({
    listed: files,
    changes: files,
    deletes: objects - files,
    items: objects,
  });
});

it('reads the queue a page at a time, with everything else in between', async () => {
  const world = createEngineWorld();
  const waiting = Array.from({ length: 2_000 }, (_, at) => world.publicationOf(nameOf(at)));
  await world.openWindow('one').enqueue(waiting, true);
  const { connection } = world.shared;
  const all = connection.all.bind(connection);
  let [most, read] = [0, 0];
  connection.all = (sql, ...values) => {
    const rows = all(sql, ...values);
    read += rows.length;
    most = Math.max(most, read);
    return rows;
  };
  const inTurn = (work: () => void) => {
    setImmediate(() => {
      read = 0;
      work();
    });
  };
  await planIn(world, { tools: { store: world.shared.window('plan', inTurn) } });
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(2 * rowsAtOnce);
});

const nameOf = (at: number) => `${String(at).padStart(7, '0')}.js`;

const listObjects: OssPort['listObjects'] = async (_bucket, { marker, limit }) => {
  const start = marker === undefined ? 0 : Number(marker);
  const page = Array.from({ length: limit }, (_, at): ObjectEntry => {
    const key = nameOf(start + at);
    return { key, size: 5, etag: '0'.repeat(32), lastModified: '' };
  });
  const end = start + limit;
  return { objects: page, prefixes: [], ...(end < objects && { next: String(end) }) };
};
