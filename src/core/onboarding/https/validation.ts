import { fullName } from '../../dns/hostNames.js';
import { isHeldByWildcard } from '../../dns/wildcardHost.js';
import type { ValidationRecord } from '../../ports/certificates.js';
import { countApproval, isApproved, isStarted, onceApproval, recordKey, startLines } from '../approvals.js';
import type { OwnTxt, ProofIssuer } from '../run/facts.js';
import { findProof, noteOwnTxt, toProofRecord, writeNotedTxt } from '../run/proofTxt.js';
import { type ActContext, askUser, type Observation, recordRecheckMs, type StepContext } from '../run/step.js';

/** The records by which an issuer validates the domain. */
export interface Validation {
  readonly issuer: ProofIssuer;
  readonly records: readonly ValidationRecord[];
  /** Returns whether DNS shows a record that this account cannot write. */
  isShown(record: ValidationRecord): Promise<boolean>;
}

/**
 * Observes what is left until the records are in DNS, as approved; then returns those in this account. `wildcard` if one
 * would take the name from the wildcard that visitors follow.
 */
export async function observeRecords(
  context: StepContext,
  validation: Validation,
): Promise<Observation | 'wildcard' | readonly OwnTxt[]> {
  const { facts } = context;
  const found = await findRecords(context, validation);
  if ('elsewhere' in found) {
    const { host, type, value } = found.elsewhere;
    if (await isHeldByWildcard(context, host)) return 'wildcard';
    const record = { host, value, ...(type === 'CNAME' && { type }) };
    return askUser({ kind: 'addTxt', purpose: 'validation', ...record }, recordRecheckMs);
  }
  const { all, missing, isAgreed } = found;
  const [first] = missing;
  if (!first) return isAgreed ? { kind: 'todo' } : all;
  if (await isHeldByWildcard(context, fullName(first))) return 'wildcard';
  if (isAgreed) return { kind: 'todo', facts: missing.reduce(noteOwnTxt, facts) };
  const { issuer } = validation;
  const { records, exact } = await toApproval(context, all);
  return askUser({ kind: 'approveValidation', records, approval: onceApproval('validation', exact, facts), issuer });
}

/**
 * Writes the missing records as approved, which uses the approval up. `complete`: there was nothing to do. `changed`: the
 * issuer named others than those that were recorded before, and nothing is written.
 */
export async function writeRecords(
  context: ActContext,
  validation: Validation,
): Promise<'complete' | 'changed' | undefined> {
  const found = await findRecords(context, validation);
  if ('elsewhere' in found) return undefined;
  const { missing, isAgreed } = found;
  if (missing.length === 0 && !isAgreed) return 'complete';
  if (!missing.every(({ value }) => isNoted(context, value))) return 'changed';
  for (const txt of missing) await writeNotedTxt(context, txt);
  if (isAgreed) await context.note(countApproval('validation', context.facts));
  return undefined;
}

/** The places of the records and those that are not in DNS, or one that has no effect in this account. */
type Found =
  | { readonly all: readonly OwnTxt[]; readonly missing: readonly OwnTxt[]; readonly isAgreed: boolean }
  | { readonly elsewhere: ValidationRecord };

async function findRecords(context: StepContext, { issuer, records, isShown }: Validation): Promise<Found> {
  const all: OwnTxt[] = [];
  const missing: OwnTxt[] = [];
  for (const record of records) {
    const proof = await findProof(context, 'validation', record);
    if (proof.hosted) all.push(proof.txt);
    else if (!(await isShown(record))) return { elsewhere: record };
    if (proof.hosted && !proof.present) missing.push(proof.txt);
  }
  // A window that closed after writing the records leaves their approval unused.
  const isOurs = missing.length > 0 || all.some(({ value }) => isNoted(context, value));
  return { all, missing, isAgreed: isOurs && (await isApprovedFor(context, all, issuer)) };
}

/** Returns whether these records may be written. What Start approved is used once, like an answer. */
async function isApprovedFor(context: StepContext, all: readonly OwnTxt[], issuer: ProofIssuer): Promise<boolean> {
  const { exact } = await toApproval(context, all);
  const isBegun = all.every((txt) => isStarted(startLines.record(fullName(txt), txt.type, issuer), context));
  return isApproved('validation', exact, context) || (isBegun && !context.facts.consumed.validation);
}

/** The records with all fields, and their common approval, so that a crash between two writes asks nothing again. */
async function toApproval({ cloud, signal }: StepContext, all: readonly OwnTxt[]) {
  const records = await Promise.all(all.map((txt) => toProofRecord(txt, cloud.dns, signal)));
  return { records, exact: records.map(recordKey).join(' | ') };
}

/** Returns whether the run has recorded a validation record with this value as its own. */
function isNoted({ facts }: StepContext, value: string): boolean {
  return facts.ownTxt.some((each) => each.purpose === 'validation' && each.value === value);
}
