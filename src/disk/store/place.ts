import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, rename, rmdir, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { findNewest } from './generations.js';

/** A store in this folder that changed this recently may be in use, ms. */
const idleMs = 60_000;
/** The limit for another computer's store, whose windows may be open for long without a change, ms. */
const otherIdleMs = 24 * 3_600_000;
/** How long a window waits for another one that moves the store, ms. */
const moveMs = 2_000;
const movePauseMs = 20;

/** Network file systems of Linux, by `f_type` of statfs(2): NFS, SMB, CIFS, SMB2, 9P, FUSE, AFS, Ceph, Coda, NCP. */
const networkTypes: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x5346414f, 0x00c36400, 0x73757245, 0x564c,
]);

/**
 * Returns whether this existing folder may be on another computer. SQLite's write-ahead log needs shared memory, which
 * does not work across computers.
 */
export async function isNetworkFolder(folder: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  try {
    const real = await realpath(folder);
    if (platform === 'win32') return real.startsWith('\\\\');
    if (platform === 'darwin') return /^\/(Volumes|Network|net)\//.test(real);
    return networkTypes.has((await statfs(real)).type >>> 0);
  } catch {
    // Unknown: the cautious mode works everywhere.
    return true;
  }
}

/**
 * This computer's name, made safe for a file name. On a shared home folder each computer has its own database, so that
 * none relies on another's locks.
 */
export function hostFolder(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, '_')
      .slice(0, 64) || 'host'
  );
}

/**
 * Finds or creates the folder of this computer's store: `folder` itself, or one per computer in it on a network file
 * system. If the computer was renamed or the folder moved, the last used store is moved here with its queue. If another
 * computer still uses that store, it is replaced there by a new one, as after a loss.
 */
export async function findPlace(folder: string, isNetwork: boolean): Promise<string> {
  const place = isNetwork ? path.join(folder, hostFolder()) : folder;
  await mkdir(place, { recursive: true });
  if ((await findNewest(place)) > 0) return place;
  const [last] = [...(await findStores(folder))].sort((left, right) => right.usedAt - left.usedAt);
  const leastMs = last?.place === folder ? idleMs : otherIdleMs;
  if (last && Math.abs(Date.now() - last.usedAt) >= leastMs)
    await moveAlone(folder, async () => {
      if ((await findNewest(place)) === 0) await moveStore(last.place, place);
    });
  return place;
}

/** Moves while no other window does; otherwise waits for that window. */
async function moveAlone(folder: string, move: () => Promise<void>): Promise<void> {
  const lock = path.join(folder, 'moving');
  try {
    await mkdir(lock);
  } catch {
    for (let waited = 0; waited < moveMs && existsSync(lock); waited += movePauseMs)
      await new Promise((resolve) => setTimeout(resolve, movePauseMs));
    if (!existsSync(lock)) return;
    // Left by a crash, since a move takes a moment.
    await rmdir(lock);
    return moveAlone(folder, move);
  }
  try {
    await move();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

/** Returns whether a folder has a store at any place. */
export async function hasStore(folder: string): Promise<boolean> {
  const newest = await Promise.all((await listPlaces(folder)).map(findNewest));
  return newest.some((generation) => generation > 0);
}

/** The folder itself and its subfolders. */
async function listPlaces(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name))];
}

/** The stores of a folder and their last change, ms since the epoch. */
async function findStores(folder: string): Promise<readonly { readonly place: string; readonly usedAt: number }[]> {
  const found = await Promise.all(
    (await listPlaces(folder)).map(async (place) => {
      if ((await findNewest(place)) === 0) return [];
      // Some files disappear while a window closes.
      const timeOf = (name: string) =>
        stat(path.join(place, name)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        );
      return [{ place, usedAt: Math.max(...(await Promise.all((await listFiles(place)).map(timeOf)))) }];
    }),
  );
  return found.flat();
}

/**
 * Moves logs and journals first and the file of the created database last, so that a crash in between leaves nothing
 * that looks like a lost store.
 */
async function moveStore(from: string, to: string): Promise<void> {
  const rank = (name: string) => (name.endsWith('.made') ? 2 : name.endsWith('.sqlite') ? 1 : 0);
  const names = [...(await listFiles(from))].sort((left, right) => rank(left) - rank(right));
  const moved: string[] = [];
  try {
    for (const name of names) {
      await rename(path.join(from, name), path.join(to, name));
      moved.push(name);
    }
  } catch {
    // A file is in use or another window moves it: move the others back, since they belong together.
    for (const name of moved.reverse()) await rename(path.join(to, name), path.join(from, name)).catch(() => undefined);
  }
}

async function listFiles(place: string): Promise<readonly string[]> {
  return (await readdir(place).catch(() => [])).filter((name) => /^(store\.\d+|aside)\./.test(name));
}
