import type { DocumentStore } from '../../ports/local.js';
import type { OnboardingPlan, RunAnswers, RunRecord } from './run.js';
import { answersId, mergeAnswers, noAnswers, parseJsonText, parseRecord, runId } from './runRecord.js';

/** The run as it is kept, with the user's answers; `undefined` when there is none. */
export async function readRun(id: string, store: DocumentStore): Promise<RunRecord | undefined> {
  const [text, answers] = await Promise.all([store.read(id), store.read(answersId(id))]);
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  if (record) return { ...record, answers: parseAnswers(answers) };
  return (await import('./formerRecord.js')).parseFormerRecord(text);
}

/** All runs of an account; none without one. */
export async function readRuns(accountId: string | undefined, store: DocumentStore): Promise<readonly RunRecord[]> {
  if (accountId === undefined) return [];
  const ids = await store.list(runId(accountId, ''));
  const records = await Promise.all(ids.map((id) => readRun(id, store)));
  return records.filter((record) => record !== undefined);
}

/** Adds answers to those that the user has given for a run. */
export async function saveAnswers(id: string, answers: Partial<RunAnswers>, store: DocumentStore): Promise<void> {
  await store.update(answersId(id), (text) => JSON.stringify(mergeAnswers(parseAnswers(text), answers)));
}

/** Persists the progress of a run; false, and nothing is kept, when any window has removed it or begun another one. */
export async function writeRun(record: RunRecord, store: DocumentStore): Promise<boolean> {
  const isSame = (text: string | undefined) => text !== undefined && parseRecord(text)?.createdAt === record.createdAt;
  return (await store.update(record.id, (text) => (isSame(text) ? JSON.stringify(record) : undefined))) !== undefined;
}

/** Removes a run for every window: one that works on it cannot write it again. */
export async function deleteRun(id: string, store: DocumentStore): Promise<void> {
  await store.remove(id);
  await store.remove(answersId(id));
}

/** Compares two plans to the last field. */
export function isSamePlan(left: OnboardingPlan, right: OnboardingPlan): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Reads the answers document; a damaged one counts as empty, so that the user is asked again. */
function parseAnswers(text: string | undefined): RunAnswers {
  const value = text === undefined ? undefined : parseJsonText(text);
  return { ...noAnswers, ...(value as Partial<RunAnswers> | null | undefined) };
}
