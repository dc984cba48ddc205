import { hostname } from 'node:os';
import { parseStored } from './connection.js';

/** Identifies the process of a window, so that others can tell whether it has ended. */
export interface WindowProcess {
  readonly name: string;
  readonly pid: number;
  readonly host: string;
}

/** This process as a window. The name is short, since every claimed row holds it. */
export function thisWindow(): WindowProcess {
  return { name: crypto.randomUUID().slice(0, 8), pid: process.pid, host: hostname() };
}

/** Formats a window's process as the owner of leases. */
export function toOwner({ name, pid, host }: WindowProcess): string {
  return JSON.stringify([name, pid, host]);
}

/** The inverse of `toOwner`. */
export function fromOwner(owner: string): WindowProcess {
  const [name, pid, host] = parseStored(owner);
  return { name, pid, host };
}

/** Returns whether a process of this computer has ended; false for another computer or container, where that is unknown. */
export function hasProcessEnded({ pid, host }: WindowProcess): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // A process of another user exists too.
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}
