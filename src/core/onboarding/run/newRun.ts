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

/** How long a window reserves the right to write a new run, ms. */
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
  const isKnown = known && !isFormer(known) && isSamePlan(known.plan, plan);
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
