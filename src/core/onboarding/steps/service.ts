import { isErrorOf } from '../../errors.js';
import type { CdnPort } from '../../ports/cdn.js';
import { type Step, seconds } from '../run/step.js';

/** CDN is opened for this account and not locked for debt. Opening it starts billing, so only the person does it. */
export const serviceStep: Step = {
  id: 'service',
  async observe({ cloud, signal }) {
    const state = await checkService(cloud.cdn, signal);
    if (state === 'open') return { kind: 'done' };
    const ask = state === 'locked' ? ({ kind: 'settleDebt' } as const) : ({ kind: 'openService' } as const);
    return { kind: 'needsUser', ask, recheckMs: seconds(20) };
  },
};

/** Whether CDN is open for the account. One that may not ask goes on as if it were: what CDN refuses later tells. */
export async function checkService(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  try {
    return await cdn.readServiceState(signal);
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return 'open';
    throw error;
  }
}
