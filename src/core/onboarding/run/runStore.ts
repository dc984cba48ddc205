import { showDomain } from '../../domainName.js';
import { AppError } from '../../errors.js';
import type { ClockPort, DocumentStore } from '../../ports/local.js';
import { isFormer, parseFormerRecord } from './formerRecord.js';
import type { OnboardingPlan, RunAnswers, RunRecord } from './run.js';
import {
  answersId,
  createRecord,
  inheritAnswers,
  inheritFacts,
  isFinished,
  mergeAnswers,
  noAnswers,
  parseAnswers,
  parseRecord,
  runId,
} from './runRecord.js';

/** How long writing a new run may take before another window may write it, ms. */
const startLeaseMs = 10_000;

/** The run as it is kept, with the user's answers; `undefined` when there is none. */
export async function readRun(id: string, store: DocumentStore): Promise<RunRecord | undefined> {
  const [text, answers] = await Promise.all([store.read(id), store.read(answersId(id))]);
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  return record ? { ...record, answers: parseAnswers(answers) } : parseFormerRecord(text);
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

/**
 * Saves a new run with the answers that were given in advance, or those alone where the run for this plan is under way. Throws
 * `runElsewhere` when another window works on the domain with another plan.
 */
export async function saveNewRun(
  account: string,
  { plan, answers }: { readonly plan: OnboardingPlan; readonly answers: Partial<RunAnswers> },
  { store, clock }: { readonly store: DocumentStore; readonly clock: Pick<ClockPort, 'now'> },
): Promise<void> {
  const id = runId(account, plan.domain, plan.task);
  const mine = await store.lease(id, startLeaseMs);
  const known = await readRun(id, store);
  // A window that still works on the earlier one tells them apart by their times.
  const createdAt = Math.max(clock.now(), (known?.createdAt ?? 0) + 1);
  const fresh = createRecord(account, plan, createdAt, known && inheritFacts(known));
  // The same plan resumes where it was; another plan for the same domain, or one started again, replaces the old bookmark.
  const isAnswered = Object.keys(answers).length > 0;
  const isKnown = known && !isFormer(known) && isSamePlan(known.plan, plan);
  if (isKnown && (!isFinished(known) || !(mine || isAnswered))) {
    await saveAnswers(id, answers, store);
    return;
  }
  // What another window works on is kept: its progress would be lost. One that is finished takes no answers to begin with.
  if (known && !mine) throw new AppError('runElsewhere', { subject: showDomain(plan.domain) });
  const inherited = known ? inheritAnswers(known) : noAnswers;
  await store.write(answersId(id), JSON.stringify(mergeAnswers(inherited, answers)));
  await store.write(id, JSON.stringify(fresh));
}

/** Compares two plans to the last field. */
export function isSamePlan(left: OnboardingPlan, right: OnboardingPlan): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
