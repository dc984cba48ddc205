import { readFileSync } from 'node:fs';
import { appendFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { QueueRequest } from '../../core/publishing/publishStore.js';
import type { Connection } from './database/connection.js';
import { readDocument, writeDocument } from './database/tables.js';
import { fromOwner, toOwner, type WindowProcess } from './database/windowProcess.js';
import { writeThrough } from './maintain.js';

const asideName = /^aside\.(.+)\.jsonl$/;
/** The documents that record how many bytes of each file have been imported. */
const taken = 'aside';
const newLine = 0x0a;

/** A file with the requests that one window has set aside, in their order. */
interface AsideFile {
  readonly file: string;
  readonly window: WindowProcess;
}

/** Appends a request to the file of a window. Survives a power failure once it resolves. Calls must not overlap. */
export async function addAside(folder: string, window: WindowProcess, request: QueueRequest): Promise<void> {
  const file = path.join(folder, `aside.${encodeURIComponent(toOwner(window))}.jsonl`);
  // Ends a line that was cut off before.
  await appendFile(file, `\n${JSON.stringify(request)}\n`);
  await writeThrough(file);
}

/** Lists the files of requests that windows have left in a folder. */
export async function listAside(folder: string): Promise<readonly AsideFile[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const window = toWindow(asideName.exec(name)?.[1]);
    return window ? [{ file: path.join(folder, name), window }] : [];
  });
}

/** Passes on the requests of a file that were not imported before, and records the progress in the same transaction. */
export function takeAside(connection: Connection, file: string, take: (request: QueueRequest) => void): void {
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

/** Removes the record of the progress of a file that was deleted. */
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

/** Reads a file. Empty if another window has imported and deleted it in the meantime. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function parseRequest(line: string): QueueRequest | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
