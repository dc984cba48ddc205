import { showDomain } from '../../domainName.js';
import { AppError } from '../../errors.js';
import type { ClockPort, DocumentStore } from '../../ports/local.js';
import { parseJson } from '../../text/parseJson.js';
import type { OnboardingPlan, RunAnswers, RunRecord, RunStart } from './run.js';
import {
  answersId,
  createRecord,
  inheritAnswers,
  inheritFacts,
  isFinished,
  mergeAnswers,
  noAnswers,
  parseRecord,
  runId,
} from './runRecord.js';

/** Reads a stored run together with the user's answers; resolves to `undefined` if there is none that this version can read. */
export async function readRun(id: string, store: DocumentStore): Promise<RunRecord | undefined> {
  const [text, answers] = await Promise.all([store.read(id), store.read(answersId(id))]);
  const record = text === undefined ? undefined : parseRecord(text);
  return record && { ...record, answers: findAnswers(record, answers) };
}

/** Reads all stored runs of an account; resolves to an empty list if `accountId` is `undefined`. */
export async function readRuns(accountId: string | undefined, store: DocumentStore): Promise<readonly RunRecord[]> {
  if (accountId === undefined) return [];
  const ids = await store.list(runId(accountId, ''));
  const records = await Promise.all(ids.map((id) => readRun(id, store)));
  return records.filter((record) => record !== undefined);
}

/** Adds the user's answers to a run. Does nothing if the run was removed or restarted meanwhile. */
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

/** Saves the progress of a run. Resolves to `false`, with nothing saved, if a window has removed the run or started another one in its place. */
export async function writeRun(record: RunRecord, store: DocumentStore): Promise<boolean> {
  const isSame = (text: string | undefined) => text !== undefined && parseRecord(text)?.createdAt === record.createdAt;
  return (await store.update(record.id, (text) => (isSame(text) ? JSON.stringify(record) : undefined))) !== undefined;
}

/** Removes a run for all windows. A window that still works on the run cannot write it again. */
export async function deleteRun(id: string, store: DocumentStore): Promise<void> {
  await store.remove(id);
  await store.remove(answersId(id));
}

/** Returns whether two plans are equal in all fields. */
export function isSamePlan(left: OnboardingPlan, right: OnboardingPlan): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The stored document of answers. `createdAt` tells which run it belongs to. */
type KeptAnswers = RunAnswers & Pick<RunRecord, 'createdAt'>;

/** Returns the answers to a run: those of the document or, if it has none for this run, those with which the run began. */
function findAnswers({ createdAt, answers }: RunRecord, text: string | undefined): RunAnswers {
  const { createdAt: givenTo, ...given } = parseAnswers(text) ?? {};
  return { ...noAnswers, ...(givenTo === createdAt ? given : answers) };
}

/** Parses the document of answers; a damaged one counts as empty, so that the user is asked again. */
function parseAnswers(text: string | undefined): Partial<KeptAnswers> | undefined {
  const value = text === undefined ? undefined : parseJson(text);
  return (value as Partial<KeptAnswers> | null | undefined) ?? undefined;
}

/** How long a window keeps the sole right to write a new run, in ms. */
const startLeaseMs = 10_000;

/**
 * Saves a new run with answers given in advance, or only the answers if the run for this plan exists. Throws
 * `runElsewhere` if another window works on the domain with another plan.
 */
export async function saveNewRun(
  account: string,
  { plan, answers }: RunStart,
  { store, clock }: { readonly store: DocumentStore; readonly clock: Pick<ClockPort, 'now'> },
): Promise<void> {
  const id = runId(account, plan.domain, plan.task);
  const mine = await store.lease(id, startLeaseMs);
  const known = await readRun(id, store);
  // A window that still works on the earlier one distinguishes them by time.
  const createdAt = Math.max(clock.now(), (known?.createdAt ?? 0) + 1);
  const fresh = createRecord(account, plan, createdAt, known && inheritFacts(known));
  // The same plan resumes. Another plan for the domain, or a restarted one, replaces the old bookmark.
  const isAnswered = Object.keys(answers).length > 0;
  const isKnown = known && isSamePlan(known.plan, plan);
  if (isKnown && (!isFinished(known) || !(mine || isAnswered))) {
    await saveAnswers(id, answers, store);
    return;
  }
  // Another window's progress would be lost. A finished run takes no initial answers.
  if (known && !mine) throw new AppError('runElsewhere', { subject: showDomain(plan.domain) });
  const inherited = known ? inheritAnswers(known) : noAnswers;
  // In one document: approvals given in advance must not reach the replaced run.
  await store.write(id, JSON.stringify({ ...fresh, answers: mergeAnswers(inherited, answers) } satisfies RunRecord));
}
