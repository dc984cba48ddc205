import { findConflicts, findSameCname } from '../../dns/conflicts.js';
import { locateServed } from '../../dns/delegation.js';
import { findExistingRecords } from '../../dns/existingRecords.js';
import { defaultTtl, readRecordTtl } from '../../dns/ttl.js';
import { type AppError, isErrorOf } from '../../errors.js';
import { ownBucket, publicBucketHost } from '../../origin.js';
import type { UploadAccess } from '../../oss/bucketAddress.js';
import type { DnsRecord, NewRecord } from '../../ports/dns.js';
import type { BucketRef } from '../../ports/oss.js';
import { consumeApproval, isApproved, type Known, onceApproval, recordKey } from '../approvals.js';
import { askAboutRefusal, bind, type DomainBinding, explainBinding, isBound } from '../bindDomain.js';
import { toAddRecord } from '../recordOutcomes.js';
import type { RunFacts } from '../run/facts.js';
import { forgetOwnTxt, isOwnTxtThere, removeOwnTxt, settleProof } from '../run/proofTxt.js';
import { askUser, type Observation, recordRecheckMs, type Step, type StepContext, waitFor } from '../run/step.js';

/** Only an answer decides; permission for the default domain rarely comes later. */
const chosenRecheckMs = 60_000;
/** The CNAME is new, and no server answers for it yet. */
const uploadRecheckMs = 10_000;

/**
 * Objects of the bucket can be read and written. Some accounts may not use the default public domain for that
 * (`PublicEndpointForbidden`); they need a domain that is bound to the bucket and points straight at OSS. Which accounts
 * and calls is not documented, so a listing and the HEAD of an object are tried.
 */
export const uploadStep: Step = {
  id: 'upload',
  async observe(context) {
    const bucket = ownBucket(context.plan.origin);
    if (!bucket) return settleProof(context, 'uploadBinding', { skipped: true, note: 'notOwnBucket' });
    if (context.answers.skipped.upload)
      return settleProof(context, 'uploadBinding', { skipped: true, note: 'asChosen' });
    if (await isReachable(context, bucket)) return settleProof(context, 'uploadBinding');
    const binding = bindingOf(context);
    return binding ? observeDomain(context, binding) : askUser({ kind: 'chooseUploadDomain' }, chosenRecheckMs);
  },
  async act(context) {
    const binding = bindingOf(context);
    if (!binding) return removeOwnTxt(context, 'uploadBinding');
    if (!(await isBound(context, binding))) {
      if (!mayBindUpload(context, binding.domain)) return;
      await bind(context, binding);
      return context.note(consumeUploadApproval(context, binding.domain));
    }
    if (await isOwnTxtThere(context, 'uploadBinding')) return removeOwnTxt(context, 'uploadBinding');
    const record = await wantedRecord(context, binding);
    if (record) await writeRecord(context, record);
  },
  async explain(error, context) {
    const binding = bindingOf(context);
    if (!binding) return undefined;
    return (await explainBinding(error, context, binding)) ?? explainRecord(error, context, binding);
  },
};

/** Once it is bound and its proof is gone, only the record can be forbidden. */
async function explainRecord(
  error: AppError,
  context: StepContext,
  binding: DomainBinding,
): Promise<Observation | undefined> {
  if (error.kind !== 'forbidden' || (await isOwnTxtThere(context, 'uploadBinding'))) return undefined;
  const record = await wantedRecord(context, binding);
  return record && askUser(await toAddRecord(record, error, context), recordRecheckMs);
}

function bindingOf({ plan, answers }: StepContext): DomainBinding | undefined {
  const bucket = ownBucket(plan.origin);
  if (!bucket || answers.skipped.upload || answers.uploadDomain === undefined) return undefined;
  return { bucket, domain: answers.uploadDomain, purpose: 'uploadBinding' };
}

async function isReachable({ cloud, signal }: StepContext, bucket: BucketRef): Promise<boolean> {
  try {
    await cloud.oss.listObjects(bucket, { prefix: '', limit: 1 }, signal);
    await cloud.oss.readObjectHead(bucket, 'oss-cdn-probe', signal);
    return true;
  } catch (error) {
    if (isErrorOf(error, 'publicEndpointForbidden')) return false;
    throw error;
  }
}

async function observeDomain(context: StepContext, binding: DomainBinding): Promise<Observation> {
  const { domain } = binding;
  try {
    if (!(await isBound(context, binding))) {
      if (mayBindUpload(context, domain)) return { kind: 'todo' };
      // It was unbound outside of this run.
      const approval = onceApproval('uploadBinding', domain, context.facts);
      return askUser({ kind: 'bindAgain', purpose: 'uploadBinding', domain, approval });
    }
  } catch (error) {
    const asked = askAboutRefusal(error, context, binding);
    if (!asked) throw error;
    return asked;
  }
  if (await isOwnTxtThere(context, 'uploadBinding')) return { kind: 'todo' };
  const record = await wantedRecord(context, binding);
  const facts = consumeUploadApproval(context, domain);
  const seen = record ? await observeRecord({ ...context, facts }, record) : { facts };
  return 'kind' in seen ? seen : proveUpload({ ...context, facts: seen.facts }, binding, record);
}

async function wantedRecord(context: StepContext, { bucket, domain }: DomainBinding): Promise<NewRecord | undefined> {
  const place = await locateServed(context, domain);
  if (!place) return undefined;
  const ttl = await readRecordTtl(context.cloud.dns, place.zone, context.signal);
  return { ...place, type: 'CNAME', value: publicBucketHost(bucket), ttl };
}

/** What the record needs, or the facts once it exists. */
async function observeRecord(
  context: StepContext,
  record: NewRecord,
): Promise<Observation | { readonly facts: RunFacts }> {
  const { cloud, facts, answers, signal } = context;
  const records = await cloud.dns.listRecords(record.zone, record.rr, signal);
  const same = findSameCname(records, record.value);
  if (same?.enabled) {
    const resumed = consumeApproval('resume', same.id, context);
    return { facts: consumeApproval('uploadRecord', recordKey(record), { facts: resumed, answers }) };
  }
  const existing = findConflicts(record.rr, records);
  if (existing.length > 0) {
    return askUser({ kind: 'recordConflict', wanted: record, existing }, recordRecheckMs);
  }
  if (mayWrite(context, record, same)) return { kind: 'todo' };
  return askUser(
    same
      ? { kind: 'recordPaused', existing: same, approval: onceApproval('resume', same.id, facts) }
      : { kind: 'approveUploadRecord', record, approval: onceApproval('uploadRecord', recordKey(record), facts) },
  );
}

/** Returns whether the paused record may be resumed, or else ours added. */
function mayWrite(context: StepContext, record: NewRecord, paused: DnsRecord | undefined): boolean {
  return paused ? isApproved('resume', paused.id, context) : isApproved('uploadRecord', recordKey(record), context);
}

async function writeRecord(context: StepContext, record: NewRecord): Promise<void> {
  const { cloud, signal } = context;
  const same = findSameCname(await cloud.dns.listRecords(record.zone, record.rr, signal), record.value);
  if (same?.enabled || !mayWrite(context, record, same)) return;
  if (same) await cloud.dns.updateRecordState(same.id, true, signal);
  else await cloud.dns.createRecord(record, signal);
}

async function proveUpload(
  context: StepContext,
  { bucket, domain }: DomainBinding,
  record: NewRecord | undefined,
): Promise<Observation> {
  const { cloud, facts, signal } = context;
  try {
    await cloud.oss.listObjects({ ...bucket, uploadDomain: domain }, { prefix: '', limit: 1 }, signal);
    const upload: UploadAccess = { state: 'used', bound: domain, domain };
    return { kind: 'done', facts: { ...forgetOwnTxt(facts, 'uploadBinding'), upload } };
  } catch (error) {
    if (isErrorOf(error, 'untrustedCertificate')) {
      return askUser({ kind: 'uploadCertificate', domain });
    }
    if (!isUnready(error)) throw error;
  }
  if (!record) {
    const value = publicBucketHost(bucket);
    const existing = await findExistingRecords(context, domain, value);
    return askUser({ kind: 'addRecordElsewhere', host: domain, value, ttl: defaultTtl, ...existing }, recordRecheckMs);
  }
  return waitFor({ kind: 'uploadUnready' }, uploadRecheckMs);
}

/** Returns whether no server answers for the domain yet. A proxy reports that as a 5xx, and a forbidden domain as a 403. */
function isUnready(error: unknown): boolean {
  const isProxys = isErrorOf(error, 'proxyRefused') && (error.details.httpStatus ?? 0) >= 500;
  return isProxys || isErrorOf(error, 'offline', 'timeout', 'unavailable', 'badAnswer');
}

/** Returns whether the upload domain may be bound. Choosing it approved it once; what was undone since is asked about. */
function mayBindUpload(known: Known, domain: string): boolean {
  const { upload } = known.facts;
  return upload.state === 'default' || upload.bound !== domain || isApproved('uploadBinding', domain, known);
}

/** The facts after the upload domain is bound: its approval is used up. */
function consumeUploadApproval(known: Known, domain: string): RunFacts {
  const facts = consumeApproval('uploadBinding', domain, known);
  const former = facts.upload.state === 'used' ? facts.upload : ({ state: 'bound' } as const);
  return { ...facts, upload: { ...former, bound: domain } };
}
