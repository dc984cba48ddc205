import { hostname } from 'node:os';

/** The name of the computer that this code runs on, which under Remote is the remote one. */
export function machineName(): string {
  return hostname();
}
