import { busyRecheckMs } from '../recheckTimes.js';
import type { Step } from '../run/step.js';

/** CDN has assigned the CNAME; it may stay empty for some minutes and is never to be made up. */
export const cnameStep: Step = {
  id: 'cname',
  async observe({ cloud, plan, facts, signal }) {
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (domain?.cname) return { kind: 'done', facts: { ...facts, cname: domain.cname } };
    return { kind: 'waiting', reason: { kind: 'cnameUnassigned' }, recheckMs: busyRecheckMs };
  },
};
