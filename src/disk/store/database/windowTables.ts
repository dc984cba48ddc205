import { hostname } from 'node:os';
import { parseStored } from './connection.js';

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
  const [name, pid, host] = parseStored(owner);
  return { name, pid, host };
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
