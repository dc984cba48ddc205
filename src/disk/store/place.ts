import { mkdir, readdir, realpath, rename, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { findNewest } from './generations.js';

/** A store whose files were changed so recently may be in use by another computer, ms. */
const idleMs = 60_000;

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
  if (last && Math.abs(Date.now() - last.usedAt) >= idleMs) await moveStore(last.place, place);
  return place;
}

/** Whether there is a store at any place of a folder. */
export async function hasStore(folder: string): Promise<boolean> {
  return (await findStores(folder)).length > 0;
}

/** The stores of a folder, and when their files were last changed, ms since the epoch. */
async function findStores(folder: string): Promise<readonly { readonly place: string; readonly usedAt: number }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
  const found = await Promise.all(
    [folder, ...inner].map(async (place) => {
      if ((await findNewest(place)) === 0) return [];
      const states = await Promise.all((await listFiles(place)).map((name) => stat(path.join(place, name))));
      return [{ place, usedAt: Math.max(...states.map(({ mtimeMs }) => mtimeMs)) }];
    }),
  );
  return found.flat();
}

/** What belongs to each database first, and what says that it was made last: a crash in between leaves nothing that looks like a lost store. */
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
