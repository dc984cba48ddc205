import type { StoreWriter } from '../../../core/publishing/publishStore.js';
import type { Connection } from './connection.js';
import { createEntryTable } from './entryTable.js';
import { createLedgerTable, type RecordedBuckets } from './ledgerTable.js';
import { createCompletionTable, createWorkerTable, type WindowProcess } from './windowTables.js';

const notes = 'notes';

/** Every table of publishing as one window uses it. */
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

/** A named text of a folder; `undefined` when there is none. */
export function readDocument(connection: Connection, folder: string, id: string): string | undefined {
  const row = connection.get('SELECT body FROM document WHERE folder = ? AND id = ?', folder, id);
  return row && String(row.body);
}

/** Writes a named text whole. */
export function writeDocument(connection: Connection, folder: string, id: string, text: string): void {
  connection.run('INSERT OR REPLACE INTO document VALUES(?,?,?)', folder, id, text);
}
