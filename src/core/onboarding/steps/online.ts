import { AppError } from '../../errors.js';
import { type Step, waitFor } from '../run/step.js';
import { askAgain, observeStatus } from './domain.js';

/** The step whose goal is that the domain is online. CDN takes 3 to 10 minutes for that, and up to a business day to review a foreign origin. */
export const onlineStep: Step = {
  id: 'online',
  async observe(context) {
    const { cloud, plan, before, signal } = context;
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    // A domain that was online is served while its settings change.
    if (domain?.status === 'configuring' && before.state === 'done') return { kind: 'done' };
    if (domain) return observeStatus(domain);
    const gone = askAgain(context);
    if (!gone) throw new AppError('domainNotFound', { subject: plan.domain });
    return gone;
  },
};

/** The step whose goal is that CDN has assigned the CNAME. It may be missing for some minutes, and must never be guessed. */
export const cnameStep: Step = {
  id: 'cname',
  async observe({ cloud, plan, facts, signal }) {
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (domain?.cname) return { kind: 'done', facts: { ...facts, cname: domain.cname } };
    return waitFor({ kind: 'cnameUnassigned' });
  },
};
