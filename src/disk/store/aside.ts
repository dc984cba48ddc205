import { readFileSync } from 'node:fs';
import { appendFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SetAsideRequest } from '../../core/publishing/publishStore.js';
import type { Connection } from './database/connection.js';
import { readDocument, writeDocument } from './database/tables.js';
import { fromOwner, toOwner, type WindowProcess } from './database/windowTables.js';
import { writeThrough } from './maintain.js';

const asideName = /^aside\.(.+)\.jsonl$/;
/** Documents with the bytes taken of each file. */
const taken = 'aside';
const newLine = 0x0a;

/** A file of requests that one window set aside, in order. */
export interface AsideFile {
  readonly file: string;
  readonly window: WindowProcess;
}

/** Appends a request to the file of a window, durably. Calls must not overlap. */
export async function addAside(folder: string, window: WindowProcess, request: SetAsideRequest): Promise<void> {
  const file = path.join(folder, `aside.${encodeURIComponent(toOwner(window))}.jsonl`);
  // Ends a line that was cut off before.
  await appendFile(file, `\n${JSON.stringify(request)}\n`);
  await writeThrough(file);
}

/** Lists the files that windows left in a folder. */
export async function listAside(folder: string): Promise<readonly AsideFile[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const window = toWindow(asideName.exec(name)?.[1]);
    return window ? [{ file: path.join(folder, name), window }] : [];
  });
}

/** Passes on the remaining requests of a file and records that in the same transaction. */
export function takeAside(connection: Connection, file: string, take: (request: SetAsideRequest) => void): void {
  const name = path.basename(file);
  const from = Number(readDocument(connection, taken, name) ?? 0);
  const left = readIfThere(file).subarray(from);
  const end = left.lastIndexOf(newLine) + 1;
  if (end === 0) return;
  for (const line of left.subarray(0, end).toString().split('\n')) {
    const request = parseRequest(line);
    if (request) take(request);
  }
  writeDocument(connection, taken, name, String(from + end));
}

/** Forgets the progress of a removed file. */
export function forgetAside(connection: Connection, file: string): void {
  connection.run('DELETE FROM document WHERE folder = ? AND id = ?', taken, path.basename(file));
}

function toWindow(owner: string | undefined): WindowProcess | undefined {
  try {
    return owner === undefined ? undefined : fromOwner(decodeURIComponent(owner));
  } catch {
    return undefined;
  }
}

/** Another window may have finished and removed the file. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function parseRequest(line: string): SetAsideRequest | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
