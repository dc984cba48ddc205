import { type Step, seconds } from '../run/step.js';
import { readServiceState } from '../serviceState.js';

/** CDN is opened for this account and not locked for debt. Opening it starts billing, so only the person does it. */
export const serviceStep: Step = {
  id: 'service',
  async observe({ cloud, signal }) {
    const state = await readServiceState(cloud.cdn, signal);
    if (state === 'open') return { kind: 'done' };
    const ask = state === 'locked' ? ({ kind: 'settleDebt' } as const) : ({ kind: 'openService' } as const);
    return { kind: 'needsUser', ask, recheckMs: seconds(20) };
  },
};
