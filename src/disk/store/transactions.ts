import { AppError } from '../../core/errors.js';
import type { WriteOptions } from '../../core/publishing/publishStore.js';
import { type Connection, isFull, isLoss, type LossFailure, toFailure, toStoreError } from './database/connection.js';

/** Longest transaction, ms. The rest waits for the next one, so that the extension host is not blocked. */
const longestMs = 5;
/** How long to wait for a database that another window keeps locked, ms. */
const longestBusyMs = 5_000;
const longestPauseMs = 50;
/** The longest pause between groups of writes, in ms. The more writes the last group had, the longer the pause. */
const longestGatherMs = 10;

interface Job {
  readonly work: () => unknown;
  readonly durable: boolean;
  readonly canWait: boolean;
  readonly since: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A monotonic clock in ms, and random numbers from 0 to 1. */
export interface TransactionTiming {
  now(): number;
  random(): number;
}

const ownTiming: TransactionTiming = { now: () => performance.now(), random: Math.random };

/** The dependencies of transactions. */
export interface TransactionsDeps {
  /** Returns the current connection. Throws if there is none. */
  connection(): Connection;
  /** Returns whether the connection still uses the files that are in place now. Checked before each transaction. */
  isCurrent(): boolean;
  /** Returns whether a newer version of this extension has changed the schema. Checked within each transaction, before its work. */
  isNewer(): boolean;
  /** Calls `work` after `ms`, or after the current turn of the event loop if `ms` is 0. */
  soon(work: () => void, ms: number): void;
  /** Returns whether the database may be replaced after this failure. Prevents replacing it again and again. */
  mayReplace(failure: LossFailure): boolean;
  /** Called if the database is damaged, newer or moved away. Resolves once another one is open. */
  replace(): Promise<void>;
  onCommitted(): void;
  /** Returns whether every commit must survive a power failure. */
  readonly alwaysDurable: () => boolean;
  /** Used instead of the clock and random numbers of the process, for tests. */
  readonly timing?: TransactionTiming;
}

/** Combines writes that are made at the same time into transactions. Waits for other windows without blocking this one. */
export class Transactions {
  private jobs: Job[] = [];
  /** The next transaction, and how long it waits, ms. */
  private planned: { readonly pause: number } | undefined;
  private isUrgent = false;
  private pauseMs = 0;
  private gatherMs = 0;
  private isDurable: boolean | undefined;
  /** Whether there is enough disk space. `short` after the disk was full: the write-ahead log, which may take the space, is emptied before the next write. */
  private room: 'enough' | 'short' | 'made' = 'enough';
  private replacing: Promise<void> | undefined;

  private readonly timing: TransactionTiming;

  constructor(private readonly deps: TransactionsDeps) {
    this.timing = deps.timing ?? ownTiming;
  }

  /** Runs `work` in a transaction, which may contain other writes as well. See `PublishStore.write`. */
  write<T>(work: () => T, { durable = false, canWait = false }: WriteOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const since = this.timing.now();
      this.jobs.push({ work, durable, canWait, since, resolve: resolve as (value: unknown) => void, reject });
      this.isUrgent ||= !canWait;
      this.plan();
    });
  }

  /** Runs `work` at once, without a transaction. Starts to replace the database if it turns out to be lost. */
  read<T>(work: () => T): T {
    const connection = this.deps.connection();
    try {
      return work();
    } catch (error) {
      if (this.isLost(error)) void this.replace();
      throw toStoreError(error, connection.file);
    }
  }

  /** Must be called after the connection has changed, since the settings of the new one are unknown. */
  reset(): void {
    this.isDurable = undefined;
    this.room = 'enough';
    this.plan();
  }

  private plan(): void {
    if (this.jobs.length === 0 || this.replacing) return;
    const isBusy = this.pauseMs > 0;
    const ownPause = this.isUrgent ? 0 : this.gatherMs;
    const pause = isBusy ? this.pauseMs * (0.5 + this.timing.random()) : ownPause;
    if (this.planned && (isBusy || this.planned.pause <= pause)) return;
    const planned = { pause };
    this.planned = planned;
    this.deps.soon(() => {
      // Another write could not wait as long.
      if (this.planned !== planned) return;
      this.planned = undefined;
      this.flush();
      this.isUrgent = this.jobs.some(({ canWait }) => !canWait);
      this.plan();
    }, pause);
  }

  private flush(): void {
    const connection = this.begin();
    if (!connection) return;
    const done = this.runJobs(connection);
    if (!done) return;
    try {
      connection.commit();
    } catch (error) {
      connection.rollback();
      this.fail(
        done.map(({ job }) => job),
        error,
        connection.file,
      );
      return;
    }
    this.pauseMs = 0;
    this.room = 'enough';
    this.gatherMs = done.length > 2 ? Math.min(longestGatherMs, done.length / 4) : 0;
    for (const { job, value } of done) job.resolve(value);
    this.deps.onCommitted();
  }

  /** Begins a transaction. `undefined` if that has failed; the failure is then already handled. */
  private begin(): Connection | undefined {
    try {
      const connection = this.deps.connection();
      if (!this.deps.isCurrent()) {
        void this.replace();
        return undefined;
      }
      if (this.room === 'short') {
        connection.emptyLog();
        this.room = 'made';
      }
      const isDurable = this.jobs.some(({ durable }) => durable);
      this.setDurability(connection, isDurable);
      connection.begin();
      if (!this.deps.isNewer()) return connection;
      connection.rollback();
      void this.replace();
      return undefined;
    } catch (error) {
      this.fail(this.jobs.splice(0), error, '');
      return undefined;
    }
  }

  /** Runs as many waiting jobs as the time allows. `undefined` if a job throws; the transaction is then rolled back, and the other jobs run again. */
  private runJobs(connection: Connection): readonly { readonly job: Job; readonly value: unknown }[] | undefined {
    const done: { job: Job; value: unknown }[] = [];
    const end = this.timing.now() + longestMs;
    while (this.jobs.length > 0 && (done.length === 0 || this.timing.now() < end)) {
      const job = this.jobs.shift() as Job;
      try {
        done.push({ job, value: job.work() });
      } catch (error) {
        connection.rollback();
        const before = done.map((one) => one.job);
        const failure = toFailure(error);
        // If the database may not be replaced, this work itself is what fails.
        const isOwn = failure === undefined || (failure === 'inconsistent' && !this.deps.mayReplace(failure));
        if (isOwn) {
          this.jobs = [...before, ...this.jobs];
          job.reject(toStoreError(error, connection.file));
        } else this.fail([...before, job], error, connection.file);
        return undefined;
      }
    }
    return done;
  }

  /** Handles a failed transaction: waits for another window, changes to another database, or rejects the jobs. */
  private fail(jobs: readonly Job[], error: unknown, file: string): void {
    const [first] = jobs;
    const isPatient = first !== undefined && this.timing.now() - first.since < longestBusyMs;
    if (toFailure(error) === 'busy' && isPatient) {
      this.jobs = [...jobs, ...this.jobs];
      this.pauseMs = Math.min(longestPauseMs, Math.max(1, this.pauseMs * 2));
      return;
    }
    if (this.isLost(error)) {
      this.jobs = [...jobs, ...this.jobs];
      void this.replace();
      return;
    }
    this.pauseMs = 0;
    if (isFull(error)) {
      const wasEnough = this.room === 'enough';
      this.room = 'short';
      if (wasEnough) {
        this.jobs = [...jobs, ...this.jobs];
        return;
      }
    }
    for (const job of jobs) job.reject(toStoreError(error, file));
  }

  private isLost(error: unknown): boolean {
    const failure = toFailure(error);
    return isLoss(failure) && this.deps.mayReplace(failure);
  }

  private replace(): Promise<void> {
    this.replacing ??= this.deps
      .replace()
      .catch((error: unknown) => {
        for (const job of this.jobs.splice(0)) job.reject(error);
      })
      .finally(() => {
        this.replacing = undefined;
        this.reset();
      });
    return this.replacing;
  }

  /** Sets whether commits survive a power failure. Must be called outside a transaction. */
  private setDurability(connection: Connection, durable: boolean): void {
    const isDurable = durable || this.deps.alwaysDurable();
    if (isDurable === this.isDurable) return;
    connection.exec(`PRAGMA synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`);
    this.isDurable = isDurable;
  }
}

/** Returns the error to throw while no database is open. */
export function notOpen(file: string): AppError {
  return new AppError('storeRefused', { code: 'CannotOpen', subject: file });
}
