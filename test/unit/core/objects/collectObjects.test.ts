import { expect, test } from 'vitest';
import { collectObjects, mostObjects } from '../../../../src/core/objects/collectObjects.js';
import type { ObjectEntry, ObjectPage } from '../../../../src/core/ports/oss.js';
import { md5Of } from '../../../support/memory/putObject.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();

async function withObjects(...keys: readonly string[]) {
  const { oss, addBucket } = createMemoryCloud();
  addBucket(bucket.name);
  for (const key of keys) await oss.putObject(bucket, key, { body: new Uint8Array(3), headers: {} }, signal);
  return oss;
}

test('a folder includes everything below it, with paths relative to its parent', async () => {
  const oss = await withObjects('site/img/a.png', 'site/img/', 'site/img/icons/b.png', 'site/imgs.txt');
  const found = await collectObjects(oss, [{ bucket, key: 'site/img/' }], signal);
  const etag = md5Of(new Uint8Array(3));
  expect(found).toEqual([
    { bucket, key: 'site/img/', size: 3, etag, path: 'img/' },
    { bucket, key: 'site/img/a.png', size: 3, etag, path: 'img/a.png' },
    { bucket, key: 'site/img/icons/b.png', size: 3, etag, path: 'img/icons/b.png' },
  ]);
});

test('an object that is selected directly is taken without a listing, and once where a folder covers it', async () => {
  const oss = await withObjects('a.js', 'img/a.png');
  const named = await collectObjects(oss, [{ bucket, key: 'a.js' }], signal);
  expect(named).toEqual([{ bucket, key: 'a.js', path: 'a.js' }]);
  const both = [
    { bucket, key: 'img/a.png' },
    { bucket, key: 'img/' },
  ];
  expect((await collectObjects(oss, both, signal))?.map(({ key }) => key)).toEqual(['img/a.png']);
});

test('a folder of many pages is listed completely, and one with too many objects is refused', async () => {
  let pages = 0;
  const object = (at: number): ObjectEntry => ({ key: `a/${at}`, size: 1, etag: '', lastModified: '' });
  const list = (all: number) => ({
    listObjects: async (): Promise<ObjectPage> => {
      const from = pages * 1_000;
      pages += 1;
      const objects = Array.from({ length: Math.min(1_000, all - from) }, (_, at) => object(from + at));
      return { objects, prefixes: [], ...(pages * 1_000 < all && { next: String(pages) }) };
    },
  });
  const counts: number[] = [];
  const folder = [{ bucket, key: 'a/' }];
  expect((await collectObjects(list(2_500), folder, signal, (count) => counts.push(count)))?.length).toBe(2_500);
  expect(counts).toEqual([1_000, 2_000, 2_500]);
  pages = 0;
  expect(await collectObjects(list(mostObjects + 1), folder, signal)).toBeUndefined();
});

test('a listing ends once it is cancelled', async () => {
  const oss = await withObjects('a/1');
  const listing = collectObjects(oss, [{ bucket, key: 'a/' }], AbortSignal.abort());
  await expect(listing).rejects.toMatchObject({ kind: 'cancelled' });
});
