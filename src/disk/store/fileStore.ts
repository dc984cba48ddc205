import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { AppError } from '../../core/errors.js';
import type { DocumentStore } from '../../core/ports/local.js';
import type {
  PublishStore,
  QueueRequest,
  StorePort,
  StoreReader,
  StoreWriter,
  WriteOptions,
} from '../../core/publishing/publishStore.js';
import { type Disposable, Signal } from '../../core/signal.js';
import { addAside, forgetAside, listAside, takeAside } from './aside.js';
import {
  Connection,
  configure,
  damaged,
  type LossFailure,
  loadSqlite,
  type Sqlite,
  toFailure,
  toOpenError,
} from './database/connection.js';
import { createDocuments } from './database/documents.js';
import { isNewer, migrate, newer } from './database/schema.js';
import { createTables } from './database/tables.js';
import { fromOwner, hasProcessEnded, thisWindow, toOwner, type WindowProcess } from './database/windowProcess.js';
import { FolderWatch, OpenFiles } from './folderWatch.js';
import { databaseFile, findNewest, isLost, madeFile, noteMade, removeOld } from './generations.js';
import { beginLog, compact, removeUnused, writeThrough } from './maintain.js';
import { findPlace, hasStore, isNetworkFolder, ofUserOnly } from './place.js';
import { fillReplacement, isOldEnough, readReplacedAt, requireSound, requireWhole } from './replacement.js';
import { notOpen, Transactions } from './transactions.js';

/** How long after opening the database is cleaned up, in ms. */
const maintainMs = 60_000;

/** Options of a store. All of them are for tests. */
export interface FileStoreOptions {
  readonly window?: WindowProcess;
  readonly hasEnded?: (process: WindowProcess) => boolean;
  /** Returns whether the folder is on a network file system. */
  readonly isNetwork?: (folder: string) => Promise<boolean>;
  readonly loadSqlite?: () => Promise<Sqlite>;
  /** Called for each new connection. */
  readonly onConnected?: (connection: Connection) => void;
}

/** The store in a folder. It is opened at its first use and touches no file before. */
export class FileStore implements StorePort, PublishStore, Disposable {
  readonly windowId: string;
  private readonly changed = new Signal<void>();
  private readonly replaced = new Signal<void>();
  readonly onDidChange = this.changed.event;
  readonly onDidReplace = this.replaced.event;
  private readonly transactions: Transactions;
  private readonly window: WindowProcess;
  private current: Opened | undefined;
  private opening: Promise<PublishStore> | undefined;
  private readonly watch = new FolderWatch(() => this.notice());
  private maintaining: NodeJS.Timeout | undefined;
  private dataVersion = 0;
  /** The generation of the database that was used last. A new generation means that the database was replaced. */
  private generation: number | undefined;
  /** The folder of the databases, once it is known. */
  private place: string;
  /** The error to throw if a newer version of the extension has changed the database. */
  private newerFound: AppError | undefined;
  private settingAside: Promise<void> = Promise.resolve();
  private isDisposed = false;

  constructor(
    private readonly folder: string,
    private readonly options: FileStoreOptions = {},
  ) {
    this.place = folder;
    this.window = options.window ?? thisWindow();
    this.windowId = this.window.name;
    this.transactions = new Transactions({
      connection: () => this.require().connection,
      isCurrent: () => this.isCurrent(),
      isNewer: () => isNewer(this.require().connection),
      soon: (work, ms) => void (ms > 0 ? setTimeout(work, ms) : setImmediate(work)),
      mayReplace: (failure) => this.mayReplace(failure),
      replace: () => this.replace(),
      // The first transaction creates the log.
      onCommitted: () => this.require().files.note(),
      alwaysDurable: () => !this.require().isWal,
    });
  }

  get opened(): PublishStore | undefined {
    return this.current && this;
  }

  open(): Promise<PublishStore> {
    if (this.current) return Promise.resolve(this);
    // A closing window creates no files.
    if (this.isDisposed) return Promise.reject(new AppError('cancelled'));
    return this.opening ?? this.openBy(this.openNewest());
  }

  hasData(): Promise<boolean> {
    return hasStore(this.folder);
  }

  read<T>(work: (tx: StoreReader) => T): T {
    const { tables } = this.require();
    return this.transactions.read(() => work(tables));
  }

  write<T>(work: (tx: StoreWriter) => T, options?: WriteOptions): Promise<T> {
    return this.writeOn((_connection, tables) => work(tables), options);
  }

  /** Writes to the database outside the publishing tables. */
  async writeOn<T>(work: (connection: Connection, tables: StoreWriter) => T, options?: WriteOptions): Promise<T> {
    await this.open();
    return this.transactions.write(() => {
      const { connection, tables } = this.require();
      return work(connection, tables);
    }, options);
  }

  async readOn<T>(work: (connection: Connection) => T): Promise<T> {
    await this.open();
    return this.transactions.read(() => work(this.require().connection));
  }

  setAside(request: QueueRequest): Promise<void> {
    const add = () => addAside(this.place, this.window, request);
    this.settingAside = this.settingAside.catch(() => undefined).then(add);
    return this.settingAside.catch((error: unknown) => Promise.reject(toOpenError(error, this.place)));
  }

  async takeAside(take: (tx: StoreWriter, request: QueueRequest) => void): Promise<void> {
    for (const { file, window } of await listAside(this.require().folder)) {
      // Asked before the file is read, so that nothing is appended afterwards.
      const hasEnded = this.hasEnded(window);
      const takeAll = (connection: Connection, tables: StoreWriter) =>
        takeAside(connection, file, (request) => take(tables, request));
      await this.writeOn(takeAll, { durable: true });
      if (!hasEnded) continue;
      await rm(file, { force: true });
      await this.writeOn((connection) => forgetAside(connection, file));
    }
  }

  /** Returns the documents of a folder, which all windows share. */
  documents(folder: string): DocumentStore {
    return createDocuments(
      folder,
      { read: (work) => this.readOn(work), write: (work) => this.writeOn(work, { durable: true }) },
      { owner: toOwner(this.window), now: Date.now, hasEnded: (owner) => this.hasEnded(fromOwner(owner)) },
    );
  }

  dispose(): void {
    this.isDisposed = true;
    this.watch.stop();
    clearTimeout(this.maintaining);
    this.current?.connection.close();
    this.current = undefined;
  }

  private hasEnded(process: WindowProcess): boolean {
    return (this.options.hasEnded ?? hasProcessEnded)(process);
  }

  private require(): Opened {
    if (!this.current) throw this.newerFound ?? notOpen(this.folder);
    return this.current;
  }

  private use(opened: Opened): PublishStore {
    if (this.isDisposed) {
      opened.connection.close();
      throw new AppError('cancelled');
    }
    this.current = opened;
    this.newerFound = undefined;
    this.dataVersion = opened.connection.number('PRAGMA data_version');
    opened.files.note();
    this.watch.start(opened.folder);
    this.transactions.reset();
    this.maintaining ??= setTimeout(() => void this.maintain().catch(() => undefined), maintainMs).unref();
    const isAnother = this.generation !== undefined && this.generation !== opened.generation;
    this.generation = opened.generation;
    if (opened.isReplacement || isAnother) this.replaced.fire();
    return this;
  }

  /** Finishes opening the store. Other calls that open the store meanwhile wait for this one. */
  private openBy(opened: Promise<Opened>): Promise<PublishStore> {
    this.opening = opened
      .then((each) => this.use(each))
      .catch((error: unknown) => Promise.reject(toOpenError(error, this.folder)))
      .finally(() => {
        this.opening = undefined;
      });
    return this.opening;
  }

  private async openNewest(): Promise<Opened> {
    const sqlite = await (this.options.loadSqlite ?? loadSqlite)();
    await mkdir(this.folder, ofUserOnly);
    const isNetwork = await (this.options.isNetwork ?? isNetworkFolder)(this.folder);
    this.place = await findPlace(this.folder, isNetwork);
    return this.openFrom(sqlite, this.place, !isNetwork);
  }

  /** Opens the newest database, or creates the next generation if the newest is damaged or lost. */
  private async openFrom(sqlite: Sqlite, folder: string, wantsWal: boolean): Promise<Opened> {
    const newest = Math.max(1, await findNewest(folder));
    try {
      if (!(await isLost(folder, newest))) return await this.openOne(sqlite, folder, newest, wantsWal);
    } catch (error) {
      if (toFailure(error) !== 'damaged') throw error;
    }
    return this.openNext(sqlite, folder, newest + 1, wantsWal);
  }

  private async openNext(sqlite: Sqlite, folder: string, generation: number, wantsWal: boolean): Promise<Opened> {
    const opened = await this.openOne(sqlite, folder, generation, wantsWal);
    await removeOld(folder, generation);
    return { ...opened, isReplacement: true };
  }

  private openOne(sqlite: Sqlite, folder: string, generation: number, wantsWal: boolean): Promise<Opened> {
    const { options, window } = this;
    const hasEnded = (process: WindowProcess) => this.hasEnded(process);
    const { onConnected } = options;
    const context = { sqlite, folder, window, hasEnded, ...(onConnected && { onConnected }) };
    return openGeneration(context, generation, wantsWal);
  }

  /** Closes the current database and opens the newest one. If the current one is the newest, creates its successor. */
  private async replace(): Promise<void> {
    const before = this.current;
    this.newerFound = before && isNewerNow(before.connection) ? newer(before.connection.file) : undefined;
    this.current = undefined;
    this.watch.stop();
    before?.connection.close();
    if (this.newerFound) throw this.newerFound;
    await (before ? this.openBy(this.openAfter(before)) : this.open());
  }

  private async openAfter({ folder, generation, isWal }: Opened): Promise<Opened> {
    const sqlite = await (this.options.loadSqlite ?? loadSqlite)();
    await mkdir(folder, ofUserOnly);
    const isNewest = (await findNewest(folder)) <= generation;
    return isNewest ? this.openNext(sqlite, folder, generation + 1, isWal) : this.openFrom(sqlite, folder, isWal);
  }

  /** Removes what is no longer used and compacts the database. Runs once, some time after opening. */
  private async maintain(): Promise<void> {
    await this.writeOn((connection, { ledger }) => removeUnused(connection, ledger, Date.now()));
    if (this.current) compact(this.current.connection);
  }

  private mayReplace(failure: LossFailure): boolean {
    const { replacedAt, connection } = this.require();
    return isOldEnough(replacedAt, failure, Date.now()) || !this.isCurrent() || isNewerNow(connection);
  }

  /** Returns whether the open database is still the right one: there is no newer generation, and its files have not been moved or replaced. */
  private isCurrent(): boolean {
    const { folder, generation, files } = this.require();
    return !existsSync(databaseFile(folder, generation + 1)) && files.areThere;
  }

  /** Fires `onDidChange` if another window has committed since the last call. */
  notice(): void {
    try {
      if (!this.current) return;
      const version = this.current.connection.number('PRAGMA data_version');
      if (version === this.dataVersion) return;
      this.dataVersion = version;
      this.changed.fire();
    } catch {
      // The next transaction reports the problem.
    }
  }
}

/** Returns whether a newer version has changed the database. False if the database cannot be read. */
function isNewerNow(connection: Connection): boolean {
  try {
    return isNewer(connection);
  } catch {
    return false;
  }
}

/** The pause between attempts to open a file that another window is changing, in ms. */
const openPauseMs = 25;
const mostOpenTries = 200;

/** An open database, with its files and tables. */
interface Opened {
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
async function openGeneration(
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
      const tables = createTables(connection, window, hasEnded);
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
