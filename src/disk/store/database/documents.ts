import type { DocumentStore } from '../../../core/ports/local.js';
import type { Connection } from './connection.js';
import { readDocument, writeDocument } from './tables.js';

/** How documents are read from and written to the database. */
interface DocumentAccess {
  read<T>(work: (connection: Connection) => T): Promise<T>;
  /** Runs `work` in a transaction that survives a power failure once it resolves, since an undo needs the content of documents. */
  write<T>(work: (connection: Connection) => T): Promise<T>;
}

/** The window that claims documents, and how it judges the claims of others. */
interface DocumentOwner {
  readonly owner: string;
  now(): number;
  /** Returns whether the process of another owner has ended. */
  hasEnded(owner: string): boolean;
}

/** Creates the port for the documents of one folder. */
export function createDocuments(folder: string, { read, write }: DocumentAccess, me: DocumentOwner): DocumentStore {
  return {
    list: (prefix = '') =>
      read((connection) =>
        connection
          .all('SELECT id FROM document WHERE folder = ? AND substr(id, 1, length(?)) = ?', folder, prefix, prefix)
          .map(({ id }) => String(id)),
      ),
    read: (id) => read((connection) => readDocument(connection, folder, id)),
    write: (id, text) => write((connection) => writeDocument(connection, folder, id, text)),
    update: (id, change) =>
      write((connection) => {
        const before = readDocument(connection, folder, id);
        const after = change(before);
        if (after !== undefined && after !== before) writeDocument(connection, folder, id, after);
        return after;
      }),
    remove: (id) =>
      write((connection) => void connection.run('DELETE FROM document WHERE folder = ? AND id = ?', folder, id)),
    lease: (id, ttlMs) => write((connection) => lease(connection, [folder, id], ttlMs, me)),
    release: (id) =>
      write(
        (connection) =>
          void connection.run('DELETE FROM lease WHERE folder = ? AND id = ? AND owner = ?', folder, id, me.owner),
      ),
  };
}

function lease(
  connection: Connection,
  key: readonly [folder: string, id: string],
  ttlMs: number,
  me: DocumentOwner,
): boolean {
  const now = me.now();
  const present = connection.get('SELECT owner, until FROM lease WHERE folder = ? AND id = ?', ...key);
  const owner = String(present?.owner);
  const isHeld = present !== undefined && owner !== me.owner && Number(present.until) > now && !me.hasEnded(owner);
  if (isHeld) return false;
  connection.run('INSERT OR REPLACE INTO lease VALUES(?,?,?,?)', ...key, me.owner, now + ttlMs);
  return true;
}
