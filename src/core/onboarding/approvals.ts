import { sameHost } from '../dns/hostNames.js';
import { ownBucket, publicBucketHost } from '../origin.js';
import type { CdnConfig, CdnDomain } from '../ports/cdn.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { answerRecheckMs } from './recheckTimes.js';
import type { OnceKind, RunFacts } from './run/facts.js';
import type { Observation, StepContext } from './run/step.js';

type Known = Pick<StepContext, 'facts' | 'answers'>;
type KnownPlan = Pick<StepContext, 'plan' | 'facts' | 'answers'>;

/** The text that identifies a record exactly, for comparing an approval with an act. */
export function recordKey(record: NewRecord): string {
  return [record.zone, record.rr, record.type, record.value, record.ttl].join(' ');
}

/** What an approval must say for exactly this record to be written once. */
export function recordApproval(record: NewRecord, { record: { written } }: RunFacts): string {
  return written === 0 ? recordKey(record) : `${recordKey(record)} (${written})`;
}

/** What an approval must say for exactly this record to be written after exactly these were paused. */
export function switchApproval(record: NewRecord, paused: readonly DnsRecord[], facts: RunFacts): string {
  return [recordApproval(record, facts), ...recordKeys(paused)].join(' | ');
}

/** What an answer must say to leave exactly these records as they are, in place of the wanted one. */
export function leaveApproval(wanted: NewRecord, existing: readonly DnsRecord[]): string {
  return [recordKey(wanted), ...recordKeys(existing)].join(' | ');
}

function recordKeys(records: readonly DnsRecord[]): readonly string[] {
  return records.map((each) => `${each.id} ${recordKey(each)}`).sort();
}

/** Whether the record may be written: an approved switch continues after a crash in which the old records were already paused. */
export function mayWriteRecord(record: NewRecord, { facts, answers: { approvals } }: Known): boolean {
  const approval = recordApproval(record, facts);
  return approvals.record === approval || approvals.switch?.split(' | ')[0] === approval;
}

/** The facts once the record exists under this id: the approval that wrote it is used up. */
export function consumeRecordApproval(record: NewRecord, id: string, known: Known): RunFacts {
  const { facts } = known;
  if (!mayWriteRecord(record, known)) return facts;
  const { own, written } = facts.record;
  // A record of the user's that was resumed stays theirs.
  const kept = own.state === 'resumed' && own.id === id ? own : ({ state: 'written', id } as const);
  return { ...facts, record: { ...facts.record, written: written + 1, own: kept } };
}

/** What an approval must say for this to be done once; `what` names exactly what. */
export function onceApproval(kind: OnceKind, what: string, { consumed }: RunFacts): string {
  return `${what} (${consumed[kind] ?? 0})`;
}

/** Whether the user has approved that this is done once, and it has not been seen done since. */
export function isApproved(kind: OnceKind, what: string, { facts, answers: { approvals } }: Known): boolean {
  return approvals[kind] === onceApproval(kind, what, facts);
}

/** The facts once this is seen done: the approval for it is used up. */
export function consumeApproval(kind: OnceKind, what: string, known: Known): RunFacts {
  return isApproved(kind, what, known) ? count(kind, known.facts) : known.facts;
}

function count(kind: OnceKind, facts: RunFacts): RunFacts {
  return { ...facts, consumed: { ...facts.consumed, [kind]: (facts.consumed[kind] ?? 0) + 1 } };
}

/** Whether the domain may be created: the review of the form approved it once, every further time is asked about. */
export function mayCreateDomain(known: KnownPlan): boolean {
  return !known.facts.consumed.domain || isApproved('domain', known.plan.domain, known);
}

/** The facts once the domain is seen on CDN, however it was added. */
export function consumeDomainApproval(known: KnownPlan): RunFacts {
  if (!known.facts.consumed.domain) return count('domain', known.facts);
  return consumeApproval('domain', known.plan.domain, known);
}

/** The facts once this is seen, however it came about: an approval for it, or the answer to leave it, is used up. */
export function consumeSeen(
  kind: 'binding' | 'originHost',
  { plan, facts, answers: { approvals, left } }: KnownPlan,
): RunFacts {
  const once = onceApproval(kind, plan.domain, facts);
  const isUsed = [approvals[kind], left[kind]].some((answer) => answer?.split(' | ')[0] === once);
  return isUsed || !facts.consumed[kind] ? count(kind, facts) : facts;
}

/** Whether the upload domain may be bound: choosing it approved it once, what was undone since is asked about. */
export function mayBindUpload(known: Known, domain: string): boolean {
  const { upload } = known.facts;
  return upload.state === 'default' || upload.bound !== domain || isApproved('uploadBinding', domain, known);
}

/** The facts once the upload domain is bound: the approval for it is used up. */
export function consumeUploadApproval(known: Known, domain: string): RunFacts {
  const facts = consumeApproval('uploadBinding', domain, known);
  const former = facts.upload.state === 'used' ? facts.upload : ({ state: 'bound' } as const);
  return { ...facts, upload: { ...former, bound: domain } };
}

/** The question before an upload domain that was unbound outside of this run is bound again. */
export function askToBindUpload({ facts }: Known, domain: string): Observation {
  const approval = onceApproval('uploadBinding', domain, facts);
  const ask = { kind: 'bindAgain', purpose: 'uploadBinding', domain, approval } as const;
  return { kind: 'needsUser', ask, recheckMs: answerRecheckMs };
}

/** The origin host that CDN sends to the bucket when that is not the bucket's own name, the default of CDN; `undefined` where that one or none is set. */
export function findOtherHost(
  config: CdnConfig | undefined,
  { plan }: Pick<StepContext, 'plan'>,
  domain: Pick<CdnDomain, 'sources'> | undefined,
): string | undefined {
  const host = config?.args.domain_name;
  const bucket = ownBucket(plan.origin);
  const own = domain?.sources.map(({ content }) => content) ?? (bucket ? [publicBucketHost(bucket)] : []);
  return host === undefined || own.some((each) => sameHost(each, host)) ? undefined : host;
}

/** What an answer must say for the origin host to be set in place of exactly this one, or to be left. */
export function hostApproval({ plan, facts }: Pick<StepContext, 'plan' | 'facts'>, other: string | undefined): string {
  const once = onceApproval('originHost', plan.domain, facts);
  return other === undefined ? once : `${once} | ${other}`;
}

/** Whether the origin host may be set: the review of the form, or binding again, approved it once; what was set or removed outside of this run is asked about. */
export function maySetHost(known: KnownPlan, other: string | undefined): boolean {
  const { facts, answers } = known;
  if (answers.approvals.originHost === hostApproval(known, other)) return true;
  return other === undefined && (facts.hostAgain || (!facts.consumed.originHost && !answers.unbound));
}

/** The facts once CDN sends the domain as origin host, however it was set. */
export function consumeHostApproval(known: KnownPlan): RunFacts {
  return { ...consumeSeen('originHost', known), hostAgain: false };
}

/**
 * What an answer must say to leave as it is what DNS elsewhere shows of a name. Name servers show its addresses in
 * turns, so they are no part of it.
 */
export function leaveElsewhereApproval(name: string, target: string): string {
  return `${name} CNAME ${target}`;
}
