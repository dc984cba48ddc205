import { beforeEach, describe, expect, it } from 'vitest';
import { alidnsService } from '../../sandbox/alidns/service.js';
import type { SandboxState } from '../../sandbox/state/state.js';
import { call, createRpcState, putRecord } from '../support/rpcSandbox.js';

let state: SandboxState;

beforeEach(() => {
  state = createRpcState();
});

const zone = 'example.com';

function dns(action: string, params: Record<string, string> = {}) {
  return call(alidnsService, state, action, params);
}

function add(RR: string, Type: string, Value: string, more: Record<string, string> = {}) {
  return dns('AddDomainRecord', { DomainName: zone, RR, Type, Value, ...more });
}

async function hostsOf(params: Record<string, string>): Promise<string[]> {
  const { body } = await dns('DescribeDomainRecords', { DomainName: zone, ...params });
  return body.DomainRecords.Record.map((record: { RR: string }) => record.RR);
}

describe('zones', () => {
  it.each([
    ['www.example.com', 'example.com', 'www', 2],
    ['example.com', 'example.com', '@', 1],
    ['a.b.example.com.cn', 'example.com.cn', 'a.b', 3],
    ['x.y.notours.co.uk', 'notours.co.uk', 'x.y', 3],
    ['*.example.com', 'example.com', '*', 2],
    ['a.sub.example.com', 'sub.example.com', 'a', 2],
  ])('the host of %s is split from its zone', async (InputString, DomainName, RR, DomainLevel) => {
    state.zones.set('sub.example.com', { name: 'sub.example.com', minTtl: 600, nameServers: [], records: new Map() });
    expect((await dns('GetMainDomainName', { InputString })).body).toMatchObject({ DomainName, RR, DomainLevel });
  });

  it.each([
    ['com.cn', 'InvalidDomainName.Suffix'],
    ['no name', 'InvalidDomainName.Format'],
    [`${'a.'.repeat(70)}com`, 'InvalidDomainName.Format'],
    ['', 'MissingParameter'],
  ])('%j is not split into host and zone', async (InputString, code) => {
    expect(await dns('GetMainDomainName', { InputString })).toMatchObject({ status: 400, code });
  });

  it('zones are listed by page and name, and described on request', async () => {
    const { body } = await dns('DescribeDomains', { PageSize: '1', PageNumber: '2' });
    expect(body).toMatchObject({ TotalCount: 3, Domains: { Domain: [{ DomainName: 'example.com.cn' }] } });
    expect((await dns('DescribeDomains', { KeyWord: zone, SearchMode: 'EXACT' })).body.TotalCount).toBe(1);
    const info = { DomainName: 'elsewhere.com' };
    expect((await dns('DescribeDomainInfo', info)).body).not.toHaveProperty('MinTtl');
    expect((await dns('DescribeDomainInfo', { ...info, NeedDetailAttributes: 'true' })).body).toMatchObject({
      MinTtl: 600,
      DnsServers: { DnsServer: ['ns1.alidns.com', 'ns2.alidns.com'] },
      AvailableTtls: { AvailableTtl: ['600', '1800', '3600', '43200', '86400'] },
    });
  });

  it('a zone of another user is distinguished from a missing one', async () => {
    state.takenNames.set('www.theirs.com', 'DomainExistOtherUser');
    expect(await dns('DescribeDomainInfo', { DomainName: 'theirs.com' })).toMatchObject({
      status: 400,
      code: 'IncorrectDomainUser',
    });
    expect(await dns('DescribeDomainRecords', { DomainName: 'unheld.com' })).toMatchObject({
      status: 400,
      code: 'InvalidDomainName.NoExist',
    });
  });
});

describe('searching records', () => {
  beforeEach(() => {
    putRecord(state, zone, { rr: 'www', type: 'A', value: '192.0.2.1' });
    putRecord(state, zone, { rr: 'www2', type: 'A', value: '192.0.2.2', enabled: false });
    putRecord(state, zone, { rr: 'img', type: 'CNAME', value: 'www.example.org', line: 'telecom' });
  });

  it.each<[Record<string, string>, string[]]>([
    [{}, ['img', 'www2', 'www']],
    [{ RRKeyWord: 'WWW' }, ['www2', 'www']],
    [{ RRKeyWord: 'www', SearchMode: 'ADVANCED' }, ['www2', 'www']],
    [{ RRKeyWord: 'www', SearchMode: 'COMBINATION' }, ['www']],
    [{ KeyWord: 'www' }, ['img', 'www2', 'www']],
    [{ KeyWord: 'www', SearchMode: 'EXACT' }, ['www']],
    [{ Type: 'CNAME' }, ['img']],
    [{ TypeKeyWord: 'a', Status: 'Disable' }, ['www2']],
    [{ Line: 'telecom' }, ['img']],
    [{ ValueKeyWord: '192.0' }, ['www2', 'www']],
    [{ PageSize: '1', PageNumber: '3' }, ['www']],
  ])('records are found by %j', async (params, hosts) => {
    expect(await hostsOf(params)).toEqual(hosts);
  });

  it('the records of one exact host are read', async () => {
    const { body } = await dns('DescribeSubDomainRecords', { SubDomain: 'WWW.example.com' });
    expect(body.DomainRecords.Record).toMatchObject([
      { RR: 'www', Status: 'ENABLE', Line: 'default', Locked: false, TTL: 600 },
    ]);
    expect((await dns('DescribeSubDomainRecords', { SubDomain: 'www.example.com', Type: 'TXT' })).body.TotalCount).toBe(
      0,
    );
    expect(await dns('DescribeSubDomainRecords', { SubDomain: 'www.unheld.com' })).toMatchObject({
      code: 'InvalidDomainName.NoExist',
    });
  });
});

describe('writing records', () => {
  it.each<[string, string, string, string, Record<string, string>, string]>([
    ['an empty host', '', 'A', '192.0.2.1', {}, 'MissingParameter'],
    ['a host with a space', 'a b', 'A', '192.0.2.1', {}, 'InvalidRR.Format'],
    ['a star in the middle', 'a.*', 'A', '192.0.2.1', {}, 'InvalidRR.Format'],
    ['a label of 64', 'a'.repeat(64), 'A', '192.0.2.1', {}, 'InvalidRR.Format'],
    ['an unknown type', 'a', 'XYZ', 'x', {}, 'SubDomainInvalid.Type'],
    ['a bad address', 'a', 'A', '300.0.0.1', {}, 'SubDomainInvalid.Value'],
    ['an address as alias', 'a', 'CNAME', '192.0.2.1', {}, 'SubDomainInvalid.Value'],
    ['a URL as alias', 'a', 'CNAME', 'http://x.org/', {}, 'SubDomainInvalid.Value'],
    ['an alias to itself', 'a', 'CNAME', 'A.example.com.', {}, 'SubDomainInvalid.Value'],
    ['a TTL under the edition', 'a', 'A', '192.0.2.1', { TTL: '60' }, 'QuotaExceeded.TTL'],
    ['a TTL over a day', 'a', 'A', '192.0.2.1', { TTL: '86401' }, 'QuotaExceeded.TTL'],
    ['an unknown line', 'a', 'A', '192.0.2.1', { Line: 'moon' }, 'InvalidLine'],
  ])('a record with %s is refused', async (_why, rr, type, value, more, code) => {
    expect(await add(rr, type, value, more)).toMatchObject({ status: 400, code });
    expect(state.zones.get(zone)?.records.size).toBe(0);
  });

  it.each<[string, string, string, string, 'conflict' | 'allowed']>([
    ['www', 'A', '192.0.2.1', 'CNAME', 'conflict'],
    ['www', 'AAAA', '2001:db8::1', 'CNAME', 'conflict'],
    ['www', 'MX', 'mail.org', 'CNAME', 'conflict'],
    ['www', 'TXT', 'text', 'CNAME', 'conflict'],
    ['www', 'NS', 'ns.other.net', 'CNAME', 'conflict'],
    ['www', 'CNAME', 'b.org', 'CNAME', 'allowed'],
    ['www', 'CNAME', 'b.org', 'TXT', 'conflict'],
    ['@', 'A', '192.0.2.1', 'CNAME', 'conflict'],
    ['@', 'CAA', '0 issue "ca.org"', 'CNAME', 'conflict'],
    ['@', 'SRV', '1 2 80 a.org', 'CNAME', 'conflict'],
    ['@', 'MX', 'mail.org', 'CNAME', 'allowed'],
    ['@', 'TXT', 'text', 'CNAME', 'allowed'],
    ['@', 'NS', 'ns.other.net', 'CNAME', 'allowed'],
    ['www', 'A', '192.0.2.1', 'TXT', 'allowed'],
  ])('at the host %s that has %s (%s), writing a %s is %s', async (rr, there, thereValue, type, verdict) => {
    const existing = putRecord(state, zone, { rr, type: there, value: thereValue });
    const value = type === 'TXT' ? 'new' : 'target.org';
    const otherLine = await add(rr, type, value, { Line: 'telecom' });
    expect(otherLine.status).toBe(200);
    const refused = { status: 400, code: 'DomainRecordConflict' };
    expect(await add(rr, type, value)).toMatchObject(verdict === 'conflict' ? refused : { status: 200 });
    existing.enabled = false;
    const paused = verdict === 'conflict' ? { status: 200 } : { code: 'DomainRecordDuplicate' };
    expect(await add(rr, type, value)).toMatchObject(paused);
  });

  it('the switches for a second CNAME and for a CNAME beside NS records apply', async () => {
    Object.assign(state.uncertain, { secondCname: 'conflict', cnameBesideNs: 'allowed' });
    putRecord(state, zone, { rr: 'a', type: 'CNAME', value: 'b.org' });
    putRecord(state, zone, { rr: 'n', type: 'NS', value: 'ns.other.net' });
    expect(await add('a', 'CNAME', 'c.org')).toMatchObject({ code: 'DomainRecordConflict' });
    expect(await add('n', 'CNAME', 'c.org')).toMatchObject({ status: 200 });
  });

  it('a record is added, updated, paused and deleted', async () => {
    const { body } = await add('img', 'CNAME', 'a.org.', { TTL: '1200' });
    const RecordId = body.RecordId;
    expect(RecordId).toMatch(/^\d{18}$/);
    const record = () => state.zones.get(zone)?.records.get(RecordId);
    expect(record()).toMatchObject({
      rr: 'img',
      value: 'a.org',
      ttl: 1200,
      enabled: true,
      changedAt: expect.any(Number),
    });
    const update = { RecordId, RR: 'img', Type: 'CNAME', Value: 'a.org', TTL: '1200' };
    expect(await dns('UpdateDomainRecord', update)).toMatchObject({ status: 400, code: 'DomainRecordDuplicate' });
    expect(await dns('UpdateDomainRecord', { ...update, Value: 'b.org' })).toMatchObject({ body: { RecordId } });
    expect(record()).toMatchObject({ value: 'b.org' });
    expect((await dns('SetDomainRecordStatus', { RecordId, Status: 'Disable' })).body).toMatchObject({
      Status: 'Disable',
    });
    expect(await add('img', 'A', '192.0.2.1')).toMatchObject({ status: 200 });
    expect(await dns('SetDomainRecordStatus', { RecordId, Status: 'Enable' })).toMatchObject({
      code: 'DomainRecordConflict',
    });
    expect(await dns('DeleteDomainRecord', { RecordId })).toMatchObject({ body: { RecordId } });
    expect(record()).toBeUndefined();
    expect(await dns('DeleteDomainRecord', { RecordId })).toMatchObject({
      status: 400,
      code: 'DomainRecordNotBelongToUser',
    });
  });

  it('an update that would make a record conflicting or a duplicate is refused', async () => {
    putRecord(state, zone, { rr: 'img', type: 'A', value: '192.0.2.1' });
    putRecord(state, zone, { rr: 'pic', type: 'CNAME', value: 'a.org' });
    const { body } = await add('new', 'CNAME', 'a.org');
    const update = { RecordId: body.RecordId, Type: 'CNAME', Value: 'a.org' };
    expect(await dns('UpdateDomainRecord', { ...update, RR: 'img' })).toMatchObject({ code: 'DomainRecordConflict' });
    expect(await dns('UpdateDomainRecord', { ...update, RR: 'pic' })).toMatchObject({ code: 'DomainRecordDuplicate' });
  });

  it('a locked record can be neither changed nor deleted', async () => {
    const { id: RecordId } = putRecord(state, zone, { rr: 'img', locked: true });
    const update = { RecordId, RR: 'img', Type: 'A', Value: '192.0.2.9', Status: 'Disable' };
    for (const action of ['UpdateDomainRecord', 'DeleteDomainRecord', 'SetDomainRecordStatus']) {
      expect(await dns(action, update)).toMatchObject({ status: 400, code: 'DomainRecordLocked' });
    }
    expect(state.zones.get(zone)?.records.get(RecordId)).toMatchObject({ value: '192.0.2.1', enabled: true });
  });
});
