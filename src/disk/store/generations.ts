import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const databaseName = /^store\.(\d+)\.(sqlite|made)$/;
/** How many damaged databases are kept for inspection. */
const keptBefore = 1;

/** Returns the path of the database file of a generation. A new generation begins when the database was damaged or lost. */
export function databaseFile(folder: string, generation: number): string {
  return path.join(folder, `store.${generation}.sqlite`);
}

/** Returns the path of the file that proves that a database was created. If this file exists without its database, the database was lost. */
export function madeFile(folder: string, generation: number): string {
  return path.join(folder, `store.${generation}.made`);
}

/** Returns the newest generation in the folder, or 0 if there is none. */
export async function findNewest(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  return names.reduce((newest, name) => Math.max(newest, Number(databaseName.exec(name)?.[1] ?? 0)), 0);
}

/** Returns whether the database of this generation was created once, but is now missing or empty. */
export async function isLost(folder: string, generation: number): Promise<boolean> {
  const size = await sizeOf(databaseFile(folder, generation));
  if (size !== undefined && size > 0) return false;
  return (await sizeOf(madeFile(folder, generation))) !== undefined;
}

/** Records in a file that the database of this generation was created. */
export async function noteMade(folder: string, generation: number): Promise<void> {
  await writeFile(madeFile(folder, generation), '', { flag: 'a' });
}

/** Deletes the files of earlier generations, except the databases kept for inspection. Ignores failures. */
export async function removeOld(folder: string, generation: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isOld = (name: string) => {
    const [, number, kind] = /^store\.(\d+)\.(\w+)/.exec(name) ?? [];
    return number !== undefined && Number(number) < generation - (kind === 'made' ? 0 : keptBefore);
  };
  await Promise.all(
    names.filter(isOld).map((name) => rm(path.join(folder, name), { force: true }).catch(() => undefined)),
  );
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    return undefined;
  }
}
