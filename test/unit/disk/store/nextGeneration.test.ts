import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { versionOf } from '../../../../src/core/publishing/queue/entryChanges.js';
import { Queue } from '../../../../src/core/publishing/queue/queue.js';
import { systemClock } from '../../../../src/disk/clock.js';
import { FileStore } from '../../../../src/disk/store/fileStore.js';
import { entryOf } from '../../../contract/conformance/storeFixture.js';

let folder: string;
let store: FileStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-generation-'));
  store = new FileStore(folder);
});
afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true });
});

it('a window with an entry of a lost database ends no entry of the new one', async () => {
  const queue = new Queue(await store.open(), systemClock, '1');
  const accept = (key: string) => queue.accept({ publications: [entryOf(key).publication], held: false, at: 5 });
  await accept('of-the-lost-one');
  const lost = queue.list({}).map(versionOf);
  for (const name of readdirSync(folder)) if (/sqlite/.test(name)) rmSync(join(folder, name));
  await accept('of-the-next-one');
  await queue.finish(lost, 'fresh');
  expect(queue.list({}).map(({ publication }) => publication.key)).toEqual(['of-the-next-one']);
});

it('of former databases only the last one is left, and no file says any more that they were made', async () => {
  await store.write((tx) => tx.setNote('n', '1'));
  const lose = () => {
    for (const name of readdirSync(folder)) if (/sqlite-(wal|shm)$/.test(name)) rmSync(join(folder, name));
  };
  for (let time = 2; time <= 4; time++) {
    lose();
    await store.write((tx) => tx.setNote('n', String(time)));
  }
  const kept = readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name));
  expect(kept.sort()).toEqual(['store.3.sqlite', 'store.4.made', 'store.4.sqlite']);
});
