import { isWildcard } from '../../dns/hostNames.js';
import { deniedKinds, isErrorOf } from '../../errors.js';
import { isApproved, onceApproval } from '../approvals.js';
import { explainSetting } from '../cdnSettings.js';
import type { RunFacts } from '../run/facts.js';
import { askUser, type Observation, type Step } from '../run/step.js';
import type { DoneNote } from '../run/stepReasons.js';
import { listRefreshes, noteRefreshes, refreshWhole } from '../wholeRefresh.js';

/** Only an answer decides; a refresh by others is noticed too. */
const offerRecheckMs = 60_000;

const kind = 'dropCopies';

/**
 * Copies from before the site was changed are dropped, if the user wants that: a changed cache time does not affect
 * existing copies. Source: Alibaba Cloud CDN, "Cache-related FAQ".
 */
export const dropCopiesStep: Step = {
  id: kind,
  async observe(context) {
    const { facts, plan, answers } = context;
    const { hostRefresh } = facts;
    if (hostRefresh.state === 'sent' || hostRefresh.state === 'refused') return finish(facts, hostRefresh.state);
    if (!facts.site.changed) return { kind: 'done', skipped: true, note: 'nothingToDrop' };
    if (isWildcard(plan.domain)) return { kind: 'done', skipped: true, note: 'wildcardNotDropped' };
    if (hostRefresh.state === 'due' && (await listRefreshes(context)).some((id) => !hostRefresh.before.includes(id)))
      return finish(facts, 'sent');
    const approval = onceApproval(kind, plan.domain, facts);
    if (answers.left.dropCopies === approval) return { kind: 'done', skipped: true, note: 'asChosen' };
    if (!isApproved(kind, plan.domain, context)) return askUser({ kind: 'offerDrop', approval }, offerRecheckMs);
    return { kind: 'todo', facts: hostRefresh.state === 'due' ? facts : await noteRefreshes(context) };
  },
  act: refreshWhole,
  async explain(error, { facts }) {
    // The copies expire anyway, so the run need not wait.
    if (isErrorOf(error, 'quotaExceeded', ...deniedKinds)) return finish(facts, 'refused');
    return explainSetting(error);
  },
};

const notes = { sent: 'copiesDropped', refused: 'copiesKept' } as const satisfies Record<string, DoneNote>;

function finish(facts: RunFacts, state: keyof typeof notes): Observation {
  return { kind: 'done', facts: { ...facts, hostRefresh: { state } }, note: notes[state] };
}
