import type { RunView } from '../../../core/onboarding/run/run.js';
import type { RunBoard } from '../../../core/onboarding/run/runBoard.js';
import { isUnfinished } from '../../../core/onboarding/run/runRecord.js';

/**
 * Resolves to whether an unfinished onboarding on this computer will add the domain to CDN and has not yet seen its CNAME in DNS. The domain has no visitors
 * then. Rejects if the store of the runs rejects.
 */
export async function isOnItsWay(board: Pick<RunBoard, 'runs' | 'load'>, domain: string): Promise<boolean> {
  if (board.runs.length === 0) await board.load();
  return hasNoVisitors(board.runs, domain);
}

/** Returns whether one of these onboardings has not yet seen the domain's CNAME in DNS. */
export function hasNoVisitors(runs: readonly RunView[], domain: string): boolean {
  return runs.some((view) => {
    const { plan, facts } = view.record;
    return plan.domain === domain && plan.task === undefined && isUnfinished(view) && !facts.record.seen;
  });
}
