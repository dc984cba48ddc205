import { sameHost } from '../dnsConflict.js';
import type { AppError } from '../errors.js';
import type { BucketRef } from '../ports/oss.js';
import { findProof, noteOwnTxt, writeOwnTxt } from './proofTxt.js';
import type { TxtPurpose } from './run.js';
import { type Observation, type StepContext, seconds } from './step.js';

/** A domain to be bound to a bucket, and what its proof TXT is noted as. */
export interface Binding {
  readonly bucket: BucketRef;
  readonly domain: string;
  readonly purpose: TxtPurpose;
}

/** Says whether the domain is bound to the bucket. */
export async function isBound({ cloud, signal }: StepContext, { bucket, domain }: Binding): Promise<boolean> {
  const bound = await cloud.oss.listCnames(bucket, signal);
  return bound.some((each) => sameHost(each.domain, domain));
}

/** Binds the domain, first writing the proof TXT that was noted as ours. */
export async function bind(context: StepContext, { bucket, domain, purpose }: Binding): Promise<void> {
  await writeOwnTxt(context, purpose);
  await context.cloud.oss.createCname(bucket, domain, context.signal);
}

/**
 * What a refused binding means: OSS wants a TXT on `_dnsauth` of the domain, somebody else has the domain, or it has
 * no ICP filing. Source: Alibaba Cloud OSS, PutCname.
 */
export async function explainBinding(
  error: AppError,
  context: StepContext,
  binding: Binding,
): Promise<Observation | undefined> {
  if (error.kind === 'cnameTaken') return { kind: 'needsUser', ask: { kind: 'cnameTaken' }, recheckMs: seconds(20) };
  if (error.kind === 'cnameNotFiled') return { kind: 'needsUser', ask: { kind: 'fileIcp' }, recheckMs: seconds(60) };
  return error.kind === 'cnameTokenNeeded' ? askForProof(context, binding) : undefined;
}

async function askForProof(context: StepContext, { bucket, domain, purpose }: Binding): Promise<Observation> {
  const { cloud, facts, signal } = context;
  const value = await cloud.oss.createCnameToken(bucket, domain, signal);
  const host = `_dnsauth.${domain}`;
  const proof = await findProof(context, purpose, host, value);
  if (!proof.hosted)
    return { kind: 'needsUser', ask: { kind: 'addTxt', purpose, host, value }, recheckMs: seconds(15) };
  if (!proof.present) return { kind: 'todo', facts: noteOwnTxt(facts, proof.txt) };
  return { kind: 'waiting', reason: { kind: 'tokenUnseen' }, recheckMs: seconds(5) };
}
