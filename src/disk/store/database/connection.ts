import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { AppError, toAppError } from '../../../core/errors.js';

/** The SQLite module of Node. Loaded at first use, since loading it prints a warning. */
export type Sqlite = typeof import('node:sqlite');

type Value = string | number | null | undefined;

/** A row of SQLite, by column name. */
export type Row = Readonly<Record<string, Value>>;

/** The values of a row in column order. */
export type Values = readonly Value[];

/**
 * The meaning of an SQLite error. `busy`: another window holds a lock. `damaged`: the file is no longer a database of ours. `inconsistent`: rows were lost, or
 * a statement of ours is wrong. `refused`: the disk, the user's permissions or memory may be the cause.
 */
type StoreFailure = 'busy' | 'damaged' | 'inconsistent' | 'moved' | 'refused';

/** The failures after which a new database replaces this one. */
export type LossFailure = Extract<StoreFailure, 'damaged' | 'inconsistent' | 'moved'>;

/** Loads `node:sqlite`. Throws `storeMissing` if the Node.js of this host does not have it. */
export async function loadSqlite(): Promise<Sqlite> {
  try {
    return await import('node:sqlite');
  } catch {
    throw new AppError('storeMissing');
  }
}

/** A connection to a database, which prepares each statement once. */
export class Connection {
  private readonly statements = new Map<string, StatementSync>();
  private readonly listings = new Map<string, StatementSync>();
  private version = 0;
  private undone = 0;
  private isWriting = false;
  private runs = 0;

  constructor(
    private readonly db: DatabaseSync,
    readonly file: string,
  ) {}

  exec(sql: string): void {
    this.db.exec(sql);
  }

  /** Runs a statement that changes rows. Returns the number of changed rows. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    this.runs++;
    return Number(this.prepare(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values) as Row | undefined;
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.prepare(sql).all(...values) as unknown as readonly Row[];
  }

  /** Runs a query and returns its rows as arrays of values. For large queries, for which creating objects would take longer than reading. */
  list(sql: string, ...values: readonly SQLInputValue[]): readonly Values[] {
    return this.prepare(sql, this.listings).all(...values) as unknown as readonly Values[];
  }

  /** Returns the first column of the first row as a number, or 0 if there are no rows. */
  number(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(Object.values(this.get(sql, ...values) ?? {})[0] ?? 0);
  }

  /** Returns a text that identifies the current state. It stays the same until another connection commits or a transaction is rolled back. */
  readSnapshot(): string {
    // Within a transaction no other connection can write.
    if (!this.isWriting) this.version = this.number('PRAGMA data_version');
    return `${this.version} ${this.undone}`;
  }

  /** Returns a text that stays the same until any connection, including this one, changes rows. */
  readState(): string {
    return `${this.readSnapshot()} ${this.runs}`;
  }

  get isInTransaction(): boolean {
    return this.isWriting;
  }

  /** Begins a transaction that may write. */
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

  /** Rolls back the transaction. Does nothing if SQLite has already ended it. */
  rollback(): void {
    this.isWriting = false;
    this.undone++;
    try {
      this.db.exec('ROLLBACK');
    } catch {
      // There was no transaction any more.
    }
  }

  /** Moves the write-ahead log into the database and frees its disk space, unless other windows prevent this. Throws if there is not enough space. */
  emptyLog(): void {
    this.get('PRAGMA wal_checkpoint(TRUNCATE)');
    this.get(`PRAGMA wal_autocheckpoint = ${shortLog}`);
  }

  close(): void {
    try {
      this.db.close();
    } catch {
      // A damaged database cannot always be closed properly.
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
/** How many pages the write-ahead log may have before it is moved into the database: normally, and when disk space is short. */
const longLog = 4_000;
const shortLog = 100;
/** The largest part of the free disk space that the log may take. Its content needs as much space again in the database. */
const logShare = 1 / 4;

function logPages(file: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return Math.max(shortLog, Math.min(longLog, Math.floor((bavail * bsize * logShare) / pageSize)));
  } catch {
    return longLog;
  }
}

/** Sets the options of a new connection. Returns whether the database uses a write-ahead log. */
export function configure(connection: Connection, wantsWal: boolean): boolean {
  // Small pages: a change of a row writes the whole pages of the row, its indexes and the tally.
  connection.exec(
    `PRAGMA busy_timeout = 0; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA page_size = ${pageSize}`,
  );
  const mode = String(Object.values(connection.get(`PRAGMA journal_mode = ${wantsWal ? 'WAL' : 'TRUNCATE'}`) ?? {})[0]);
  if (mode !== 'wal' && wantsWal) connection.get('PRAGMA journal_mode = TRUNCATE');
  if (mode === 'wal')
    connection.exec(`PRAGMA wal_autocheckpoint = ${logPages(connection.file)}; PRAGMA journal_size_limit = 16000000`);
  return mode === 'wal';
}

/** Returns what an SQLite error means, or `undefined` for any other error. Source: sqlite.org/rescode.html. */
export function toFailure(error: unknown): StoreFailure | undefined {
  const code = resultCode(error);
  if (code === undefined) return undefined;
  if (code === readOnlyMoved) return 'moved';
  // The log is shorter than its index says.
  if (code === shortRead) return 'damaged';
  const primary = code & 0xff;
  if (primary === genericError) return toGenericFailure(String((error as Error).message));
  return failures[primary] ?? 'inconsistent';
}

/** Returns whether a failure means that the database can no longer be used. */
export function isLoss(failure: StoreFailure | undefined): failure is LossFailure {
  return failure === 'damaged' || failure === 'inconsistent' || failure === 'moved';
}

/** Missing tables mean that the file is not the one that we created. A transaction that SQLite ended itself is no fault of the file. */
function toGenericFailure(message: string): StoreFailure {
  if (/no such (table|column)/.test(message)) return 'damaged';
  return /transaction/.test(message) ? 'refused' : 'inconsistent';
}

/** Returns whether the error means that the disk is full. */
export function isFull(error: unknown): boolean {
  return ((resultCode(error) ?? 0) & 0xff) === full;
}

/** Converts an SQLite error to `storeRefused`. Returns any other error unchanged. */
export function toStoreError(error: unknown, file: string): unknown {
  const code = resultCode(error);
  return code === undefined
    ? error
    : new AppError('storeRefused', { code: reasons[code & 0xff] ?? `SQLite ${code}`, subject: file });
}

/** Converts an error that occurred while a store was opened. */
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
 * The meanings of the primary result codes that an intact database can return, or that prove that the file is no database. All others, such as constraint (19),
 * depend on our rows and statements and mean that rows were lost.
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
  // PROTOCOL and SCHEMA: another window is opening or changing the database.
  15: 'busy',
  17: 'busy',
  // MISUSE, NOLFS, AUTH, RANGE: caused by the call or the system, not by the file.
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

/** Creates the same error that SQLite throws for a damaged database. */
export function damaged(): Error {
  return Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
}

/** Parses JSON that we have stored. If it is invalid, throws the error for a damaged database. */
export function parseStored(text: Value): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(String(text));
  } catch {
    throw damaged();
  }
}
