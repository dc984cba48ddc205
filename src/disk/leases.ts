import { link, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { writeDraft } from './draft.js';

/** Who may work on a document, and until when (ms since the epoch). */
interface Lease {
  readonly owner: string;
  readonly pid: number;
  readonly host: string;
  readonly until: number;
}

/** The newest lease of a document: each taker makes a file with the next number, which only one can. */
interface Newest {
  readonly number: number;
  readonly lease: Lease | undefined;
}

/** Exclusive rights between the windows of this computer; `base` is the path of a document without its suffix. */
export function createLeases(base: (id: string) => string, owner: string) {
  const make = (until: number): Lease => ({ owner, pid: process.pid, host: hostname(), until });
  return {
    /** Takes or extends the right; false while another live window has it. */
    async take(id: string, ttlMs: number): Promise<boolean> {
      const newest = await readNewest(base(id));
      const lease = make(Date.now() + ttlMs);
      if (!newest.lease || isFree(newest.lease)) return claim(base(id), newest.number + 1, lease);
      if (newest.lease.owner !== owner) return false;
      await replace(fileOf(base(id), newest.number), lease);
      return (await readNewest(base(id))).lease?.owner === owner;
    },
    /** Gives the right back when it is ours. The file stays, so that its number is not used twice. */
    async release(id: string): Promise<void> {
      const newest = await readNewest(base(id));
      if (newest.lease?.owner === owner) await replace(fileOf(base(id), newest.number), make(0));
    },
  };
}

function fileOf(base: string, number: number): string {
  return `${base}.lease-${number}`;
}

async function readNewest(base: string): Promise<Newest> {
  const names = await readdir(path.dirname(base)).catch(() => []);
  const prefix = `${path.basename(base)}.lease-`;
  const numbers = names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
  const number = Math.max(0, ...numbers);
  return { number, lease: number === 0 ? undefined : await readLease(fileOf(base, number)) };
}

/** An unreadable lease is nobody's. */
async function readLease(file: string): Promise<Lease | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isFree({ until, pid, host }: Lease): boolean {
  return until <= Date.now() || (host === hostname() && !isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes the file of that number, whole, or finds that another was first. */
async function claim(base: string, number: number, lease: Lease): Promise<boolean> {
  await mkdir(path.dirname(base), { recursive: true });
  const file = fileOf(base, number);
  const draft = await writeDraft(file, JSON.stringify(lease));
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await rm(fileOf(base, number - 1), { force: true });
  return true;
}

async function replace(file: string, lease: Lease): Promise<void> {
  await rename(await writeDraft(file, JSON.stringify(lease)), file);
}
