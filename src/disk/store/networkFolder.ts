import { realpath, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';

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
