import { randomUUID } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../core/errors.js';
import type { DownloadPort, IncomingFile } from '../core/ports/local.js';

/** What a scanner or an indexer that has a file open makes Windows say, for a moment. */
const busyCodes = ['EPERM', 'EBUSY', 'EACCES'];
const mostMoves = 10;
const pauseMs = 100;
const looksAtOnce = 64;
/** A name of ours alone, which is never published. */
const temporaryName = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.oss-cdn-part$/;
/** A file that is this old is no longer written to: a connection without data ends much earlier. */
const leftoverMs = 24 * 60 * 60 * 1000;

/** Downloads on this computer. */
export function createDownloads(): DownloadPort {
  const swept = new Set<string>();
  return {
    flavour: process.platform === 'win32' ? 'windows' : 'posix',
    home: homedir(),
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

/** `undefined` where nothing is; what cannot be read may be there. */
async function readIdentity(name: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await lstat(name, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '') ? undefined : '';
  }
}

/** `swept` has the folders without what earlier downloads left there. */
async function create(folder: string, target: string, swept: Set<string>): Promise<IncomingFile> {
  const parent = path.dirname(target);
  await mkdir(folder, { recursive: true });
  const root = await realpath(folder);
  await mkdirInside(root, path.relative(folder, parent));
  if (!swept.has(parent)) {
    swept.add(parent);
    await removeLeftovers(parent);
  }
  // Short and of its own, so that a long name has room beside it.
  const temporary = path.join(parent, `.${randomUUID()}.oss-cdn-part`);
  return new Incoming(await open(temporary, 'wx'), temporary, target);
}

/** Removes what a download that was killed left; what cannot be removed stays. */
async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isFile() && temporaryName.test(each.name))) {
    const name = path.join(folder, entry.name);
    const { mtimeMs } = await lstat(name).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > leftoverMs) await rm(name, { force: true }).catch(() => undefined);
  }
}

/** Makes the folders one by one: a link among them must not lead to a place outside of the root. */
async function mkdirInside(root: string, below: string): Promise<void> {
  let current = root;
  for (const part of below.split(path.sep).filter(Boolean)) {
    await mkdir(path.join(current, part)).catch(ignoreTaken);
    current = await realpath(path.join(current, part));
    const relative = path.relative(root, current);
    if (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative))
      throw Object.assign(new Error(), { code: 'OutsideFolder' });
  }
}

function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** One thing after the other: what a broken connection left under way ends before the next begins. */
class Incoming implements IncomingFile {
  private last: Promise<unknown> = Promise.resolve();
  private size = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly temporary: string,
    private readonly target: string,
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
      await this.handle.close();
      // The name is taken first: two downloads may differ by case alone, which many disks ignore.
      if (!replaces) await (await open(this.target, 'wx')).close();
      await move(this.temporary, this.target).catch(async (error: unknown) => {
        if (!replaces) await rm(this.target, { force: true });
        throw error;
      });
    });
  }

  async discard(): Promise<void> {
    await this.last.catch(() => undefined);
    await this.handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true }).catch(() => undefined);
  }

  private queue(work: () => Promise<void>): Promise<void> {
    const next = this.last.catch(() => undefined).then(() => named(this.target, work));
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
