import { countApproval, isApproved, isStarted, type Known } from '../approvals.js';
import type { RunFacts } from '../run/facts.js';
import type { Observation } from '../run/step.js';

/** What may approve records that validate a certificate: the question with exactly these, as `exact`, or the line of Start about their name, type and issuer. */
export interface ValidationApproval {
  readonly exact: string;
  readonly started: string;
}

/** Whether the records may be written. What Start approved serves once, as the answer to a question does. */
export function isValidationApproved({ exact, started }: ValidationApproval, known: Known): boolean {
  return isApproved('validation', exact, known) || (isStarted(started, known) && !known.facts.consumed.validation);
}

/** The facts once the records were seen: what approved them is used up. */
export function consumeValidation(approval: ValidationApproval, known: Known): RunFacts {
  return isValidationApproved(approval, known) ? countApproval('validation', known.facts) : known.facts;
}

/** Whether the run has noted a record with this value as its own. */
export function isNotedValidation({ facts }: Pick<Known, 'facts'>, value: string): boolean {
  return facts.ownTxt.some((each) => each.purpose === 'validation' && each.value === value);
}

/** The certificate is being issued, which is checked again after `recheckMs`. */
export function unissued(recheckMs: number): Observation {
  return { kind: 'waiting', reason: { kind: 'certificateUnissued' }, recheckMs };
}
