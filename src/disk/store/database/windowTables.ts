import { hostname } from 'node:os';
import type { CompletionTable, Worker, WorkerTable } from '../../../core/publishing/publishStore.js';
import type { Connection } from './connection.js';

/** Names the process of a window, so that another one can tell when it has ended. */
export interface WindowProcess {
  readonly name: string;
  readonly pid: number;
  readonly host: string;
}

/** This process as a window; the name is short since every claimed row holds it. */
export function thisWindow(): WindowProcess {
  return { name: crypto.randomUUID().slice(0, 8), pid: process.pid, host: hostname() };
}

/** A window's process as the owner of leases. */
export function toOwner({ name, pid, host }: WindowProcess): string {
  return JSON.stringify([name, pid, host]);
}

/** The inverse of `toOwner`. */
export function fromOwner(owner: string): WindowProcess {
  const [name, pid, host] = JSON.parse(owner);
  return { name, pid, host };
}

/** The windows that hold claims. */
export function createWorkerTable(
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

/** Whether a process of this computer has ended; false for another computer's (or a container's), where that is unknown. */
export function hasProcessEnded({ pid, host }: WindowProcess): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // A process of another user is there too.
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}

/** Completions that wait for the window that made the request. */
export function createCompletionTable(connection: Connection): CompletionTable {
  return {
    list: (requester, limit) =>
      connection
        .all('SELECT seq, body FROM completion WHERE requester = ? ORDER BY seq LIMIT ?', requester, limit)
        .map(({ seq, body }) => ({ ...JSON.parse(String(body)), seq: Number(seq) })),
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
