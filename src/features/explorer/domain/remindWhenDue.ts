import type { HttpsDomain } from '../../../core/ports/certificates.js';
import type { FeatureDeps } from '../../../host/deps.js';

/** What is told of the certificates whenever they were listed: has the user reminded of those that should be renewed. */
export function remindWhenDue(deps: Pick<FeatureDeps, 'memory' | 'clock'>): (listed: readonly HttpsDomain[]) => void {
  return async (listed) => (await import('./renewalReminder.js')).remindOfRenewal(deps, listed);
}
