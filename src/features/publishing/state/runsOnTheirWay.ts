import type { RunView } from '../../../core/onboarding/run/run.js';
import type { RunBoard } from '../../../core/onboarding/run/runBoard.js';
import { isUnfinished } from '../../../core/onboarding/run/runRecord.js';

/**
 * Returns whether an unfinished onboarding of this computer will add the domain to CDN and has not seen its CNAME in
 * DNS, so that it has no visitors yet. Rejects as the store of the runs does.
 */
export async function isOnItsWay(board: Pick<RunBoard, 'runs' | 'load'>, domain: string): Promise<boolean> {
  if (board.runs.length === 0) await board.load();
  return hasNoVisitors(board.runs, domain);
}

/** Returns whether one of these onboardings has not seen the domain's CNAME in DNS yet. */
export function hasNoVisitors(runs: readonly RunView[], domain: string): boolean {
  return runs.some((view) => {
    const { plan, facts } = view.record;
    return plan.domain === domain && plan.task === undefined && isUnfinished(view) && !facts.record.seen;
  });
}
