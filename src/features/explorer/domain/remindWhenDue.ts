import type { HttpsDomain } from '../../../core/ports/certificates.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';

/** What is told of the certificates whenever they were listed: has the user reminded of those that should be renewed. */
export function remindWhenDue(
  deps: Pick<FeatureDeps, 'memory' | 'clock' | 'log' | 'session'>,
): (listed: readonly HttpsDomain[]) => void {
  return (listed) =>
    void guard(deps.log, 'renewal reminder', async () =>
      (await import('./renewalReminder.js')).remindOfRenewal(deps, listed),
    );
}
