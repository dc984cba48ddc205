import type { Connection } from '../../../src/disk/store/database/connection.js';
import type { DiskTrouble } from './steps.js';

/** The result codes of SQLite. Source: sqlite.org/rescode.html. */
const codes = { full: 13, ioError: 10, readOnly: 8, busy: 5, constraint: 2067 } as const;

/** A disk that fails statements of the store on demand. */
export interface DiskFaults {
  trouble: DiskTrouble | undefined;
  /** The number of faults by kind. */
  readonly met: Map<string, number>;
  /** Injects faults into a connection. */
  watch(connection: Connection): void;
}

/** Creates the disk; `random` decides which statements fail if not all do. */
export function createDiskFaults(random: () => number): DiskFaults {
  const faults: DiskFaults = { trouble: undefined, met: new Map(), watch };
  function watch(connection: Connection): void {
    let writes = false;
    const check = (at: DiskTrouble['at']) => {
      const { trouble, met } = faults;
      if (trouble?.at !== at || (trouble.share < 1 && random() >= trouble.share)) return;
      const name = `disk ${trouble.kind} at ${at}`;
      met.set(name, (met.get(name) ?? 0) + 1);
      // SQLite itself may have ended the transaction.
      if (at !== 'begin' && (trouble.kind === 'full' || trouble.kind === 'ioError')) connection.rollback();
      throw sqliteError(trouble.kind);
    };
    const { exec, run, get, all, list } = connection;
    connection.exec = (sql) => {
      if (sql === 'BEGIN IMMEDIATE') check('begin');
      if (sql === 'COMMIT') check('commit');
      exec.call(connection, sql);
      if (sql === 'BEGIN IMMEDIATE') writes = true;
      if (sql === 'COMMIT') writes = false;
    };
    connection.run = (...input) => {
      check('change');
      return run.apply(connection, input);
    };
    const beforeRead = (sql: string) => {
      if (!writes && sql.startsWith('SELECT')) check('read');
    };
    connection.get = (...input) => {
      beforeRead(input[0]);
      return get.apply(connection, input);
    };
    connection.all = (...input) => {
      beforeRead(input[0]);
      return all.apply(connection, input);
    };
    connection.list = (...input) => {
      beforeRead(input[0].trim());
      return list.apply(connection, input);
    };
  }
  return faults;
}

/** The error as `node:sqlite` throws it. */
function sqliteError(kind: DiskTrouble['kind']): Error {
  return Object.assign(new Error(`the disk is ${kind}`), { code: 'ERR_SQLITE_ERROR', errcode: codes[kind] });
}
