import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { AppError, toAppError } from '../../../core/errors.js';

/** Node's own SQLite, loaded at first use: it prints a warning when it is loaded. */
export type Sqlite = typeof import('node:sqlite');

type Value = string | number | null | undefined;

/** A row as SQLite answers it. */
export type Row = Readonly<Record<string, Value>>;

/** The values of a row in the order of its columns. */
export type Values = readonly Value[];

/**
 * What kind of failure an error of SQLite is: `damaged` for a file that is no database of ours any more, `inconsistent` for
 * what such a database cannot answer unless rows were lost (or a statement of ours is wrong), `refused` for what a disk, a
 * user's rights or the memory may be the cause of.
 */
export type StoreFailure = 'busy' | 'damaged' | 'inconsistent' | 'moved' | 'refused';

/** Those after which another database has to take the place of this one. */
export type LossFailure = Extract<StoreFailure, 'damaged' | 'inconsistent' | 'moved'>;

/** Loads `node:sqlite`. Throws `storeMissing` where the host has none. */
export async function loadSqlite(): Promise<Sqlite> {
  try {
    return await import('node:sqlite');
  } catch {
    throw new AppError('storeMissing');
  }
}

/** One connection to a database, with its statements prepared once. */
export class Connection {
  private readonly statements = new Map<string, StatementSync>();
  private readonly listings = new Map<string, StatementSync>();
  private version = 0;
  private undone = 0;
  private isWriting = false;

  constructor(
    private readonly db: DatabaseSync,
    readonly file: string,
  ) {}

  exec(sql: string): void {
    this.db.exec(sql);
  }

  /** Changes rows; answers how many. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values) as Row | undefined;
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.prepare(sql).all(...values) as unknown as readonly Row[];
  }

  /** The same as values alone, for queries of many rows: to make an object of each takes longer than to read it. */
  list(sql: string, ...values: readonly SQLInputValue[]): readonly Values[] {
    return this.prepare(sql, this.listings).all(...values) as unknown as readonly Values[];
  }

  /** The first column of the first row, 0 when there is none. */
  number(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(Object.values(this.get(sql, ...values) ?? {})[0] ?? 0);
  }

  /** Names the present state: the same name as long as no other connection has committed and nothing was rolled back. */
  readSnapshot(): string {
    // Within a transaction no other connection can write.
    if (!this.isWriting) this.version = this.number('PRAGMA data_version');
    return `${this.version} ${this.undone}`;
  }

  get isInTransaction(): boolean {
    return this.isWriting;
  }

  /** Begins a transaction that writes. */
  begin(): void {
    this.exec('BEGIN IMMEDIATE');
    try {
      this.version = this.number('PRAGMA data_version');
      this.isWriting = true;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  commit(): void {
    this.exec('COMMIT');
    this.isWriting = false;
  }

  /** Ends a transaction that SQLite may have ended itself. */
  rollback(): void {
    this.isWriting = false;
    this.undone++;
    try {
      this.db.exec('ROLLBACK');
    } catch {
      // There was none any more.
    }
  }

  /** Moves all of the log into the database and gives its room back, as far as no other window is in the way. Throws where that is not done for want of room. */
  emptyLog(): void {
    this.get('PRAGMA wal_checkpoint(TRUNCATE)');
    this.get(`PRAGMA wal_autocheckpoint = ${shortLog}`);
  }

  close(): void {
    try {
      this.db.close();
    } catch {
      // A damaged database cannot always be closed in order.
    }
  }

  private prepare(sql: string, known = this.statements): StatementSync {
    let statement = known.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      if (known === this.listings) statement.setReturnArrays(true);
      known.set(sql, statement);
    }
    return statement;
  }
}

const pageSize = 2_048;
/** So many pages of the log are moved into the database at once; where there is little room, fewer. */
const longLog = 4_000;
const shortLog = 100;
/** The log takes at most this share of the room that is left: what is in it needs as much again in the database. */
const logShare = 1 / 4;

function logPages(file: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return Math.max(shortLog, Math.min(longLog, Math.floor((bavail * bsize * logShare) / pageSize)));
  } catch {
    return longLog;
  }
}

/** Sets a new connection up; answers whether it has a write-ahead log. */
export function configure(connection: Connection, wantsWal: boolean): boolean {
  // Small pages: a change of a row writes its page, the pages of its indexes and that of the tally whole.
  connection.exec(
    `PRAGMA busy_timeout = 0; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA page_size = ${pageSize}`,
  );
  const mode = String(Object.values(connection.get(`PRAGMA journal_mode = ${wantsWal ? 'WAL' : 'TRUNCATE'}`) ?? {})[0]);
  if (mode !== 'wal' && wantsWal) connection.get('PRAGMA journal_mode = TRUNCATE');
  if (mode === 'wal')
    connection.exec(`PRAGMA wal_autocheckpoint = ${logPages(connection.file)}; PRAGMA journal_size_limit = 16000000`);
  return mode === 'wal';
}

/** Says what an error of SQLite means; `undefined` for any other error. Source: sqlite.org/rescode.html. */
export function toFailure(error: unknown): StoreFailure | undefined {
  const code = resultCode(error);
  if (code === undefined) return undefined;
  if (code === readOnlyMoved) return 'moved';
  // The log ends before what its index says.
  if (code === shortRead) return 'damaged';
  const primary = code & 0xff;
  if (primary === genericError) return toGenericFailure(String((error as Error).message));
  return failures[primary] ?? 'inconsistent';
}

/** Whether the database cannot be used any longer. */
export function isLoss(failure: StoreFailure | undefined): failure is LossFailure {
  return failure === 'damaged' || failure === 'inconsistent' || failure === 'moved';
}

/** Our own tables that are not there: the file is another one than we made. A transaction that SQLite has ended itself is no fault of the file. */
function toGenericFailure(message: string): StoreFailure {
  if (/no such (table|column)/.test(message)) return 'damaged';
  return /transaction/.test(message) ? 'refused' : 'inconsistent';
}

/** Whether there was no room on the disk. */
export function isFull(error: unknown): boolean {
  return ((resultCode(error) ?? 0) & 0xff) === full;
}

/** The failure as the rest of the extension sees it. */
export function toStoreError(error: unknown, file: string): unknown {
  const code = resultCode(error);
  return code === undefined
    ? error
    : new AppError('storeRefused', { code: reasons[code & 0xff] ?? `SQLite ${code}`, subject: file });
}

/** The failure of opening a store in a folder as the rest of the extension sees it. */
export function toOpenError(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && code.startsWith('E') && !code.startsWith('ERR_'))
    return new AppError('storeRefused', { code, subject: folder });
  const translated = toStoreError(error, folder);
  return translated === error ? toAppError(error) : translated;
}

const genericError = 1;
const full = 13;
/**
 * Primary result codes that a database in order can give, or that say for sure that it is none. All others, such as those of a
 * constraint (19), depend on rows and statements that are ours: rows were lost where they come.
 */
const failures: Readonly<Record<number, StoreFailure>> = {
  // PERM, ABORT
  3: 'refused',
  4: 'refused',
  // BUSY, LOCKED
  5: 'busy',
  6: 'busy',
  // NOMEM, READONLY, INTERRUPT, IOERR
  7: 'refused',
  8: 'refused',
  9: 'refused',
  10: 'refused',
  // CORRUPT
  11: 'damaged',
  // FULL, CANTOPEN
  13: 'refused',
  14: 'refused',
  // PROTOCOL and SCHEMA: other windows open or change the database at this moment.
  15: 'busy',
  17: 'busy',
  // MISUSE, NOLFS, AUTH, RANGE: of the call or the system, whatever is in the file.
  21: 'refused',
  22: 'refused',
  23: 'refused',
  25: 'refused',
  // FORMAT, NOTADB
  24: 'damaged',
  26: 'damaged',
};
const readOnlyMoved = 1032;
const shortRead = 522;
const reasons: Readonly<Record<number, string>> = {
  3: 'NotPermitted',
  5: 'Busy',
  6: 'Busy',
  8: 'ReadOnly',
  10: 'IoError',
  11: 'Damaged',
  13: 'Full',
  14: 'CannotOpen',
  26: 'Damaged',
};

function resultCode(error: unknown): number | undefined {
  const code = error instanceof Error ? Reflect.get(error, 'errcode') : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** What SQLite throws for a damaged database. */
export function damaged(): Error {
  return Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
}

/** Reads JSON of a row of ours. Throws as for a damaged database where it is none. */
export function parseStored(text: Value): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(String(text));
  } catch {
    throw damaged();
  }
}
