import { countSeen } from '../dnsSeen.js';
import { probeName } from '../names.js';
import { type Step, seconds } from '../step.js';

/** Every name server that answers gives the CNAME. Silent servers do not count; at least one must answer. */
export const resolvedStep: Step = {
  id: 'resolved',
  async observe(context) {
    const { seen, asked } = await countSeen(context, probeName(context.plan.domain), context.facts.cname ?? '');
    if (asked > 0 && seen === asked) return { kind: 'done' };
    return { kind: 'waiting', reason: { kind: 'propagating', seen, asked }, recheckMs: seconds(5) };
  },
};
