import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/disk/store/database/connection.js';
import { FileStore, type FileStoreOptions } from '../../../../src/disk/store/fileStore.js';

let folder: string;
const stores: FileStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-first-open-'));
});
afterEach(() => {
  for (const store of stores.splice(0)) store.dispose();
  rmSync(folder, { recursive: true });
});

function make(options: FileStoreOptions = {}): FileStore {
  const store = new FileStore(folder, { isNetwork: async () => false, ...options });
  stores.push(store);
  return store;
}

/** How SQLite waits for the disk: 0 does not, 1 does at checkpoints and the first write of a log, 2 at each commit. */
const readWaits = (connection: Connection) => connection.number('PRAGMA synchronous');

/** Notes how SQLite waits for the disk when a connection is set up and at each commit. */
function noteWaits(): { readonly waits: string[]; readonly onConnected: (connection: Connection) => void } {
  const waits: string[] = [];
  const onConnected = (connection: Connection) => {
    const isNew = connection.number('PRAGMA user_version') === 0;
    waits.push(`${isNew ? 'made' : 'opened'} with ${readWaits(connection)}`);
    const exec = connection.exec.bind(connection);
    connection.exec = (sql) => {
      if (sql === 'COMMIT') waits.push(`committed with ${readWaits(connection)}`);
      exec(sql);
    };
  };
  return { waits, onConnected };
}

describe('the first open of a store', () => {
  it.each([false, true])(
    'does not block its thread for the disk, which only the first durable write does (network: %s)',
    async (isNetwork) => {
      const { waits, onConnected } = noteWaits();
      const store = make({ onConnected, isNetwork: async () => isNetwork });
      await store.open();
      const ofLog = isNetwork ? [] : ['committed with 0'];
      expect(waits).toEqual(['made with 0', 'committed with 0', 'opened with 2', ...ofLog]);
      await store.write((tx) => tx.setNote('n', 'x'), { durable: true });
      expect(waits.at(-1)).toBe('committed with 2');
    },
  );

  it('creates one database where several windows open it at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => make().open()));
    expect(readdirSync(folder).filter((name) => /sqlite$|made$/.test(name))).toEqual([
      'store.1.made',
      'store.1.sqlite',
    ]);
  });

  it.each([
    ['nothing', (file: string) => truncateSync(file, 0), 1],
    ['noise', (file: string) => writeFileSync(file, 'noise'.repeat(1_000)), 2],
    ['half of it', (file: string) => truncateSync(file, 4_096), 2],
    ['all of it', () => undefined, 1],
  ])('starts over after a power failure that left %s of a new database', async (_what, fail, generation) => {
    const first = make();
    await first.open();
    first.dispose();
    rmSync(join(folder, 'store.1.made'));
    fail(join(folder, 'store.1.sqlite'));
    const store = make();
    await store.write((tx) => tx.setNote('n', 'x'), { durable: true });
    const db = new DatabaseSync(join(folder, `store.${generation}.sqlite`), { readOnly: true });
    expect(db.prepare("SELECT body FROM document WHERE id = 'n'").all()).toEqual([{ body: 'x' }]);
    db.close();
  });
});
