import type { CompletionTable, StoreWriter, Worker, WorkerTable } from '../../../core/publishing/publishStore.js';
import { type Connection, parseStored } from './connection.js';
import { createEntryTable } from './entryTable.js';
import { createLedgerTable } from './ledgerTable.js';
import type { WindowProcess } from './windowProcess.js';

const notes = 'notes';

/** Creates the publishing tables as this window uses them. */
export function createTables(
  connection: Connection,
  window: WindowProcess,
  hasEnded: (process: WindowProcess) => boolean,
): StoreWriter {
  return {
    entries: createEntryTable(connection),
    ledger: createLedgerTable(connection),
    workers: createWorkerTable(connection, window, hasEnded),
    completions: createCompletionTable(connection),
    note: (name) => readDocument(connection, notes, name),
    setNote: (name, text) => writeDocument(connection, notes, name, text),
  };
}

/** Reads a document of a folder. `undefined` if there is none. */
export function readDocument(connection: Connection, folder: string, id: string): string | undefined {
  const row = connection.get('SELECT body FROM document WHERE folder = ? AND id = ?', folder, id);
  return row && String(row.body);
}

/** Writes a document of a folder. */
export function writeDocument(connection: Connection, folder: string, id: string, text: string): void {
  connection.run('INSERT OR REPLACE INTO document VALUES(?,?,?)', folder, id, text);
}

/** Creates the table of windows that have claimed entries. */
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

/** Creates the table of completions, each kept for the window that made the request. */
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
