import { isFlattened } from '../../cdn/flattenedCname.js';
import { isPage } from '../../delivery/siteFile.js';
import { queryAll } from '../../dns/aliases.js';
import { isInformative, ownRecords } from '../../dns/answers.js';
import {
  canPause,
  endangersMail,
  findConflicts,
  findOtherLines,
  findSameCname,
  isLeading,
} from '../../dns/conflicts.js';
import { findForeignServers } from '../../dns/delegation.js';
import { findExistingRecords } from '../../dns/existingRecords.js';
import { probeName, recordName } from '../../dns/hostNames.js';
import { countPropagation } from '../../dns/propagation.js';
import { findChanged, writeSwitch } from '../../dns/switchRecord.js';
import { defaultTtl, recordTtl } from '../../dns/ttl.js';
import { isHeldByWildcard } from '../../dns/wildcardHost.js';
import type { DnsRecord, NewRecord } from '../../ports/dns.js';
import {
  countApproval,
  covers,
  coversWeaknesses,
  type Known,
  onceApproval,
  recordKey,
  withWeaknesses,
} from '../approvals.js';
import { forgetLeft, leaveRecord, toAddRecord } from '../recordOutcomes.js';
import type { EdgeEvidence, RunFacts, SwitchDoubt, SwitchEvidence } from '../run/facts.js';
import { askUser, type Observation, recordRecheckMs, type Step, type StepContext } from '../run/step.js';
import { findPaused, listReplacedRecords, type ReplacedRecords } from '../undoSwitch.js';

/** The step whose goal is that the CNAME record is in DNS. It changes live traffic, so it is written only as approved, with all its fields. */
export const recordStep: Step = {
  id: 'record',
  async observe(context) {
    const { cloud, facts, signal } = context;
    const wanted = wantedRecord(facts);
    if (!wanted) return observeElsewhere(context);
    const records = await cloud.dns.listRecords(wanted.zone, wanted.rr, signal);
    const same = findSameCname(records, wanted.value);
    if (same?.enabled) return complete(context, wanted, same, records);
    const servers = await findForeignServers(context, wanted.zone);
    if (servers) return observeForeign(context, wanted, servers);
    // Ours may exist, paused by hand for the old one.
    const conflict = considerConflicts(context, wanted, records, same);
    return withEvidence(
      conflict ?? (same ? resume(same, wanted, context) : approve(wanted, context)),
      context,
      records,
    );
  },
  async act(context) {
    const { cloud, facts, answers, signal } = context;
    const wanted = wantedRecord(facts);
    if (!wanted) return;
    const records = await cloud.dns.listRecords(wanted.zone, wanted.rr, signal);
    const ours = findSameCname(records, wanted.value);
    if (!mayAdd(ours, wanted, context)) return;
    const conflicts = findConflicts(wanted.rr, records);
    // Only approved records are replaced. If others were added since, DNS refuses ours.
    const approval = switchApproval(wanted, noteSwitch(facts, conflicts), facts);
    const approved = covers(answers.approvals.switch, approval, facts);
    const changed = conflicts.find(({ id }) => id === facts.record.changed?.id);
    // The recorded one is already out of the way: another one is recorded before it is changed.
    if (approved && conflicts.length > 0 && !changed) return;
    const former = listReplacedRecords(facts.record).find(({ id }) => id === ours?.id);
    const others = approved ? { existing: conflicts, pausedBefore: findPaused(records, facts), changed, former } : {};
    await writeSwitch(context, { wanted, ours, ...others });
  },
  async explain(error, context) {
    const wanted = wantedRecord(context.facts);
    if (error.kind !== 'forbidden' || !wanted) return undefined;
    const ask = await toAddRecord(wanted, error, context);
    const evidence = await readEvidenceElsewhere(context, ask.existing !== undefined);
    return askUser({ ...ask, evidence }, recordRecheckMs);
  },
};

function wantedRecord({ dns, cname }: RunFacts): NewRecord | undefined {
  if (dns.kept === 'elsewhere' || !cname) return undefined;
  return { zone: dns.zone, rr: dns.rr, type: 'CNAME', value: cname, ttl: recordTtl(dns.minTtl) };
}

/** Returns the done step after the record was found. Visitors of a DNS line that has its own records do not follow the CNAME. */
function complete(
  { facts, answers }: StepContext,
  wanted: NewRecord,
  same: DnsRecord,
  records: readonly DnsRecord[],
): Observation {
  const left = forgetLeft(facts);
  const resumed = mayResume(same, { facts: left, answers }) ? countApproval('resume', left) : left;
  const known = noteSeen(consumeRecordApproval(wanted, same.id, { facts: resumed, answers }));
  const others = findOtherLines(records, wanted.value).length > 0;
  return { kind: 'done', facts: known, ...(others && { note: 'otherLines' as const }) };
}

/** Observes a zone that other servers serve. The CNAME counts once those servers return it. */
async function observeForeign(
  context: StepContext,
  { zone, value }: NewRecord,
  servers: readonly string[],
): Promise<Observation> {
  const seen = await observeSeen(context, value);
  if ('kind' in seen) return seen;
  return askUser({ kind: 'zoneElsewhere', zone, servers, ...seen });
}

function resume(existing: DnsRecord, wanted: NewRecord, context: StepContext): Observation {
  const { facts, answers } = context;
  if (mayAdd(existing, wanted, context)) return { kind: 'todo', facts: noteResumed(facts, existing) };
  const leave = leaveApproval(wanted, []);
  if (answers.left.records === leave) return leaveRecord(facts);
  const approval = withWeaknesses(onceApproval('resume', existing.id, facts), facts);
  return askUser({ kind: 'recordPaused', existing, approval, leave }, recordRecheckMs);
}

/** Returns whether our CNAME may be added, or resumed if it is paused. The user has to have approved that, and the proof must be no worse than then. */
function mayAdd(ours: DnsRecord | undefined, wanted: NewRecord, known: Known): boolean {
  const { facts, answers } = known;
  const { record, switch: change, resume: resuming } = answers.approvals;
  // The record that a switch has changed was enabled, so someone has paused it since.
  const isPausedSince = ours !== undefined && ours.id === facts.record.changed?.id;
  const given = [
    ...(isPausedSince ? [] : [record, change]).filter((each) => firstOf(each) === recordApproval(wanted, facts)),
    ...(ours && mayResume(ours, known) ? [resuming] : []),
  ];
  return given.some((each) => coversWeaknesses(each, facts));
}

function mayResume({ id }: DnsRecord, { facts, answers }: Known): boolean {
  return firstOf(answers.approvals.resume) === onceApproval('resume', id, facts);
}

function considerConflicts(
  { facts, answers }: StepContext,
  wanted: NewRecord,
  records: readonly DnsRecord[],
  same: DnsRecord | undefined,
): Observation | undefined {
  const existing = findConflicts(wanted.rr, records);
  if (existing.length === 0) return undefined;
  // Recorded before the first write: an undo needs every field, even after a crash.
  const noted = noteSwitch(facts, existing);
  const approval = switchApproval(wanted, noted, facts);
  const leave = leaveApproval(wanted, existing);
  if (answers.left.records === leave) return leaveRecord(facts);
  if (covers(answers.approvals.switch, approval, facts)) return { kind: 'todo', facts: withReplaced(facts, noted) };
  const { changed } = noted;
  const way = { ...(changed && { changed: changed.id }), ...(same && { copy: same.id }) };
  const offer = [...existing, ...(same ? [same] : [])].every(canPause)
    ? { approval: withWeaknesses(approval, facts), ...way }
    : {};
  const known = forgetChanged(facts, existing);
  return {
    kind: 'needsUser',
    ...(known !== facts && { facts: known }),
    ask: { kind: 'recordConflict', wanted, existing, leave, ...offer },
    recheckMs: recordRecheckMs,
  };
}

/** Recorded before the record is resumed, like records that a switch pauses. A record of this run stays ours. */
function noteResumed(facts: RunFacts, same: DnsRecord): RunFacts {
  const { own } = facts.record;
  if (own.state === 'written' && own.id === same.id) return facts;
  return { ...facts, record: { ...facts.record, own: { state: 'resumed', id: same.id } } };
}

/** Combines the records that a switch replaces now with those that it replaced earlier. All of them are approved, and undone, together. */
function noteSwitch({ record }: RunFacts, existing: readonly DnsRecord[]): ReplacedRecords {
  const isThere = ({ id }: DnsRecord) => existing.some((each) => each.id === id);
  const replaced = [...listReplacedRecords(record).filter((each) => !isThere(each)), ...existing];
  const changed = findChanged(existing);
  const paused = replaced.filter(({ id }) => id !== changed?.id);
  return changed ? { paused, changed } : { paused };
}

function withReplaced(facts: RunFacts, replaced: ReplacedRecords): RunFacts {
  const { changed: _, ...record } = facts.record;
  return { ...facts, record: { ...record, ...replaced } };
}

/** Returns the facts without the record that became the CNAME, after it was changed again. If it leads to CDN later, that is not the work of this run. */
function forgetChanged(facts: RunFacts, existing: readonly DnsRecord[]): RunFacts {
  const { paused, changed, own } = facts.record;
  if (!changed || !existing.some(({ id }) => id === changed.id)) return facts;
  const isGone = own.state !== 'none' && own.id === changed.id;
  const record = { ...facts.record, own: isGone ? ({ state: 'none' } as const) : own };
  return withReplaced({ ...facts, record }, { paused });
}

function approve(record: NewRecord, context: StepContext): Observation {
  const { facts, answers } = context;
  if (mayAdd(undefined, record, context)) return { kind: 'todo' };
  const leave = leaveApproval(record, []);
  if (answers.left.records === leave) return leaveRecord(facts);
  return askUser({
    kind: 'approveRecord',
    record,
    approval: withWeaknesses(recordApproval(record, facts), facts),
    leave,
    evidence: noEvidence,
  });
}

const noEvidence: SwitchEvidence = { unsent: [], doubts: [] };

/** Adds to a question what the user should know before the change: the last proof of the edge, and the reasons to leave DNS unchanged. */
async function withEvidence(
  seen: Observation,
  context: StepContext,
  records: readonly DnsRecord[],
): Promise<Observation> {
  if (seen.kind !== 'needsUser') return seen;
  const { ask } = seen;
  if (ask.kind !== 'approveRecord' && ask.kind !== 'recordConflict' && ask.kind !== 'recordPaused') return seen;
  return { ...seen, ask: { ...ask, evidence: await readEvidence(context, records) } };
}

async function observeElsewhere(context: StepContext): Promise<Observation> {
  const host = recordName(context.plan.domain);
  const value = context.facts.cname;
  const seen = await observeSeen(context, value);
  if ('kind' in seen) return seen;
  return askUser({ kind: 'addRecordElsewhere', host, value, ttl: defaultTtl, ...seen }, recordRecheckMs);
}

/** The records that name servers return in place of the CNAME, with what the user should know before the change. */
type SeenElsewhere = Awaited<ReturnType<typeof findExistingRecords>> & {
  readonly leave?: string;
  readonly evidence: SwitchEvidence;
};

/** Returns the end of the step if name servers return the CNAME, or if the user chose to leave the records. Otherwise returns the records in its place. */
async function observeSeen(context: StepContext, value: string): Promise<Observation | SeenElsewhere> {
  const { plan, facts, answers } = context;
  const name = probeName(plan.domain);
  const { seen } = await countPropagation(context, name, value);
  if (seen > 0 || (await isFlattened(context, plan.domain)))
    return { kind: 'done', facts: noteSeen(forgetLeft(facts)) };
  const leave = leaveElsewhereApproval(recordName(plan.domain), value);
  const { existing } = await findExistingRecords(context, name, value);
  if (existing && answers.left.records === leave) return leaveRecord(facts);
  const evidence = await readEvidenceElsewhere(context, existing !== undefined);
  return existing ? { existing, leave, evidence } : { evidence };
}

function noteSeen(facts: RunFacts): RunFacts {
  return { ...facts, record: { ...facts.record, seen: true } };
}

/** Returns the approval to write exactly this record once. */
function recordApproval(record: NewRecord, { record: { written } }: RunFacts): string {
  return written === 0 ? recordKey(record) : `${recordKey(record)} (${written})`;
}

/** Returns the approval to replace exactly these records by the CNAME. */
function switchApproval(record: NewRecord, noted: ReplacedRecords, facts: RunFacts): string {
  return [recordApproval(record, facts), ...recordKeys(listReplacedRecords(noted))].join(' | ');
}

function firstOf(approval: string | undefined): string | undefined {
  return approval?.split(' | ')[0];
}

/** Returns the answer that leaves exactly these records unchanged. */
function leaveApproval(wanted: NewRecord, existing: readonly DnsRecord[]): string {
  return [recordKey(wanted), ...recordKeys(existing)].join(' | ');
}

function recordKeys(records: readonly DnsRecord[]): readonly string[] {
  return records.map((each) => `${each.id} ${recordKey(each)}`).sort();
}

/** Returns the facts after the record was found in DNS under this id. Its approval is used up. */
function consumeRecordApproval(record: NewRecord, id: string, known: Known): RunFacts {
  const { facts, answers } = known;
  // An approved switch continues after a crash that left the old records paused.
  const given = [answers.approvals.record, answers.approvals.switch];
  if (!given.some((each) => firstOf(each) === recordApproval(record, facts))) return facts;
  const { own, written } = facts.record;
  // A resumed record of the user's stays theirs.
  const kept = own.state === 'resumed' && own.id === id ? own : ({ state: 'written', id } as const);
  return { ...facts, record: { ...facts.record, written: written + 1, own: kept } };
}

/** The approval to leave unchanged what DNS elsewhere shows of a name, without its addresses, which name servers rotate. */
function leaveElsewhereApproval(name: string, target: string): string {
  return `${name} CNAME ${target}`;
}

/** How a host is used at present. */
interface HostUse {
  /** Returns whether visitors are sent somewhere today. Called only if the change might lose HTTPS. */
  isInUse(): Promise<boolean>;
  /** Whether the name receives mail, which a CNAME may break. */
  readonly hasMail: boolean;
}

/** Collects what the user should know before a DNS change of the domain, from all records of its host in Alibaba Cloud DNS. */
export function readEvidence(context: StepContext, records: readonly DnsRecord[]): Promise<SwitchEvidence> {
  const { dns } = context.facts;
  const isInUse = async () => records.some(isLeading) || isHeldByWildcard(context, `_dnsauth.${context.plan.domain}`);
  return toEvidence(context, { isInUse, hasMail: dns.kept === 'here' && endangersMail(dns.rr, records) });
}

/** Collects what the user should know before a DNS change if the zone is hosted elsewhere. `isInUse` tells whether name servers return records of the host. */
export async function readEvidenceElsewhere(context: StepContext, isInUse: boolean): Promise<SwitchEvidence> {
  const { plan, rootOf } = context;
  const name = recordName(plan.domain);
  const answers = rootOf(name) === name ? await queryAll(context, name, 'MX') : [];
  const hasMail = answers.some(
    (answer) => isInformative(answer) && ownRecords(answer, name).some(({ type }) => type === 'MX'),
  );
  return toEvidence(context, { isInUse: async () => isInUse, hasMail });
}

async function toEvidence(context: StepContext, use: HostUse): Promise<SwitchEvidence> {
  const { proof, published } = context.facts;
  const seen = proof.state === 'seen' ? proof : undefined;
  return {
    ...(seen && { proof: seen }),
    unsent: published?.unsent ?? [],
    ...(published?.unnamed && { unnamed: published.unnamed }),
    ...(published?.sourceMaps && { sourceMaps: published.sourceMaps }),
    doubts: await listDoubts(context, seen, use),
  };
}

async function listDoubts(
  context: StepContext,
  proof: EdgeEvidence | undefined,
  { isInUse, hasMail }: HostUse,
): Promise<readonly SwitchDoubt[]> {
  const fails = (kind: string) => proof?.checks.some((check) => check.kind === kind && !check.holds) === true;
  const losesHttps = proof?.httpsUntil === undefined && (await isInUse()) && (await answersHttps(context));
  return [
    ...(fails('root') ? (['homePage'] as const) : []),
    ...(fails('download') ? (['download'] as const) : []),
    ...(losesHttps ? (['https'] as const) : []),
    ...(hasMail ? (['mail'] as const) : []),
    // Names begin with pages.
    ...(context.facts.published?.unsent.some(isPage) ? (['pages'] as const) : []),
  ];
}

/** Returns whether the present site answers over HTTPS with a valid certificate. */
async function answersHttps({ cloud, plan, signal }: StepContext): Promise<boolean> {
  const name = probeName(plan.domain);
  const { certificate } = await cloud.edge.probe({ connectTo: name, name, path: '/', maxBytes: 1 }, signal);
  return certificate?.trusted === true;
}
