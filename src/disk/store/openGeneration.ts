import { existsSync } from 'node:fs';
import type { StoreWriter } from '../../core/publishing/publishStore.js';
import { Connection, configure, damaged, type Sqlite, toFailure } from './database/connection.js';
import { migrate } from './database/schema.js';
import { createTables } from './database/tables.js';
import type { WindowProcess } from './database/windowProcess.js';
import { OpenFiles } from './folderWatch.js';
import { databaseFile, madeFile, noteMade, openRecordedBuckets } from './generations.js';
import { beginLog, writeThrough } from './maintain.js';
import { fillReplacement, readReplacedAt, requireSound, requireWhole } from './replacement.js';

/** The pause between attempts to open a file that another window is changing, in ms. */
const openPauseMs = 25;
const mostOpenTries = 200;

/** An open database, with its files and tables. */
export interface Opened {
  readonly connection: Connection;
  readonly tables: StoreWriter;
  readonly generation: number;
  readonly folder: string;
  readonly isWal: boolean;
  /** Whether this database replaced a damaged or lost one. */
  readonly isReplacement: boolean;
  /** When the database was created as a replacement, ms since the epoch. `undefined` if it is the first one. */
  readonly replacedAt: number | undefined;
  readonly files: OpenFiles;
}

/** The dependencies of opening a generation. */
interface OpenContext {
  readonly sqlite: Sqlite;
  /** The folder of the databases. */
  readonly folder: string;
  readonly window: WindowProcess;
  readonly hasEnded: (process: WindowProcess) => boolean;
  /** Called for each new connection. */
  readonly onConnected?: (connection: Connection) => void;
}

/** Opens the database of a generation and creates it if necessary. Throws `storeNewer`, or the error of SQLite. */
export async function openGeneration(
  { sqlite, folder, window, hasEnded, onConnected }: OpenContext,
  generation: number,
  wantsWal: boolean,
): Promise<Opened> {
  const file = databaseFile(folder, generation);
  for (let attempt = 1; ; attempt++) {
    const connection = new Connection(new sqlite.DatabaseSync(file), file);
    try {
      const wasMade = existsSync(madeFile(folder, generation));
      // New data is flushed from another thread before the database counts as created.
      if (!wasMade) connection.exec('PRAGMA synchronous = OFF');
      const isWal = configure(connection, wantsWal);
      onConnected?.(connection);
      const isNew = migrate(connection, () => {
        if (wasMade) throw damaged();
        if (generation > 1) fillReplacement(sqlite, connection, databaseFile(folder, generation - 1), generation);
      });
      if (!wasMade) {
        if (!isNew) requireSound(connection);
        connection.close();
        await writeThrough(file);
        await noteMade(folder, generation);
        continue;
      }
      if (isWal) await beginLog(connection);
      const recorded = openRecordedBuckets(folder, generation);
      const tables = createTables(connection, window, hasEnded, recorded);
      requireWhole(connection);
      const replacedAt = readReplacedAt(connection);
      const files = new OpenFiles(isWal ? [file, `${file}-wal`] : [file]);
      return { connection, tables, generation, folder, isWal, isReplacement: false, replacedAt, files };
    } catch (error) {
      connection.close();
      if (toFailure(error) !== 'busy' || attempt >= mostOpenTries) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, openPauseMs));
  }
}
