import { hostname } from 'node:os';
import { parseStored } from './connection.js';

/** The process of a window, which lets other windows tell whether it has ended. */
export interface WindowProcess {
  readonly name: string;
  readonly pid: number;
  readonly host: string;
}

/** Returns the process of this window. Its name is short, since it is stored in every row that the window claims. */
export function thisWindow(): WindowProcess {
  return { name: crypto.randomUUID().slice(0, 8), pid: process.pid, host: hostname() };
}

/** Converts the process of a window to the text that identifies the owner of a lease. */
export function toOwner({ name, pid, host }: WindowProcess): string {
  return JSON.stringify([name, pid, host]);
}

/** The inverse of `toOwner`. */
export function fromOwner(owner: string): WindowProcess {
  const [name, pid, host] = parseStored(owner);
  return { name, pid, host };
}

/** Returns whether a process on this computer has ended. False for a process on another computer or in another container, where this cannot be known. */
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
