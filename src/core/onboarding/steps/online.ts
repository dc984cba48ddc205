import { AppError } from '../../errors.js';
import type { CdnDomain } from '../../ports/cdn.js';
import { askUser, type Observation, type Step, waitFor } from '../run/step.js';
import { askAgain } from './domain.js';

/** A rejected domain is changed in the console, or a ticket is answered. */
const failedRecheckMs = 60_000;
/** CDN is stopping or deleting the domain. */
const stoppingRecheckMs = 10_000;
/** The domain is enabled here or in the console. */
const offlineRecheckMs = 20_000;
/** A review takes minutes, or up to a business day. */
const reviewRecheckMs = 20_000;

/** The domain is online. CDN takes 3 to 10 minutes, and up to a business day to review a foreign origin. */
export const onlineStep: Step = {
  id: 'online',
  async observe(context) {
    const { cloud, plan, before, signal } = context;
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    // A domain that was online is served while its settings change.
    if (domain?.status === 'configuring' && before.state === 'done') return { kind: 'done' };
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
    case 'configure_failed': {
      const { status, description } = domain;
      return askUser({ kind: 'domainFailed', status, ...(description && { description }) }, failedRecheckMs);
    }
    case 'stopping':
    case 'deleting':
      return waitFor({ kind: domain.status }, stoppingRecheckMs);
    case 'offline':
      return askUser({ kind: 'domainOffline' }, offlineRecheckMs);
    case 'checking':
      return waitFor({ kind: 'reviewing' }, reviewRecheckMs);
    case 'configuring':
      return waitFor({ kind: 'configuring' });
  }
}

/** CDN has assigned the CNAME. It may be empty for some minutes, and must never be guessed. */
export const cnameStep: Step = {
  id: 'cname',
  async observe({ cloud, plan, facts, signal }) {
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (domain?.cname) return { kind: 'done', facts: { ...facts, cname: domain.cname } };
    return waitFor({ kind: 'cnameUnassigned' });
  },
};
