import { isErrorOf } from '../../errors.js';
import type { CdnPort } from '../../ports/cdn.js';
import { type Step, seconds } from '../run/step.js';

/** CDN is activated for this account and not suspended for debt. Activation starts billing, so it is left to the user. */
export const serviceStep: Step = {
  id: 'service',
  async observe({ cloud, signal }) {
    const state = await checkService(cloud.cdn, signal);
    if (state === 'open') return { kind: 'done' };
    const ask = state === 'locked' ? ({ kind: 'settleDebt' } as const) : ({ kind: 'openService' } as const);
    return { kind: 'needsUser', ask, recheckMs: seconds(20) };
  },
};

/** Whether CDN is activated for the account. Without permission to query that, the run continues: CDN reports it later. */
export async function checkService(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  try {
    return await cdn.readServiceState(signal);
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return 'open';
    throw error;
  }
}
