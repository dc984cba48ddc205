import { beforeEach, describe, expect, it } from 'vitest';
import { alidnsService } from '../../sandbox/alidns/service.js';
import { actByHand } from '../../sandbox/console.js';
import type { SandboxState, StoredZone } from '../../sandbox/state/state.js';
import { call, createRpcState, putRecord } from '../support/rpcSandbox.js';

let state: SandboxState;
let zone: StoredZone;

beforeEach(() => {
  state = createRpcState();
  zone = state.zones.get('example.com')!;
});

const dns = (action: string, params: Record<string, string> = {}) => call(alidnsService, state, action, params);
const add = (RR: string, Type: string, Value: string, more: Record<string, string> = {}) =>
  dns('AddDomainRecord', { DomainName: 'example.com', RR, Type, Value, ...more });

async function writeAll(): Promise<(string | undefined)[]> {
  const { id: RecordId } = putRecord(state, 'example.com', { rr: 'old' });
  const answers = [
    await add('new', 'A', '192.0.2.9'),
    await dns('UpdateDomainRecord', { RecordId, RR: 'old', Type: 'A', Value: '192.0.2.8' }),
    await dns('SetDomainRecordStatus', { RecordId, Status: 'Disable' }),
    await dns('DeleteDomainRecord', { RecordId }),
  ];
  return answers.map(({ code }) => code);
}

describe('a blocked zone', () => {
  it.each([
    ['forbidden', 'DomainForbidden'],
    ['blackHole', 'RecordForbidden.BlackHole'],
    ['dnsChange', 'RecordForbidden.DNSChange'],
  ] as const)('refuses writes and can be read: %s', async (barred, code) => {
    actByHand(state, { action: 'setZoneBarred', zone: 'example.com', by: barred });
    expect(await writeAll()).toEqual([code, code, code, code]);
    const { status, body } = await dns('DescribeDomainInfo', {
      DomainName: 'example.com',
      NeedDetailAttributes: 'true',
    });
    expect({ status, inBlackHole: body.InBlackHole }).toEqual({ status: 200, inBlackHole: barred === 'blackHole' });
    expect((await dns('DescribeDomainRecords', { DomainName: 'example.com' })).body.TotalCount).toBe(1);
    actByHand(state, { action: 'setZoneBarred', zone: 'example.com' });
    expect(await writeAll()).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('a zone whose last write has not finished', () => {
  it('refuses the next write, which other zones accept', async () => {
    state.uncertain.recordWriteTakes = 3600;
    expect((await add('a', 'A', '192.0.2.1')).code).toBeUndefined();
    expect((await add('b', 'A', '192.0.2.1')).code).toBe('LastOperationNotFinished');
    const elsewhere = { DomainName: 'example.com.cn', RR: 'b', Type: 'A', Value: '192.0.2.1' };
    expect((await dns('AddDomainRecord', elsewhere)).code).toBeUndefined();
    zone.writtenAt = Date.now() - 3_600_000;
    expect((await add('b', 'A', '192.0.2.1')).code).toBeUndefined();
  });
});

describe('the records of one host', () => {
  it('are at most 90 for each type and line', async () => {
    for (let count = 0; count < 90; count++) putRecord(state, 'example.com', { rr: 'many', value: `192.0.2.${count}` });
    expect((await add('many', 'A', '198.51.100.1')).code).toBe('QuotaExceeded.Record');
    expect((await add('many', 'A', '198.51.100.1', { Line: 'telecom' })).code).toBeUndefined();
    expect((await add('many', 'TXT', 'text')).code).toBeUndefined();
  });

  it('can have a lower limit for addresses', async () => {
    state.uncertain.addressesPerHost = 2;
    for (const value of ['192.0.2.1', '192.0.2.2']) expect((await add('few', 'A', value)).code).toBeUndefined();
    expect((await add('few', 'AAAA', '2001:db8::1')).code).toBe('QuotaExceeded.ARecord');
  });
});
