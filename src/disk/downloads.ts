import { randomUUID } from 'node:crypto';
import {
  constants,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../core/errors.js';
import type { DownloadPort, IncomingFile } from '../core/ports/local.js';
import { createUnlinked, placeOf } from './openedPlace.js';

/** The error codes that Windows reports for a moment while a virus scanner or an indexer has the file open. */
const busyCodes = ['EPERM', 'EBUSY', 'EACCES'];
const mostMoves = 10;
const pauseMs = 100;
const looksAtOnce = 64;
/** The bytes, and pieces, of a file that are held before they are written together. A connection delivers 16 KB at a time; a write for each takes longer. */
const [mostBytesHeld, mostPiecesHeld] = [1024 * 1024, 128];
/** Matches the temporary names of this extension's downloads. Files with such names are never published. */
const temporaryName = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.oss-cdn-part$/;
/** A file of this age is no longer being written: a connection without data ends much earlier. */
const leftoverMs = 24 * 60 * 60 * 1000;

/** Creates the port for downloads to this computer. */
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

/** Returns what identifies a file on disk, or `undefined` if there is none. An empty text stands for a file that may exist but cannot be read. */
async function readIdentity(name: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await lstat(name, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '') ? undefined : '';
  }
}

/** Creates a temporary file for a download to `target`. `swept` collects the folders that were already cleaned of leftovers. */
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

/** Deletes the temporary files that interrupted downloads have left in a folder. Ignores files that cannot be deleted. */
async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isFile() && temporaryName.test(each.name))) {
    const name = path.join(folder, entry.name);
    const { mtimeMs } = await lstat(name).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > leftoverMs) await rm(name, { force: true }).catch(() => undefined);
  }
}

/** A folder that stays open while files are created in it, so that it cannot be exchanged unnoticed. */
interface HeldFolder {
  /** A path that leads to this very folder even if its name is given to another one. The plain path if the system has no such paths. */
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

/** Creates the folders below `folder` one by one and opens the last. Throws if a link among them leads outside `folder`. */
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

/**
 * A download in progress. Its operations run one after the other, so that those of a broken connection end before the next connection writes. Pieces are
 * written together while the next ones arrive, so an error of the disk rejects a later `write`, or `finish`.
 */
class Incoming implements IncomingFile {
  private last: Promise<void> = Promise.resolve();
  private size = 0;
  /** The pieces that no write has taken yet, and their bytes. */
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  /** Why the file lacks bytes of a write. */
  private failure: unknown;

  constructor(
    private readonly handle: FileHandle,
    private readonly place: IncomingPlace,
  ) {}

  restart(): Promise<void> {
    this.take();
    return this.queue(async () => {
      await this.handle.truncate(0);
      this.size = 0;
      this.failure = undefined;
    });
  }

  write(piece: Uint8Array): Promise<void> | undefined {
    this.held.push(piece);
    this.heldBytes += piece.length;
    if (this.heldBytes < mostBytesHeld && this.held.length < mostPiecesHeld) return undefined;
    const before = this.last;
    this.flush().catch(() => undefined);
    return before;
  }

  private flush(): Promise<void> {
    const pieces = this.take();
    return this.queue(async () => {
      if (this.failure) throw this.failure;
      try {
        await this.put(pieces);
      } catch (error) {
        this.failure = error;
        throw error;
      }
    });
  }

  private async put(pieces: Uint8Array[]): Promise<void> {
    let left = pieces.reduce((sum, { length }) => sum + length, 0);
    let rest: readonly Uint8Array[] = pieces;
    while (left > 0) {
      const { bytesWritten } = await this.handle.writev(rest, this.size);
      this.size += bytesWritten;
      left -= bytesWritten;
      // The disk rarely takes less.
      if (left > 0) rest = [Buffer.concat(rest).subarray(-left)];
    }
  }

  private take(): Uint8Array[] {
    this.heldBytes = 0;
    return this.held.splice(0);
  }

  async finish(replaces: boolean): Promise<void> {
    await this.flush();
    return this.queue(async () => {
      const { parent, temporary, target } = this.place;
      const place = path.join(parent.path, path.basename(target));
      await this.handle.close();
      if (!replaces && (await giveName(temporary, place))) return parent.release();
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

/**
 * Gives a finished file its name, which is never there without its content, even if the process is killed. Throws if the name is taken. Resolves to `false` on
 * a disk without hard links.
 */
async function giveName(temporary: string, place: string): Promise<boolean> {
  try {
    await link(temporary, place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    return false;
  }
  await rm(temporary, { force: true }).catch(() => undefined);
  return true;
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
