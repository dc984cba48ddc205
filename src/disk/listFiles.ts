import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../core/errors.js';
import type { ListedFile } from '../core/ports/local.js';

type Readable = Exclude<FolderContent, { code: string }>;
const empty: Readable = { files: [], states: new Float64Array(), folders: [], links: [], unnamed: [] };

/** A folder that the listing visits. Paths are POSIX and relative to the listed folder, and end in `/` unless they are empty. */
interface Visit {
  readonly path: string;
  /** The path of the folder after all links are resolved. */
  readonly real: string;
  /** The number of links on the path to the folder. */
  readonly links: number;
  /** The visit of the folder that contains this one. */
  readonly from?: Visit;
}

/** The most links on the path to a folder. Links between folders lead to many more paths than there are folders. */
const mostLinks = 2;
/** The most entries in folders reached through links, counted for each path. 30 folders that all link to each other would have 800,000. */
const mostLinkedEntries = 100_000;

const start: Visit = { path: '', real: '', links: 0 };

/** The scope of a listing: what to list, and which folders to skip. */
interface Walk {
  readonly top: string;
  readonly withFiles: boolean;
  readonly skips: (relativeFolder: string) => boolean;
  readonly signal: AbortSignal;
  onFolder(visit: Visit, content: Readable): void;
}

/**
 * Lists all files below a folder, also behind links that stay inside it, except in folders for which `skips` returns true. `onUnnamed` gets files whose
 * names are not UTF-8. Throws `badFile` if a folder is unreadable, or with the code `tooManyLinks`.
 */
export async function listFiles(
  top: string,
  skips: (relativeFolder: string) => boolean,
  signal: AbortSignal,
  onUnnamed: (path: string) => void = () => undefined,
): Promise<readonly ListedFile[]> {
  const found: ListedFile[] = [];
  const onFolder = (visit: Visit, content: Readable) => {
    addFiles(visit, content, found);
    for (const name of content.unnamed) onUnnamed(visit.path + name);
  };
  await walk({ top, withFiles: true, skips, signal, onFolder });
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Lists the folders that `listFiles` would visit, without reading their files. A folder that cannot be read is listed as if it were empty. */
export async function listFolders(
  top: string,
  skips: (relativeFolder: string) => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  const onFolder = ({ path: folder }: Visit) => {
    if (folder !== '') found.push(folder.slice(0, -1));
  };
  await walk({ top, withFiles: false, skips, signal, onFolder });
  return found.sort();
}

async function walk(given: Walk): Promise<void> {
  const thread = startFolderThread(given.top, given.withFiles);
  try {
    await visitAll(thread, given);
  } finally {
    await thread.terminate();
  }
}

/** Visits all folders. The content of each folder is read once, even if several paths lead to it. */
function visitAll(thread: Worker, given: Walk): Promise<void> {
  const { top, signal } = given;
  return new Promise((resolve, reject) => {
    const contents = new Map<string, FolderContent>();
    const waiting = new Map<string, Visit[]>();
    // Answers arrive in the order of the requests.
    const asked: string[] = [];
    const takeVisit = toTakeVisit(given);
    const go = (visits: Visit[]) => {
      for (const visit of visits) {
        const { real } = visit;
        const content = contents.get(real);
        if (content) {
          for (const inner of takeVisit(visit, content)) visits.push(inner);
        } else if (waiting.has(real)) waiting.get(real)?.push(visit);
        else {
          waiting.set(real, [visit]);
          asked.push(real);
          thread.postMessage(path.join(top, real));
        }
      }
      if (asked.length === 0) resolve();
    };
    thread.on('message', (content: FolderContent) => {
      const real = asked.shift() ?? '';
      contents.set(real, content);
      try {
        if (signal.aborted) throw new AppError('cancelled');
        go(waiting.get(real) ?? []);
      } catch (error) {
        reject(error);
      }
    });
    thread.once('error', reject);
    go([start]);
  });
}

/** Creates the function that handles the content of a visited folder and returns the folders to visit next. */
function toTakeVisit({ top, withFiles, skips, onFolder }: Walk) {
  let linked = 0;
  return (visit: Visit, content: FolderContent): readonly Visit[] => {
    if (!('code' in content)) {
      if (visit.links > 0 && linked > mostLinkedEntries) return [];
      if (visit.links > 0) linked += 1 + content.files.length + content.links.length;
      if (withFiles && linked > mostLinkedEntries)
        throw new AppError('badFile', { subject: top, code: 'tooManyLinks' });
      onFolder(visit, content);
      return listInner(visit, content).filter((inner) => !isOnTheWay(inner) && !isSkipped(inner, skips));
    }
    if (isGone(content.code)) return [];
    if (withFiles) throw new AppError('badFile', { subject: path.join(top, visit.path), code: content.code });
    onFolder(visit, empty);
    return [];
  };
}

function addFiles({ path: folder }: Visit, { files, states, links }: Readable, found: ListedFile[]): void {
  for (const [index, name] of files.entries()) {
    found.push({ path: folder + name, size: states[2 * index] ?? 0, mtimeMs: states[2 * index + 1] ?? 0 });
  }
  for (const { name, real, state } of links) if (state) found.push({ path: folder + name, ...state, real });
}

function listInner(from: Visit, { folders, links: found }: Readable): readonly Visit[] {
  const { links } = from;
  const plain = folders.map((name) => ({ path: `${from.path}${name}/`, real: `${from.real}${name}/`, links, from }));
  const linked = links < mostLinks ? found.filter(({ state }) => !state) : [];
  const more = linked.map(({ name, real }) => ({
    path: `${from.path}${name}/`,
    real: real && `${real}/`,
    links: links + 1,
    from,
  }));
  return [...plain, ...more];
}

/** Returns whether a link leads back to a folder that contains it, so that the listing would never end. */
function isOnTheWay({ real, from }: Visit): boolean {
  for (let above = from; above; above = above.from) if (above.real === real) return true;
  return false;
}

/** Returns whether a folder is skipped, by its path or, if links lead to it, by its real path. */
function isSkipped({ path: named, real }: Visit, skips: (relativeFolder: string) => boolean): boolean {
  return skips(named.slice(0, -1)) || (real !== named && skips(real.slice(0, -1)));
}

/** Returns whether a folder was removed in the meantime or is no longer a folder. */
function isGone(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** A link to a folder or a file, with what is known about its target. */
interface FollowedLink {
  readonly name: string;
  /** The real path of the target, POSIX and relative to the listed folder. Empty for the listed folder itself. */
  readonly real: string;
  /** The size and time stamp (ms since the epoch) of the target. Absent if it is a folder. */
  readonly state?: { readonly size: number; readonly mtimeMs: number };
}

/**
 * The content found in a folder: its files with their sizes and time stamps (ms since the epoch), its folders, and its links that stay inside the listed
 * folder. Only the error code if the folder could not be read.
 */
type FolderContent =
  | {
      readonly files: readonly string[];
      readonly states: Float64Array;
      readonly folders: readonly string[];
      readonly links: readonly FollowedLink[];
      /** Names that are not UTF-8, written as far as possible. The files cannot be opened by these names. */
      readonly unnamed: readonly string[];
    }
  | { readonly code: string };

/**
 * The program of the worker thread, which answers each path with the content of the folder. It is a text of JavaScript because a thread starts from a
 * separate file, which not every bundle or test has.
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

// Read at the first link: most folders have none.
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
  const { files: names, folders, links } = listNames(folder);
  const files = [];
  const states = new Float64Array(2 * names.length);
  for (const name of names) {
    const state = look(folder + '/' + name);
    if (!state) continue;
    states[2 * files.length] = state.size;
    states[2 * files.length + 1] = state.mtimeMs;
    files.push(name);
  }
  // Node replaces invalid bytes of a name by U+FFFD.
  const isLost = (name) => name.includes('\ufffd') && !look(folder + '/' + name);
  const unnamed = [...names, ...folders, ...links].filter(isLost);
  return { files, states, folders, links: links.flatMap((name) => follow(folder, name)), unnamed };
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
 * Starts a worker thread that reads folders below `top`, with their files if `withFiles` is set. Blocking calls in the thread do not hold up the extension
 * host and take a fraction of the time of as many promises.
 */
function startFolderThread(top: string, withFiles: boolean): Worker {
  return new Worker(program, { eval: true, workerData: { top, withFiles } });
}
