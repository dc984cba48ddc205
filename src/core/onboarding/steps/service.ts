import { checkService } from '../../cdn/serviceState.js';
import { type Step, seconds } from '../run/step.js';

/** The user activates CDN here, or pays a bill in the console. */
const serviceRecheckMs = seconds(20);

/** CDN is activated for this account and not suspended for debt. Activation starts billing, so it is left to the user. */
export const serviceStep: Step = {
  id: 'service',
  async observe({ cloud, signal }) {
    const state = await checkService(cloud.cdn, signal);
    if (state === 'open') return { kind: 'done' };
    const ask = state === 'locked' ? ({ kind: 'settleDebt' } as const) : ({ kind: 'openService' } as const);
    return { kind: 'needsUser', ask, recheckMs: serviceRecheckMs };
  },
};
