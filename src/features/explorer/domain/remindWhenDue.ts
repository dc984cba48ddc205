import type { HttpsDomain } from '../../../core/ports/certificates.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';

/** Creates the listener that reminds the user of due certificates after each listing. */
export function remindWhenDue(
  deps: Pick<FeatureDeps, 'memory' | 'clock' | 'log' | 'session'>,
): (listed: readonly HttpsDomain[]) => void {
  return (listed) =>
    void guard(deps.log, 'renewal reminder', async () =>
      (await import('./renewalReminder.js')).remindOfRenewal(deps, listed),
    );
}
