import type { CdnDomain, DomainStatus } from '../ports/cdn.js';

/** What deleting a domain takes: CDN deletes only what is disabled, or never came to work. */
export type RemovalPlan = readonly ('stop' | 'delete')[] | 'busy';

const plans = {
  online: ['stop', 'delete'],
  offline: ['delete'],
  check_failed: ['delete'],
  configure_failed: ['delete'],
  configuring: 'busy',
  checking: 'busy',
  stopping: 'busy',
  deleting: 'busy',
} satisfies Record<DomainStatus, RemovalPlan>;

/** The acts that delete a domain as it stands; `busy` while CDN works on it. */
export function planRemoval({ status }: Pick<CdnDomain, 'status'>): RemovalPlan {
  return plans[status];
}
