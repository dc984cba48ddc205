import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Queue } from '../../src/core/publishing/queue/queue.js';
import { systemClock } from '../../src/disk/clock.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { databaseFile } from '../../src/disk/store/generations.js';
import { hostFolder } from '../../src/disk/store/place.js';
import { entryOf } from './conformance/storeFixture.js';

let folder: string;
let store: FileStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-busy-'));
  store = new FileStore(folder, { isNetwork: async () => true });
});
afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true });
});

test('a command waits for another window that writes on a network file system', async () => {
  const queue = new Queue(await store.open(), systemClock, '1');
  const request = { held: true, at: 5 };
  await queue.accept({ ...request, publications: [entryOf('a').publication] });
  const other = new DatabaseSync(databaseFile(join(folder, hostFolder()), 1));
  other.exec('BEGIN EXCLUSIVE');
  const dropped = queue.accept({ ...request, publications: [], commands: [{ kind: 'dropHeld' }] });
  dropped.catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  other.exec('COMMIT');
  other.close();
  await dropped;
  expect(queue.list({})).toEqual([]);
});
