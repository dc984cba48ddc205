import { findConflicts, findSameCname } from '../../dnsConflict.js';
import type { DnsRecord, NewRecord } from '../../ports/dns.js';
import { countSeen } from '../dnsSeen.js';
import { recordName } from '../names.js';
import { type RunFacts, recordKey } from '../run.js';
import { type Observation, type Step, type StepContext, seconds } from '../step.js';

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
    return findObstacle(wanted, records) ?? approve(wanted, answers.approvedRecord);
  },
  async act({ cloud, facts, answers, signal }) {
    const wanted = wantedRecord(facts);
    if (wanted && answers.approvedRecord === recordKey(wanted)) await cloud.dns.createRecord(wanted, signal);
  },
};

function wantedRecord({ zone, rr, minTtl, cname }: RunFacts): NewRecord | undefined {
  if (!zone || !rr || !cname) return undefined;
  return { zone, rr, type: 'CNAME', value: cname, ttl: Math.max(defaultTtl, minTtl ?? 0) };
}

function findObstacle(wanted: NewRecord, records: readonly DnsRecord[]): Observation | undefined {
  const same = findSameCname(records, wanted.value);
  if (same?.enabled) return { kind: 'done' };
  if (same) return { kind: 'needsUser', ask: { kind: 'recordPaused', existing: same }, recheckMs: seconds(15) };
  const existing = findConflicts(wanted.rr, records);
  if (existing.length === 0) return undefined;
  return { kind: 'needsUser', ask: { kind: 'recordConflict', wanted, existing }, recheckMs: seconds(15) };
}

function approve(record: NewRecord, approved: string | undefined): Observation {
  if (approved === recordKey(record)) return { kind: 'todo' };
  return { kind: 'needsUser', ask: { kind: 'approveRecord', record }, recheckMs: seconds(30) };
}

async function observeElsewhere(context: StepContext): Promise<Observation> {
  const host = recordName(context.plan.domain);
  const value = context.facts.cname ?? '';
  const { seen } = await countSeen(context, host, value);
  if (seen > 0) return { kind: 'done' };
  const ask = { kind: 'addRecordElsewhere', host, value, ttl: defaultTtl } as const;
  return { kind: 'needsUser', ask, recheckMs: seconds(15) };
}
