import { showDomain } from '../../domainName.js';
import { AppError } from '../../errors.js';
import type { ClockPort, DocumentStore } from '../../ports/local.js';
import type { RunRecord, RunStart } from './run.js';
import {
  createRecord,
  inheritAnswers,
  inheritFacts,
  isFinished,
  isFormer,
  mergeAnswers,
  noAnswers,
  runId,
} from './runRecord.js';
import { isSamePlan, readRun, saveAnswers } from './runStore.js';

/** How long writing a new run may take before another window may write it, ms. */
const startLeaseMs = 10_000;

/**
 * Saves a new run with the answers that were given in advance, or those alone where the run for this plan is under way. Throws
 * `runElsewhere` when another window works on the domain with another plan.
 */
export async function saveNewRun(
  account: string,
  { plan, answers }: RunStart,
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
  // In one document: what was approved in advance must not reach the run that this one replaces.
  await store.write(id, JSON.stringify({ ...fresh, answers: mergeAnswers(inherited, answers) } satisfies RunRecord));
}
