import type { RunView } from '../../../core/onboarding/run/run.js';
import type { RunBoard } from '../../../core/onboarding/run/runBoard.js';
import { isUnfinished } from '../../../core/onboarding/run/runRecord.js';
import type { DomainStatus } from '../../../core/ports/cdn.js';

/**
 * Resolves to whether the edge has no copies of the domain, because an unfinished onboarding on this computer will add it to CDN (no `status`), or has added it
 * and has not requested anything at the edge. Rejects if the store of the runs rejects.
 */
export async function isOnItsWay(
  board: Pick<RunBoard, 'runs' | 'load'>,
  domain: string,
  status: DomainStatus | undefined,
): Promise<boolean> {
  // Almost every save is for a domain that is online.
  if (board.runs.length === 0 && status !== 'online') await board.load();
  const isUnasked = ({ activity, record: { facts, steps } }: RunView) =>
    activity !== 'elsewhere' && facts.domain === 'new' && steps.edge.state === 'pending';
  return hasNoVisitors(status === undefined ? board.runs : board.runs.filter(isUnasked), domain);
}

/** Returns whether one of these onboardings has not yet seen the domain's CNAME in DNS. */
export function hasNoVisitors(runs: readonly RunView[], domain: string): boolean {
  return runs.some((view) => {
    const { plan, facts } = view.record;
    return plan.domain === domain && plan.task === undefined && isUnfinished(view) && !facts.record.seen;
  });
}
