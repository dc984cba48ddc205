import { isWildcard } from '../../dns/hostNames.js';
import { isErrorOf } from '../../errors.js';
import { isApproved, onceApproval } from '../approvals.js';
import { explainSetting } from '../cdnSettings.js';
import type { RunFacts } from '../run/facts.js';
import { type Observation, type Step, seconds } from '../run/step.js';
import type { DoneNote } from '../run/stepReasons.js';
import { listRefreshes, noteRefreshes, refreshWhole } from '../wholeRefresh.js';

/** Only an answer decides it; a refresh from elsewhere is noticed as well. */
const offerRecheckMs = seconds(60);

const kind = 'dropCopies';

/**
 * What the edge has cached before the site was changed is dropped, where the user wants that: a changed time to keep a file does
 * not touch copies that are there. Source: Alibaba Cloud CDN, "Cache-related FAQ".
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
    if (!isApproved(kind, plan.domain, context))
      return { kind: 'needsUser', ask: { kind: 'offerDrop', approval }, recheckMs: offerRecheckMs };
    return { kind: 'todo', facts: hostRefresh.state === 'due' ? facts : await noteRefreshes(context) };
  },
  act: refreshWhole,
  async explain(error, { facts }) {
    // The copies expire in any case; the run need not wait for that.
    if (isErrorOf(error, 'quotaExceeded', 'forbidden', 'refused')) return finish(facts, 'refused');
    return explainSetting(error);
  },
};

const notes = { sent: 'copiesDropped', refused: 'copiesKept' } as const satisfies Record<string, DoneNote>;

function finish(facts: RunFacts, state: keyof typeof notes): Observation {
  return { kind: 'done', facts: { ...facts, hostRefresh: { state } }, note: notes[state] };
}
