import { AppError } from '../../errors.js';
import type { CdnDomain } from '../../ports/cdn.js';
import { type Observation, type Step, seconds } from '../run/step.js';
import { askAgain } from './domain.js';

/** The domain is online; this takes CDN 3 to 10 minutes, a review of a foreign origin up to a business day. */
export const onlineStep: Step = {
  id: 'online',
  async observe(context) {
    const { cloud, plan, signal } = context;
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (domain) return describe(domain);
    const gone = askAgain(context);
    if (!gone) throw new AppError('domainNotFound', { subject: plan.domain });
    return gone;
  },
};

function describe(domain: CdnDomain): Observation {
  switch (domain.status) {
    case 'online':
      return { kind: 'done' };
    case 'check_failed':
    case 'configure_failed':
      return {
        kind: 'needsUser',
        ask: {
          kind: 'domainFailed',
          status: domain.status,
          ...(domain.description ? { description: domain.description } : {}),
        },
        recheckMs: seconds(60),
      };
    case 'stopping':
    case 'deleting':
      return { kind: 'waiting', reason: { kind: domain.status }, recheckMs: seconds(10) };
    case 'offline':
      return { kind: 'needsUser', ask: { kind: 'domainOffline' }, recheckMs: seconds(20) };
    case 'checking':
      return { kind: 'waiting', reason: { kind: 'reviewing' }, recheckMs: seconds(20) };
    case 'configuring':
      return { kind: 'waiting', reason: { kind: 'configuring' }, recheckMs: seconds(5) };
  }
}
