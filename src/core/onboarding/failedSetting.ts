import { lookUp } from '../lookUp.js';
import type { CdnConfig } from '../ports/cdn.js';
import { type Observation, type StepContext, seconds } from './step.js';

/** How a setting stands that is not in effect yet: one that CDN failed to make is made once more, then the person is asked. */
export function observeUnready({ functionName, status }: CdnConfig, { facts, answers }: StepContext): Observation {
  if (status !== 'failed') return { kind: 'waiting', reason: { kind: 'configuring' }, recheckMs: seconds(5) };
  const times = lookUp(facts.setAgain ?? {}, functionName) ?? 0;
  const approval = `${functionName} (${times})`;
  if (times > 0 && answers.settingAgain !== approval) {
    return { kind: 'needsUser', ask: { kind: 'settingFailed', functionName, approval }, recheckMs: seconds(30) };
  }
  return { kind: 'todo', facts: { ...facts, setAgain: { ...facts.setAgain, [functionName]: times + 1 } } };
}

/** What names the setting to be replaced, where there is one already. */
export function inPlaceOf(config: CdnConfig | undefined): { readonly configId?: string } {
  return config ? { configId: config.id } : {};
}
