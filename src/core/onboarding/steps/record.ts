import { canPause, findConflicts, findSameCname } from '../../dnsConflict.js';
import type { DnsRecord, NewRecord } from '../../ports/dns.js';
import { countSeen } from '../dnsSeen.js';
import { probeName, recordName } from '../names.js';
import { type RunAnswers, type RunFacts, recordKey, switchKey } from '../run.js';
import { type Observation, type Step, type StepContext, seconds } from '../step.js';
import { writeSwitch } from '../switchRecord.js';
import { findForeignServers } from '../zoneElsewhere.js';

/** Alibaba Cloud DNS's default TTL, in seconds. */
const defaultTtl = 600;

/** The CNAME record is in DNS. It changes live traffic, so it is written only as approved, field by field. */
export const recordStep: Step = {
  id: 'record',
  async observe(context) {
    const { cloud, facts, answers, signal } = context;
    const wanted = wantedRecord(facts);
    if (!wanted) return observeElsewhere(context);
    const records = await cloud.dns.listRecords(wanted.zone, wanted.rr, signal);
    const same = findSameCname(records, wanted.value);
    if (same?.enabled) return { kind: 'done' };
    const servers = await findForeignServers(context, wanted.zone);
    if (servers) return observeForeign(context, wanted, servers);
    if (same) return resume(same, answers);
    return considerConflicts(context, wanted, records) ?? approve(wanted, answers);
  },
  async act(context) {
    const { cloud, facts, answers, signal } = context;
    const wanted = wantedRecord(facts);
    if (!wanted) return;
    const records = await cloud.dns.listRecords(wanted.zone, wanted.rr, signal);
    const same = findSameCname(records, wanted.value);
    if (same) await cloud.dns.updateRecordState(same.id, true, signal);
    else if (isApproved(wanted, answers)) await writeSwitch(context, wanted, findConflicts(wanted.rr, records));
  },
};

function wantedRecord({ zone, rr, minTtl, cname }: RunFacts): NewRecord | undefined {
  if (!zone || !rr || !cname) return undefined;
  return { zone, rr, type: 'CNAME', value: cname, ttl: Math.max(defaultTtl, minTtl ?? 0) };
}

/** Other servers answer for the zone: the CNAME counts once they give it. */
async function observeForeign(
  context: StepContext,
  { zone, value }: NewRecord,
  servers: readonly string[],
): Promise<Observation> {
  const { seen } = await countSeen(context, probeName(context.plan.domain), value);
  if (seen > 0) return { kind: 'done' };
  return { kind: 'needsUser', ask: { kind: 'zoneElsewhere', zone, servers }, recheckMs: seconds(30) };
}

function resume(existing: DnsRecord, answers: RunAnswers): Observation {
  if (answers.resumeRecord === existing.id) return { kind: 'todo' };
  return { kind: 'needsUser', ask: { kind: 'recordPaused', existing }, recheckMs: seconds(15) };
}

function considerConflicts(
  { facts, answers }: StepContext,
  wanted: NewRecord,
  records: readonly DnsRecord[],
): Observation | undefined {
  const existing = findConflicts(wanted.rr, records);
  if (existing.length === 0) return undefined;
  // Noted before the first of them is paused: an undo needs every field, even after a crash in between.
  const noted = [...(facts.paused ?? []).filter(({ id }) => !existing.some((each) => each.id === id)), ...existing];
  const approval = switchKey(wanted, noted);
  if (answers.approvedSwitch === approval) return { kind: 'todo', facts: { ...facts, paused: noted } };
  const offer = existing.every(canPause) ? { approval } : {};
  return { kind: 'needsUser', ask: { kind: 'recordConflict', wanted, existing, ...offer }, recheckMs: seconds(15) };
}

/** A switch that was approved goes on after a crash in which the old records were already paused. */
function isApproved(record: NewRecord, { approvedRecord, approvedSwitch }: RunAnswers): boolean {
  const key = recordKey(record);
  return approvedRecord === key || approvedSwitch?.split(' | ')[0] === key;
}

function approve(record: NewRecord, answers: RunAnswers): Observation {
  if (isApproved(record, answers)) return { kind: 'todo' };
  return { kind: 'needsUser', ask: { kind: 'approveRecord', record }, recheckMs: seconds(30) };
}

async function observeElsewhere(context: StepContext): Promise<Observation> {
  const host = recordName(context.plan.domain);
  const value = context.facts.cname ?? '';
  const { seen } = await countSeen(context, probeName(context.plan.domain), value);
  if (seen > 0) return { kind: 'done' };
  const ask = { kind: 'addRecordElsewhere', host, value, ttl: defaultTtl } as const;
  return { kind: 'needsUser', ask, recheckMs: seconds(15) };
}
