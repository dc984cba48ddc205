import { type Params, paginate, type RpcAction, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import type { SandboxState, StoredRecord, StoredZone } from '../state/state.js';
import { hostedZoneOf, hostIn } from './authority.js';
import { findZone } from './zones.js';

type Test = (record: StoredRecord) => boolean;

const modes = ['LIKE', 'EXACT', 'ADVANCED', 'COMBINATION'];

/** DescribeDomainRecords, newest first, with the documented search modes. */
export const describeDomainRecords: RpcAction = (params, state) => {
  const zone = findZone(state, params);
  const test = readSearch(params);
  return list(zone, [...zone.records.values()].filter(test), params, 500);
};

/** DescribeSubDomainRecords: the records of exactly one full name. */
export const describeSubDomainRecords: RpcAction = (params, state) => {
  const name = required(params, 'SubDomain').toLowerCase().replace(/\.$/, '');
  const zone = params.DomainName ? findZone(state, params) : zoneFor(state, name);
  const rr = hostIn(zone.name, name).toLowerCase();
  const isInZone = name === zone.name || name.endsWith(`.${zone.name}`);
  const found = [...zone.records.values()].filter((record) => {
    const isTyped = !params.Type || record.type === params.Type.toUpperCase();
    const isOnLine = !params.Line || record.line === params.Line;
    return isInZone && record.rr.toLowerCase() === rr && isTyped && isOnLine;
  });
  return list(zone, found, params, 100);
};

function list(zone: StoredZone, records: readonly StoredRecord[], params: Params, maxSize: number): object {
  const { page, fields } = paginate([...records].reverse(), params, maxSize);
  return { ...fields, DomainRecords: { Record: page.map((record) => toRecord(zone, record)) } };
}

function zoneFor(state: SandboxState, name: string): StoredZone {
  const zone = hostedZoneOf(state, name);
  if (zone) return zone;
  throw new RpcError(
    'InvalidDomainName.NoExist',
    400,
    'The specified domain name does not exist. Refresh the page and try again.',
  );
}

function readSearch(params: Params): Test {
  const mode = params.SearchMode || (params.KeyWord ? 'LIKE' : 'ADVANCED');
  if (!modes.includes(mode)) throw new RpcError('InvalidSearchMode', 400, 'The specified SearchMode is invalid.');
  if (mode === 'LIKE' || mode === 'EXACT') return matchKeyWord(params.KeyWord ?? '', mode === 'EXACT');
  const compare = mode === 'COMBINATION' ? equals : contains;
  const tests: Test[] = [
    (record) => compare(record.rr, params.RRKeyWord),
    (record) => compare(record.value, params.ValueKeyWord),
    (record) => equals(record.type, params.TypeKeyWord),
    (record) => equals(record.type, params.Type),
    (record) => equals(record.line, params.Line),
    (record) => equals(record.enabled ? 'Enable' : 'Disable', params.Status),
  ];
  return (record) => tests.every((test) => test(record));
}

function matchKeyWord(keyWord: string, isExact: boolean): Test {
  const compare = isExact ? equals : contains;
  return ({ rr, value }) => compare(rr, keyWord) || compare(value, keyWord);
}

function equals(value: string, wanted: string | undefined): boolean {
  return !wanted || value.toLowerCase() === wanted.toLowerCase();
}

function contains(value: string, wanted: string | undefined): boolean {
  return !wanted || value.toLowerCase().includes(wanted.toLowerCase());
}

function toRecord(zone: StoredZone, record: StoredRecord): object {
  return {
    DomainName: zone.name,
    RecordId: record.id,
    RR: record.rr,
    Type: record.type,
    Value: record.value,
    TTL: record.ttl,
    Line: record.line,
    Status: record.enabled ? 'ENABLE' : 'DISABLE',
    Locked: record.locked,
    Weight: 1,
    ...(record.priority === undefined ? {} : { Priority: record.priority }),
  };
}
