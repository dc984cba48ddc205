import type { DocumentStore } from '../../ports/local.js';
import type { OnboardingPlan, RunAnswers, RunRecord } from './run.js';
import { answersId, mergeAnswers, noAnswers, parseJsonText, parseRecord, runId } from './runRecord.js';

/** The run as it is kept, with the user's answers; `undefined` when there is none. */
export async function readRun(id: string, store: DocumentStore): Promise<RunRecord | undefined> {
  const [text, answers] = await Promise.all([store.read(id), store.read(answersId(id))]);
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  if (record) return { ...record, answers: findAnswers(record, answers) };
  return (await import('./formerRecord.js')).parseFormerRecord(text);
}

/** All runs of an account; none without one. */
export async function readRuns(accountId: string | undefined, store: DocumentStore): Promise<readonly RunRecord[]> {
  if (accountId === undefined) return [];
  const ids = await store.list(runId(accountId, ''));
  const records = await Promise.all(ids.map((id) => readRun(id, store)));
  return records.filter((record) => record !== undefined);
}

/** Adds answers to those that the user has given for a run; nothing where it is gone or was begun again meanwhile. */
export async function saveAnswers(id: string, answers: Partial<RunAnswers>, store: DocumentStore): Promise<void> {
  const text = await store.read(id);
  const record = text === undefined ? undefined : parseRecord(text);
  if (!record) return;
  await store.update(answersId(id), (known) => {
    if ((parseAnswers(known)?.createdAt ?? 0) > record.createdAt) return undefined;
    const merged = mergeAnswers(findAnswers(record, known), answers);
    return JSON.stringify({ ...merged, createdAt: record.createdAt } satisfies KeptAnswers);
  });
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

/** The document of answers, with the time of the run that they were given to. */
type KeptAnswers = RunAnswers & Pick<RunRecord, 'createdAt'>;

/** The answers to a run: those that it began with, until others were given. */
function findAnswers({ createdAt, answers }: RunRecord, text: string | undefined): RunAnswers {
  const { createdAt: givenTo, ...given } = parseAnswers(text) ?? {};
  return { ...noAnswers, ...(givenTo === createdAt ? given : answers) };
}

/** Reads the document of answers; a damaged one counts as none, so that the user is asked again. */
function parseAnswers(text: string | undefined): Partial<KeptAnswers> | undefined {
  const value = text === undefined ? undefined : parseJsonText(text);
  return (value as Partial<KeptAnswers> | null | undefined) ?? undefined;
}
