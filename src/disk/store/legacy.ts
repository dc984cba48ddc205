import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from './database/connection.js';
import { writeDocument } from './database/tables.js';

/** Folders of documents before the database. */
const folders = ['publishing', 'runs', 'activity'] as const;
const suffix = '.json';

/** A document of a former version. */
interface LegacyDocument {
  readonly id: string;
  readonly text: string;
}

/**
 * Reads onboardings of a former version that have paused DNS records, with their answers: the records can only be
 * resumed with this data.
 */
export async function readLegacyRuns(folder: string): Promise<readonly LegacyDocument[]> {
  const names = await readdir(path.join(folder, 'runs')).catch(() => []);
  const documents = await Promise.all(names.map((name) => readDocument(path.join(folder, 'runs'), name)));
  const found = documents.filter((document) => document !== undefined);
  const paused = new Set(found.filter(hasPaused).map(({ id }) => id));
  return found.filter(({ id }) => paused.has(id) || paused.has(id.replace(/^answers-/, '')));
}

/** Imports them into the database. */
export function importLegacyRuns(connection: Connection, documents: readonly LegacyDocument[]): void {
  for (const { id, text } of documents) writeDocument(connection, 'runs', id, text);
}

/** Removes the documents of a former version. */
export async function removeLegacy(folder: string): Promise<void> {
  const remove = (name: string) => rm(path.join(folder, name), { recursive: true, force: true });
  await Promise.all(folders.map((name) => remove(name).catch(() => undefined)));
}

async function readDocument(folder: string, name: string): Promise<LegacyDocument | undefined> {
  if (!name.endsWith(suffix)) return undefined;
  try {
    const id = decodeURIComponent(name.slice(0, -suffix.length));
    return { id, text: await readFile(path.join(folder, name), 'utf8') };
  } catch {
    return undefined;
  }
}

function hasPaused({ text }: LegacyDocument): boolean {
  try {
    const paused: unknown = JSON.parse(text)?.facts?.paused;
    return Array.isArray(paused) && paused.length > 0;
  } catch {
    return false;
  }
}
