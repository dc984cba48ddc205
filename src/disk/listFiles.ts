import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../core/errors.js';
import type { ListedFile } from '../core/ports/local.js';

type Readable = Exclude<FolderContent, { code: string }>;
const empty: Readable = { files: [], states: new Float64Array(), folders: [], links: [], unnamed: [] };

/** A folder during the descent. Paths are POSIX, relative to the listed folder, and end in `/` unless empty. */
interface Visit {
  readonly path: string;
  /** The real path. */
  readonly real: string;
  /** The number of links on the way to it. */
  readonly links: number;
  /** The folder that contains it. */
  readonly from?: Visit;
}

/** Links between folders make many more paths than folders. */
const mostLinks = 2;
/** Limit of entries in linked folders, over all paths. 30 folders that all link to each other have 800,000. */
const mostLinkedEntries = 100_000;

const start: Visit = { path: '', real: '', links: 0 };

/** The options of a traversal. */
interface Walk {
  readonly top: string;
  readonly withFiles: boolean;
  readonly skips: (relativeFolder: string) => boolean;
  readonly signal: AbortSignal;
  onFolder(visit: Visit, content: Readable): void;
}

/**
 * Lists every file below a folder, also behind links that stay in it, without the folders of `skips`. Calls `onUnnamed`
 * for files whose names are not UTF-8. Throws `badFile` for an unreadable folder, and with the code `tooManyLinks` if
 * links lead to the same folders too often.
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

/** Lists every folder that a listing of files would visit. An unreadable folder is listed as empty. */
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

/** Reads each folder once, however many paths lead to it. */
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

/** Creates the function that takes the content of one folder and returns the folders to visit from there. */
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

/** Returns whether the folder is one of its own ancestors, through links: the descent would never end. */
function isOnTheWay({ real, from }: Visit): boolean {
  for (let above = from; above; above = above.from) if (above.real === real) return true;
  return false;
}

/** By its path, and also by its real path if links lead to it. */
function isSkipped({ path: named, real }: Visit, skips: (relativeFolder: string) => boolean): boolean {
  return skips(named.slice(0, -1)) || (real !== named && skips(real.slice(0, -1)));
}

/** The folder was removed meanwhile or is no folder any more. */
function isGone(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** A link to a folder, or to a file with the size and time of its target. */
interface FollowedLink {
  readonly name: string;
  /** The real path of the target: POSIX, relative to the top folder, empty for the top folder itself. */
  readonly real: string;
  /** Absent for a folder. */
  readonly state?: { readonly size: number; readonly mtimeMs: number };
}

/**
 * The content of a folder: its files with their sizes and times (ms since the epoch), its folders, and its links to
 * files and folders below the top one; or the error of reading it.
 */
type FolderContent =
  | {
      readonly files: readonly string[];
      readonly states: Float64Array;
      readonly folders: readonly string[];
      readonly links: readonly FollowedLink[];
      /** Names that are not UTF-8, as far as they can be written. No file can be opened by them. */
      readonly unnamed: readonly string[];
    }
  | { readonly code: string };

/**
 * The program of the thread: answers each path with the content of the folder. JavaScript as text, since a thread starts
 * from a file of its own, which neither every bundle nor a test has.
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
  const { files, folders, links } = listNames(folder);
  const found = files.map((name) => [name, look(folder + '/' + name)]).filter(([, state]) => state);
  const states = Float64Array.from(found.flatMap(([, { size, mtimeMs }]) => [size, mtimeMs]));
  // Node replaces invalid bytes of a name by U+FFFD.
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
 * Starts a thread that lists the folders below `top`, optionally with their files. Blocking calls there hold nothing up
 * and cost a fraction of as many promises.
 */
function startFolderThread(top: string, withFiles: boolean): Worker {
  return new Worker(program, { eval: true, workerData: { top, withFiles } });
}
