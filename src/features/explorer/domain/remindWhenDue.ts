import { listDueRenewals } from '../../../core/https/renewal.js';
import type { HttpsDomain } from '../../../core/ports/certificates.js';
import type { FeatureDeps } from '../../../host/deps.js';

/** What is told of the certificates whenever they were listed; the reminder is loaded with the first one that is due. */
export function remindWhenDue(deps: Pick<FeatureDeps, 'memory' | 'clock'>): (listed: readonly HttpsDomain[]) => void {
  return async (listed) => {
    const due = listDueRenewals(listed, deps.clock.now());
    if (due.length > 0) await (await import('./renewalReminder.js')).remindOfRenewal(deps, due);
  };
}
