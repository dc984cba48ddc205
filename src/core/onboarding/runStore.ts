import type { DocumentStore } from '../ports/local.js';
import type { RunRecord } from './run.js';
import { answersId, parseAnswers, parseRecord } from './runRecord.js';

/** The run as it is kept, with the person's answers; `undefined` when there is none or it was removed. */
export async function readRun(id: string, store: DocumentStore): Promise<RunRecord | undefined> {
  const [text, answers, removedAt] = await Promise.all([
    store.read(id),
    store.read(answersId(id)),
    readRemoval(id, store),
  ]);
  const record = text === undefined ? undefined : parseRecord(text);
  return record && record.createdAt > removedAt ? { ...record, answers: parseAnswers(answers) } : undefined;
}

/** Keeps a run; false, and nothing is kept, when any window has removed it meanwhile. */
export async function writeRun(record: RunRecord, store: DocumentStore): Promise<boolean> {
  const isRemoved = async () => record.createdAt <= (await readRemoval(record.id, store));
  if (await isRemoved()) return false;
  await store.write(record.id, JSON.stringify(record));
  if (!(await isRemoved())) return true;
  // The removal came while it was being written.
  await store.remove(record.id);
  return false;
}

/** Removes a run for every window: one that is working on it must not write it again, so that stays noted. */
export async function removeRun(id: string, store: DocumentStore, now: number): Promise<void> {
  const text = await store.read(id);
  const createdAt = (text === undefined ? undefined : parseRecord(text)?.createdAt) ?? 0;
  await store.write(removalId(id), String(Math.max(createdAt, now)));
  await store.remove(id);
  await store.remove(answersId(id));
}

/** The time at which a new run of this id begins, ms since the epoch: later than any that was removed. */
export async function startTime(id: string, store: DocumentStore, now: number): Promise<number> {
  return Math.max(now, (await readRemoval(id, store)) + 1);
}

/** Every run of this id that began until then is removed, ms since the epoch. */
async function readRemoval(id: string, store: DocumentStore): Promise<number> {
  const at = Number(await store.read(removalId(id)));
  return Number.isFinite(at) ? at : 0;
}

function removalId(id: string): string {
  return `removed-${id}`;
}
