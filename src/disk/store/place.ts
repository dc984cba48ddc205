import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, rename, rmdir, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { findNewest } from './generations.js';

/** A store in this folder itself whose files were changed so recently may be in use, ms. */
const idleMs = 60_000;
/** The same for one of a computer of another name, whose windows may be open for long without a change. */
const otherIdleMs = 24 * 3_600_000;
/** Windows that start at once wait so long for the one that moves the store, ms. */
const moveMs = 2_000;
const movePauseMs = 20;

/** File systems of Linux that another computer serves, by `f_type` of statfs(2): NFS, SMB, CIFS, SMB2, 9P, FUSE, AFS, Ceph, Coda, NCP. */
const networkTypes: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x5346414f, 0x00c36400, 0x73757245, 0x564c,
]);

/** Whether another computer may serve this folder, which must be there. Shared memory, which SQLite's write-ahead log needs, ends at the computer. */
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

/** A name of this computer that is safe in a file name: on a shared home folder each computer has a database of its own, so that none relies on the locks of another. */
export function hostFolder(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, '_')
      .slice(0, 64) || 'host'
  );
}

/**
 * The folder of this computer's store, which is there then: `folder` itself, or one for the computer in it where that is on a network.
 * The computer may have been renamed or the folder moved since the store was made: the one that was used last is moved here then,
 * with all that waits in it. One that another computer still used is replaced there by a new one, as after a loss.
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

/** Moves while no other window does; one that finds another at it waits for that instead. */
async function moveAlone(folder: string, move: () => Promise<void>): Promise<void> {
  const lock = path.join(folder, 'moving');
  try {
    await mkdir(lock);
  } catch {
    for (let waited = 0; waited < moveMs && existsSync(lock); waited += movePauseMs)
      await new Promise((resolve) => setTimeout(resolve, movePauseMs));
    if (!existsSync(lock)) return;
    // A crash has left it: a move takes a moment.
    await rmdir(lock);
    return moveAlone(folder, move);
  }
  try {
    await move();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

/** Whether there is a store at any place of a folder. */
export async function hasStore(folder: string): Promise<boolean> {
  const newest = await Promise.all((await listPlaces(folder)).map(findNewest));
  return newest.some((generation) => generation > 0);
}

/** The folder itself and those in it. */
async function listPlaces(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name))];
}

/** The stores of a folder, and when their files were last changed, ms since the epoch. */
async function findStores(folder: string): Promise<readonly { readonly place: string; readonly usedAt: number }[]> {
  const found = await Promise.all(
    (await listPlaces(folder)).map(async (place) => {
      if ((await findNewest(place)) === 0) return [];
      // Some of them go while a window closes.
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

/** Logs and journals first, the file that says that a database was made last: a crash in between leaves nothing that looks like a lost store. */
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
    // In use, where a file in use cannot be moved, or moved by another window just now: what belongs together stays together.
    for (const name of moved.reverse()) await rename(path.join(to, name), path.join(from, name)).catch(() => undefined);
  }
}

async function listFiles(place: string): Promise<readonly string[]> {
  return (await readdir(place).catch(() => [])).filter((name) => /^(store\.\d+|aside)\./.test(name));
}
