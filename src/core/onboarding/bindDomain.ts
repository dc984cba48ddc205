import { sameHost } from '../dns/hostNames.js';
import { type AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import type { BucketRef } from '../ports/oss.js';
import type { TxtPurpose } from './run/facts.js';
import { askForTxt, findProof, noteOwnTxt, writeOwnTxt } from './run/proofTxt.js';
import { askUser, type Observation, recordRecheckMs, type StepContext, toStepFailure, waitFor } from './run/step.js';

/** A domain to bind to a bucket, and the purpose of its proof TXT. */
export interface DomainBinding {
  readonly bucket: BucketRef;
  readonly domain: string;
  readonly purpose: TxtPurpose;
}

/** Returns whether the domain is bound to the bucket. */
export async function isBound({ cloud, signal }: StepContext, { bucket, domain }: DomainBinding): Promise<boolean> {
  const bound = await cloud.oss.listCnames(bucket, signal);
  return bound.some((each) => sameHost(each.domain, domain));
}

/** Binds the domain, after writing the recorded proof TXT. */
export async function bind(context: StepContext, { bucket, domain, purpose }: DomainBinding): Promise<void> {
  await writeOwnTxt(context, purpose);
  await context.cloud.oss.createCname(bucket, domain, context.signal);
}

/** Permanent refusals of OSS. Source: Alibaba Cloud OSS, PutCname. */
const refusals = [
  'cnameRefused',
  'invalidInput',
  'forbidden',
  'publicEndpointForbidden',
] as const satisfies readonly ErrorKind[];

/**
 * The meaning of a refused binding: OSS requires a TXT on `_dnsauth` of the domain, or it does not bind the domain,
 * which is reported with the reason. Source: Alibaba Cloud OSS, PutCname.
 */
export async function explainBinding(
  error: AppError,
  context: StepContext,
  binding: DomainBinding,
): Promise<Observation | undefined> {
  // Without permission to change DNS, OSS was not even asked.
  if (error.kind === 'forbidden') {
    const barred = await askForTxt(context, binding.purpose);
    if (barred || (await isBound(context, binding))) return barred;
  }
  if (error.kind !== 'cnameTokenNeeded') return askAboutRefusal(error, context, binding);
  try {
    return await askForProof(context, binding);
  } catch (caught) {
    const refused = toAppError(caught);
    // The domain was verified meanwhile. OSS binds it once that has propagated.
    if (refused.kind === 'cnameTokenNeedless') {
      return waitFor({ kind: 'bindingUnready' });
    }
    const asked = askAboutRefusal(refused, context, binding);
    if (!asked) throw caught;
    return asked;
  }
}

/** The question after a refusal, with the binding and the error; `undefined` if the error is no refusal. */
export function askAboutRefusal(
  caught: unknown,
  context: StepContext,
  { domain, purpose }: DomainBinding,
): Observation | undefined {
  if (!isErrorOf(caught, ...refusals)) return undefined;
  return askUser({ kind: 'bindingRefused', purpose, domain, error: toStepFailure(caught, context) });
}

async function askForProof(context: StepContext, { bucket, domain, purpose }: DomainBinding): Promise<Observation> {
  const { cloud, facts, signal } = context;
  const value = await cloud.oss.createCnameToken(bucket, domain, signal);
  const host = `_dnsauth.${domain}`;
  const proof = await findProof(context, purpose, { host, type: 'TXT', value });
  if (!proof.hosted) return askUser({ kind: 'addTxt', purpose, host, value }, recordRecheckMs);
  if (!proof.present) return { kind: 'todo', facts: noteOwnTxt(facts, proof.txt) };
  return waitFor({ kind: 'tokenUnseen' });
}
