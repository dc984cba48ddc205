import type { PlanFolder } from '../../../../src/core/onboarding/run/mappingPort.js';
import type { StepId } from '../../../../src/core/onboarding/run/run.js';
import type { NewConfig } from '../../../../src/core/ports/cdn.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import type { MemoryState } from '../../../support/memory/state.js';

/** The names of methods that only read; every other one changes something. */
const reads = /^\w+\.(list|read|check|locate|query|probe|has)/;

/** Says whether a method of a port, such as `dns.createRecord`, changes something. */
export function isWriting(action: string): boolean {
  return !reads.test(action);
}

/**
 * A write in words that are the same in every course of events: `record: dns.updateRecordState img A off`; one that no
 * step makes is the user's. To be asked before it is made.
 */
export function nameWrite(
  step: StepId | undefined,
  action: string,
  input: readonly unknown[],
  { records }: MemoryState,
): string {
  return `${step ?? 'person'}: ${action} ${subjectOf(action, input, records)}`;
}

const owners: Readonly<Record<string, StepId>> = {
  l2_oss_key: 'privateOrigin',
  set_req_host_header: 'originHost',
  host_redirect: 'addresses',
  error_page: 'notFound',
  path_based_ttl_set: 'caching',
  set_hashkey_args: 'caching',
  gzip: 'transfer',
  brotli: 'transfer',
};

/** The writes of which one consists: a call may make several settings, each of which belongs to a step. */
export function splitWrite(write: string): readonly string[] {
  const [step = '', action = '', ...functions] = write.split(' ');
  if (action !== 'cdn.setConfigs') return [write];
  return functions.map((name) => `${owners[name] ? `${owners[name]}:` : step} ${action} ${name}`);
}

/** Says whether a write creates nothing when it is made again: the token stays the same, and so does what is verified. */
export function isRepeatable(write: string): boolean {
  return /oss\.createCnameToken|cdn\.verifyOwner/.test(write);
}

function subjectOf(action: string, [first, second]: readonly unknown[], records: readonly DnsRecord[]): string {
  if (action.startsWith('oss.')) return String(second);
  if (action.startsWith('dns.')) {
    const record = (typeof first === 'string' ? records.find(({ id }) => id === first) : first) as DnsRecord;
    const state = typeof second === 'boolean' ? (second ? ' on' : ' off') : '';
    return `${record.rr} ${record.type}${state}`;
  }
  if (action === 'cdn.setConfigs')
    return (second as readonly NewConfig[]).map(({ functionName }) => functionName).join(' ');
  if (action.startsWith('mapping.')) return (first as PlanFolder).plan.domain;
  if (typeof first !== 'object' || Array.isArray(first)) return String(first);
  const { name, domain } = first as { name?: string; domain?: string };
  return name ?? domain ?? '';
}
