import { countSeen } from '../dnsSeen.js';
import { probeName } from '../names.js';
import { type Step, seconds } from '../step.js';

/** Every name server that answers gives the CNAME. Silent servers do not count; at least one must answer. */
export const resolvedStep: Step = {
  id: 'resolved',
  async observe(context) {
    const { plan, facts } = context;
    const { seen, asked } = await countSeen(context, probeName(plan.domain), facts.cname ?? '');
    if (asked > 0 && seen === asked) return { kind: 'done' };
    const ttls = (facts.paused ?? []).map(({ ttl }) => ttl);
    const old = ttls.length > 0 ? { oldTtl: Math.max(...ttls) } : {};
    return { kind: 'waiting', reason: { kind: 'propagating', seen, asked, ...old }, recheckMs: seconds(5) };
  },
};
