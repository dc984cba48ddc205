import { checkService } from '../../cdn/serviceState.js';
import { askUser, type Step } from '../run/step.js';

/** The user activates CDN here, or pays a bill in the console. */
const serviceRecheckMs = 20_000;

/** CDN is activated for this account and not suspended for debt. Activation starts billing, so it is left to the user. */
export const serviceStep: Step = {
  id: 'service',
  async observe({ cloud, signal }) {
    const state = await checkService(cloud.cdn, signal);
    if (state === 'open') return { kind: 'done' };
    return askUser({ kind: state === 'locked' ? 'settleDebt' : 'openService' }, serviceRecheckMs);
  },
};
