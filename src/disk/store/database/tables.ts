import type { CompletionTable, StoreWriter, Worker, WorkerTable } from '../../../core/publishing/publishStore.js';
import { type Connection, parseStored } from './connection.js';
import { createEntryTable } from './entryTable.js';
import { createLedgerTable, type RecordedBuckets } from './ledgerTable.js';
import type { WindowProcess } from './windowTables.js';

const notes = 'notes';

/** Creates the publishing tables for one window. */
export function createTables(
  connection: Connection,
  window: WindowProcess,
  hasEnded: (process: WindowProcess) => boolean,
  recorded: RecordedBuckets,
): StoreWriter {
  return {
    entries: createEntryTable(connection),
    ledger: createLedgerTable(connection, recorded),
    workers: createWorkerTable(connection, window, hasEnded),
    completions: createCompletionTable(connection),
    note: (name) => readDocument(connection, notes, name),
    setNote: (name, text) => writeDocument(connection, notes, name, text),
  };
}

/** Reads a named text of a folder; `undefined` if there is none. */
export function readDocument(connection: Connection, folder: string, id: string): string | undefined {
  const row = connection.get('SELECT body FROM document WHERE folder = ? AND id = ?', folder, id);
  return row && String(row.body);
}

/** Writes a named text. */
export function writeDocument(connection: Connection, folder: string, id: string, text: string): void {
  connection.run('INSERT OR REPLACE INTO document VALUES(?,?,?)', folder, id, text);
}

/** The table of windows that hold claims. */
function createWorkerTable(
  connection: Connection,
  window: WindowProcess,
  hasEnded: (process: WindowProcess) => boolean,
): WorkerTable {
  return {
    list: () =>
      connection.all('SELECT * FROM worker').map((row): Worker => {
        const process = { name: String(row.name), pid: Number(row.pid), host: String(row.host) };
        return { name: process.name, until: Number(row.until), hasEnded: hasEnded(process) };
      }),
    extend: (until) =>
      connection.run('INSERT OR REPLACE INTO worker VALUES(?,?,?,?)', window.name, window.pid, window.host, until),
    remove: (name) => connection.run('DELETE FROM worker WHERE name = ?', name),
  };
}

/** Completions for the window that made the request. */
function createCompletionTable(connection: Connection): CompletionTable {
  return {
    list: (requester, limit) =>
      connection
        .all('SELECT seq, body FROM completion WHERE requester = ? ORDER BY seq LIMIT ?', requester, limit)
        .map(({ seq, body }) => ({ ...parseStored(body), seq: Number(seq) })),
    add: (requester, completion) =>
      connection.run(
        'INSERT INTO completion(requester, at, body) VALUES(?,?,?)',
        requester,
        completion.at,
        JSON.stringify(completion),
      ),
    remove: (requester, upTo) =>
      connection.run('DELETE FROM completion WHERE requester = ? AND seq <= ?', requester, upTo),
    prune: (before) => connection.run('DELETE FROM completion WHERE at < ?', before),
  };
}
