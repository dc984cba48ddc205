import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, rename, rmdir, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { findNewest } from './generations.js';

/** A store in this folder that changed this recently may be in use, ms. */
const idleMs = 60_000;
/** The same limit for the store of another computer, whose windows may be open for long without a change, in ms. */
const otherIdleMs = 24 * 3_600_000;
/** How long a window waits for another one that moves the store, ms. */
const moveMs = 2_000;
const movePauseMs = 20;

/** Network file systems of Linux, by `f_type` of statfs(2): NFS, SMB, CIFS, SMB2, 9P, FUSE, AFS, Ceph, Coda, NCP. */
const networkTypes: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x5346414f, 0x00c36400, 0x73757245, 0x564c,
]);

/**
 * Returns whether a folder may be on another computer, also if this cannot be found out. The write-ahead log of SQLite needs shared memory, which does not
 * work across computers.
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
 * Returns the name of this computer in a form that is safe for a folder name. In a shared home folder each computer has a database of its own, so that none
 * relies on the locks of another.
 */
export function hostFolder(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, '_')
      .slice(0, 64) || 'host'
  );
}

/** How the folders of a store are created: other users of the computer cannot enter them. */
export const ofUserOnly = { recursive: true, mode: 0o700 } as const;

/**
 * Finds or creates the folder for this computer's store: `folder` itself, or on a network file system one folder in it per computer. After a rename or move,
 * the last used store is moved here with its queue. If another computer still uses that store, a new one replaces it there, as after a loss.
 */
export async function findPlace(folder: string, isNetwork: boolean): Promise<string> {
  const place = isNetwork ? path.join(folder, hostFolder()) : folder;
  await mkdir(place, ofUserOnly);
  if ((await findNewest(place)) > 0) return place;
  const [last] = [...(await findStores(folder))].sort((left, right) => right.usedAt - left.usedAt);
  const leastMs = last?.place === folder ? idleMs : otherIdleMs;
  if (last && Math.abs(Date.now() - last.usedAt) >= leastMs)
    await moveAlone(folder, async () => {
      if ((await findNewest(place)) === 0) await moveStore(last.place, place);
    });
  return place;
}

/** Runs `move` while no other window moves the store. If another window does, waits for that window instead. */
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

/** Returns whether there is a store in the folder or in one of its subfolders. */
export async function hasStore(folder: string): Promise<boolean> {
  const newest = await Promise.all((await listPlaces(folder)).map(findNewest));
  return newest.some((generation) => generation > 0);
}

/** Returns the folder and its subfolders, which are all places where a store can be. */
async function listPlaces(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name))];
}

/** Finds the stores in a folder and its subfolders, with the time of their last change in ms since the epoch. */
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
 * Moves the files of a store. Logs and journals come first and the file that proves the creation comes last, so that a crash in between leaves nothing that
 * looks like a lost store.
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
