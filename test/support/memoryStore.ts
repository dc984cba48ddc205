import { DatabaseSync } from 'node:sqlite';
import type { ClockPort, DocumentStore } from '../../src/core/ports/local.js';
import type { PublishStore, QueueRequest, StorePort } from '../../src/core/publishing/publishStore.js';
import { Signal } from '../../src/core/signal.js';
import { Connection } from '../../src/disk/store/database/connection.js';
import { createDocuments } from '../../src/disk/store/database/documents.js';
import { migrate } from '../../src/disk/store/database/schema.js';
import { createTables, readDocument, writeDocument } from '../../src/disk/store/database/tables.js';
import { Transactions, type TransactionsDeps, type TransactionTiming } from '../../src/disk/store/transactions.js';

/** The store of one window in a test, already open. */
export type MemoryStore = StorePort & PublishStore;

/** Delay until other windows notice a write, ms. */
const noticeMs = 20;

/**
 * The shared state of several windows: one database in memory, with the tables and transactions of the real one.
 * `timing` replaces the clock and random numbers.
 */
export function createSharedStore(clock: Pick<ClockPort, 'now'> = Date, timing?: TransactionTiming) {
  const connection = new Connection(new DatabaseSync(':memory:'), ':memory:');
  migrate(connection, () => undefined);
  let commits = 0;
  let aside: readonly QueueRequest[] = [];
  const ended = new Set<string>();
  /** Notify a window of writes by others. */
  const tellers = new Map<string, () => void>();
  const hasEnded = ({ name }: { name: string }) => ended.has(name);
  const open = (owner: string, later: TransactionsDeps['soon'] = (work) => queueMicrotask(work)) => {
    const changed = new Signal<void>();
    let isTold = false;
    tellers.set(owner, () => {
      if (isTold) return;
      isTold = true;
      later(() => {
        isTold = false;
        changed.fire();
      }, noticeMs);
    });
    const own = connectionOf(connection, () => commits);
    const transactions = new Transactions({
      connection: () => own,
      isCurrent: () => true,
      isNewer: () => false,
      soon: later,
      mayReplace: () => false,
      replace: () => Promise.resolve(),
      onCommitted: () => {
        commits++;
        for (const [name, tell] of tellers) if (name !== owner) tell();
      },
      alwaysDurable: () => false,
      ...(timing && { timing }),
    });
    const tables = createTables(own, { name: owner, pid: 0, host: '' }, hasEnded);
    return { changed, transactions, tables };
  };
  return {
    connection,
    /** Opens the store for one window. `later` replaces `TransactionsDeps.soon`; by default writes run in the next microtask. */
    window(owner: string, later?: TransactionsDeps['soon']): MemoryStore {
      const { changed, transactions, tables } = open(owner, later);
      const store: PublishStore = {
        windowId: owner,
        read: (work) => transactions.read(() => work(tables)),
        write: (work, options) => transactions.write(() => work(tables), options),
        onDidChange: changed.event,
        onDidReplace: () => ({ dispose: () => undefined }),
        takeAside: async (take) => {
          const countTaken = () => Number(tables.note('taken of aside') ?? 0);
          if (aside.length === countTaken()) return;
          await transactions.write(() => {
            for (const request of aside.slice(countTaken())) take(tables, request);
            tables.setNote('taken of aside', String(aside.length));
          });
        },
      };
      const setAside = async (request: QueueRequest) => {
        aside = [...aside, structuredClone(request)];
      };
      return { ...store, opened: store, open: async () => store, setAside, hasData: async () => true };
    },
    /** The documents of a folder for one window. */
    documents(folder: string, owner: string): DocumentStore {
      const { transactions } = open(`${owner} ${folder}`);
      const access = {
        read: async <T>(work: (on: Connection) => T) => transactions.read(() => work(connection)),
        write: <T>(work: (on: Connection) => T) => transactions.write(() => work(connection)),
      };
      return createDocuments(folder, access, { owner, now: () => clock.now(), hasEnded: (name) => ended.has(name) });
    },
    /** Simulates a crash: the window's process and its claims are gone. */
    crash(owner: string): void {
      ended.add(owner);
      tellers.delete(owner);
    },
  };
}

/** One window's connection. Whether the state has changed is decided by the owner of the last commit. */
function connectionOf(shared: Connection, countCommits: () => number): Connection {
  const own: Connection = Object.create(shared);
  const { commit, readSnapshot } = shared;
  let ownCommits = 0;
  own.commit = () => {
    commit.call(own);
    ownCommits++;
  };
  own.readSnapshot = () => `${readSnapshot.call(own)} ${countCommits() - ownCommits}`;
  return own;
}

/** The documents of a folder for several windows, in the database of a shared store. */
export function createSharedDocuments(clock: Pick<ClockPort, 'now'>) {
  const folder = 'documents';
  const { connection, documents, crash } = createSharedStore(clock);
  const list = () => connection.all('SELECT id, body FROM document WHERE folder = ? ORDER BY id', folder);
  return {
    /** The content, without a window. */
    documents: {
      get: (id: string) => readDocument(connection, folder, id),
      set: (id: string, text: string) => writeDocument(connection, folder, id, text),
      keys: () => list().map(({ id }) => String(id)),
      get size() {
        return list().length;
      },
    },
    window: (owner: string) => documents(folder, owner),
    crash,
  };
}
