import { countApproval, isApproved, isStarted, type Known } from '../approvals.js';
import type { RunFacts } from '../run/facts.js';
import type { Observation } from '../run/step.js';

/** What may approve validation records: the question with exactly these, `exact`, or the line of Start with their name, type and issuer. */
export interface ValidationApproval {
  readonly exact: string;
  readonly started: string;
}

/** Returns whether the records may be written. What Start approved is used once, like an answer. */
export function isValidationApproved({ exact, started }: ValidationApproval, known: Known): boolean {
  return isApproved('validation', exact, known) || (isStarted(started, known) && !known.facts.consumed.validation);
}

/** The facts after the records were seen: their approval is used up. */
export function consumeValidation(approval: ValidationApproval, known: Known): RunFacts {
  return isValidationApproved(approval, known) ? countApproval('validation', known.facts) : known.facts;
}

/** Returns whether the run has recorded a validation record with this value as its own. */
export function isNotedValidation({ facts }: Pick<Known, 'facts'>, value: string): boolean {
  return facts.ownTxt.some((each) => each.purpose === 'validation' && each.value === value);
}

/** The certificate is being issued; rechecked after `recheckMs`. */
export function unissued(recheckMs: number): Observation {
  return { kind: 'waiting', reason: { kind: 'certificateUnissued' }, recheckMs };
}
