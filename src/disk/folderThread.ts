import { Worker } from 'node:worker_threads';

/** A link to a file, with the size and the time of what it leads to, or to a folder. */
interface FollowedLink {
  readonly name: string;
  /** Where it leads, without links on the way: POSIX and relative to the top folder, empty for that itself. */
  readonly real: string;
  /** Absent for a folder. */
  readonly state?: { readonly size: number; readonly mtimeMs: number };
}

/**
 * What one folder holds: its plain files, the size and the time (ms since the epoch) of each in turn, its folders, the links that
 * lead to files and folders below the top one; or why it cannot be read.
 */
export type FolderContent =
  | {
      readonly files: readonly string[];
      readonly states: Float64Array;
      readonly folders: readonly string[];
      readonly links: readonly FollowedLink[];
      /** Names that are not UTF-8, as far as they can be written: nothing can be opened by them. */
      readonly unnamed: readonly string[];
    }
  | { readonly code: string };

/**
 * What the thread does: it answers each path with what is there. In JavaScript and as text, since a thread starts from a file of
 * its own, which there is neither in every bundle nor in a test.
 */
const program = `
const { readdirSync, realpathSync, statSync } = require('node:fs');
const { sep } = require('node:path');
const { parentPort, workerData: { top, withFiles } } = require('node:worker_threads');

function look(path) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

// Asked for with the first link alone: most folders have none.
let realTop;
function toReal(path) {
  try {
    realTop ??= realpathSync.native(top);
    const real = realpathSync.native(path);
    const base = realTop.endsWith(sep) ? realTop : realTop + sep;
    if (real === realTop) return '';
    return real.startsWith(base) ? real.slice(base.length).split(sep).join('/') : undefined;
  } catch {
    return undefined;
  }
}

function follow(folder, name) {
  const path = folder + '/' + name;
  const state = look(path);
  const real = state && toReal(path);
  if (real === undefined || !(state.isFile() || state.isDirectory())) return [];
  return [{ name, real, ...(state.isFile() && { state: { size: state.size, mtimeMs: state.mtimeMs } }) }];
}

function listNames(folder) {
  const [files, folders, links] = [[], [], []];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) files.push(entry.name);
    else if (entry.isDirectory()) folders.push(entry.name);
    else if (entry.isSymbolicLink()) links.push(entry.name);
  }
  return { files: withFiles ? files.sort() : [], folders: folders.sort(), links: links.sort() };
}

function read(folder) {
  const { files, folders, links } = listNames(folder);
  const found = files.map((name) => [name, look(folder + '/' + name)]).filter(([, state]) => state);
  const states = Float64Array.from(found.flatMap(([, { size, mtimeMs }]) => [size, mtimeMs]));
  // A name that is not UTF-8 is read with marks in place of what it really has.
  const isLost = (name) => name.includes('\ufffd') && !look(folder + '/' + name);
  const unnamed = [...files, ...folders, ...links].filter(isLost);
  return { files: found.map(([name]) => name), states, folders, links: links.flatMap((name) => follow(folder, name)), unnamed };
}

parentPort.on('message', (folder) => {
  try {
    parentPort.postMessage(read(folder));
  } catch (error) {
    parentPort.postMessage({ code: error.code ?? 'Unreadable' });
  }
});
`;

/**
 * Starts a thread that lists the folders below `top`, optionally with their plain files: blocking calls hold nothing up
 * there, and cost a fraction of as many promises.
 */
export function startFolderThread(top: string, withFiles: boolean): Worker {
  return new Worker(program, { eval: true, workerData: { top, withFiles } });
}
