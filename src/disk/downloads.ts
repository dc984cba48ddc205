import { randomUUID } from 'node:crypto';
import { constants, type FileHandle, lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../core/errors.js';
import type { DownloadPort, IncomingFile } from '../core/ports/local.js';
import { createUnlinked, placeOf } from './openedPlace.js';

/** Windows reports these codes for a moment while a scanner or an indexer has the file open. */
const busyCodes = ['EPERM', 'EBUSY', 'EACCES'];
const mostMoves = 10;
const pauseMs = 100;
const looksAtOnce = 64;
/** Temporary names of this extension. They are never published. */
const temporaryName = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.oss-cdn-part$/;
/** A file of this age is no longer being written: a connection without data ends much earlier. */
const leftoverMs = 24 * 60 * 60 * 1000;

/** Downloads on this computer. */
export function createDownloads(): DownloadPort {
  const swept = new Set<string>();
  return {
    flavour: process.platform === 'win32' ? 'windows' : 'posix',
    home: homedir(),
    isFolder: (folder) =>
      stat(folder).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    listTaken,
    create: (folder, name) => named(path.join(folder, name), () => create(folder, path.join(folder, name), swept)),
  };
}

async function listTaken(
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const taken = new Map<string, string>();
  for (let at = 0; at < paths.length; at += looksAtOnce) {
    if (signal.aborted) throw new AppError('cancelled');
    const some = paths.slice(at, at + looksAtOnce);
    const found = await Promise.all(
      some.map(async (name) => [name, await readIdentity(path.join(folder, name))] as const),
    );
    for (const [name, identity] of found) if (identity !== undefined) taken.set(name, identity);
  }
  return taken;
}

/** Returns `undefined` if there is no file. An unreadable one may exist. */
async function readIdentity(name: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await lstat(name, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '') ? undefined : '';
  }
}

/** Creates a file for a download. `swept` lists folders that were cleaned of earlier downloads. */
async function create(folder: string, target: string, swept: Set<string>): Promise<IncomingFile> {
  await mkdir(folder, { recursive: true });
  const parent = await holdInside(folder, path.relative(folder, path.dirname(target)));
  try {
    if (!swept.has(parent.real)) {
      swept.add(parent.real);
      await removeLeftovers(parent.path);
    }
    // A short name, since the target may have the longest allowed one.
    const temporary = path.join(parent.path, `.${randomUUID()}.oss-cdn-part`);
    return new Incoming(await open(temporary, createUnlinked), { parent, temporary, target });
  } catch (error) {
    await parent.release();
    throw error;
  }
}

/** Removes what a killed download left, as far as possible. */
async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isFile() && temporaryName.test(each.name))) {
    const name = path.join(folder, entry.name);
    const { mtimeMs } = await lstat(name).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > leftoverMs) await rm(name, { force: true }).catch(() => undefined);
  }
}

/** A folder that is held open while files are created in it. */
interface HeldFolder {
  /** A path to this very folder, even if it is replaced; its name if the system has no such path. */
  readonly path: string;
  /** The real path of the folder when it was opened. */
  readonly real: string;
  release(): Promise<void>;
}

async function hold(folder: string): Promise<HeldFolder> {
  const byName = async () => {
    const real = await realpath(folder);
    return { path: real, real, release: async () => undefined };
  };
  if (process.platform !== 'linux') return byName();
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const real = placeOf(handle.fd);
  if (real !== undefined) return { path: `/proc/self/fd/${handle.fd}`, real, release: () => handle.close() };
  await handle.close();
  return byName();
}

/** Creates the folders one by one, so that no link among them leads outside the first. */
async function holdInside(folder: string, below: string): Promise<HeldFolder> {
  let current = await hold(folder);
  const root = current.real;
  for (const part of below.split(path.sep).filter(Boolean)) {
    const before = current;
    try {
      await mkdir(path.join(before.path, part)).catch(ignoreTaken);
      current = await hold(path.join(before.path, part));
    } finally {
      await before.release();
    }
    const relative = path.relative(root, current.real);
    if (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative)) continue;
    await current.release();
    throw Object.assign(new Error(), { code: 'OutsideFolder' });
  }
  return current;
}

function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** The file that is written, and the path that the user expects. */
interface IncomingPlace {
  readonly parent: HeldFolder;
  readonly temporary: string;
  readonly target: string;
}

/** Runs its operations in sequence: those of a broken connection end before the next begins. */
class Incoming implements IncomingFile {
  private last: Promise<unknown> = Promise.resolve();
  private size = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly place: IncomingPlace,
  ) {}

  restart(): Promise<void> {
    return this.queue(async () => {
      await this.handle.truncate(0);
      this.size = 0;
    });
  }

  write(piece: Uint8Array): Promise<void> {
    return this.queue(async () => {
      for (let at = 0; at < piece.length; ) {
        const { bytesWritten } = await this.handle.write(piece, at, piece.length - at, this.size + at);
        at += bytesWritten;
      }
      this.size += piece.length;
    });
  }

  finish(replaces: boolean): Promise<void> {
    return this.queue(async () => {
      const { parent, temporary, target } = this.place;
      const place = path.join(parent.path, path.basename(target));
      await this.handle.close();
      // Reserves the name first: two downloads may differ in case alone, which many disks ignore.
      if (!replaces) await (await open(place, createUnlinked)).close();
      await move(temporary, place).catch(async (error: unknown) => {
        if (!replaces) await rm(place, { force: true });
        throw error;
      });
      await parent.release();
    });
  }

  async discard(): Promise<void> {
    await this.last.catch(() => undefined);
    await this.handle.close().catch(() => undefined);
    await rm(this.place.temporary, { force: true }).catch(() => undefined);
    await this.place.parent.release().catch(() => undefined);
  }

  private queue(work: () => Promise<void>): Promise<void> {
    const next = this.last.catch(() => undefined).then(() => named(this.place.target, work));
    this.last = next;
    return next;
  }
}

async function move(from: string, to: string): Promise<void> {
  for (let count = 1; ; count++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (count >= mostMoves || !busyCodes.includes(code)) throw error;
      await pause(pauseMs);
    }
  }
}

async function named<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new AppError('badFile', { subject, code: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}
