import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from './database/connection.js';
import { writeDocument } from './database/tables.js';

const subfolder = 'runs';
const suffix = '.json';

/** A document of the version before the database. */
interface FormerDocument {
  readonly id: string;
  readonly text: string;
}

/** Reads onboardings that have paused DNS records, with the answers to them: only what these documents hold can resume the records. */
export async function readFormerRuns(top: string): Promise<readonly FormerDocument[]> {
  const folder = path.join(top, subfolder);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(suffix));
  const documents = await Promise.all(names.map((name) => readDocument(folder, name)));
  const found = documents.filter((document) => document !== undefined);
  const paused = new Set(found.filter(hasPaused).map(({ id }) => id));
  return found.filter(({ id }) => paused.has(id.replace(/^answers-/, '')));
}

/** Imports them into the database. */
export function importFormerRuns(connection: Connection, documents: readonly FormerDocument[]): void {
  for (const { id, text } of documents) writeDocument(connection, 'runs', id, text);
}

/** Removes the documents, so that no later database imports them. */
export function removeFormerRuns(top: string): Promise<void> {
  return rm(path.join(top, subfolder), { recursive: true, force: true }).catch(() => undefined);
}

async function readDocument(folder: string, name: string): Promise<FormerDocument | undefined> {
  try {
    const id = decodeURIComponent(name.slice(0, -suffix.length));
    return { id, text: await readFile(path.join(folder, name), 'utf8') };
  } catch {
    return undefined;
  }
}

function hasPaused({ text }: FormerDocument): boolean {
  try {
    const paused: unknown = JSON.parse(text)?.facts?.paused;
    return Array.isArray(paused) && paused.length > 0;
  } catch {
    return false;
  }
}
