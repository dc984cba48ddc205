import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdnService } from '../../sandbox/cdn/service.js';
import type { SandboxState } from '../../sandbox/state/state.js';
import { call, createRpcState, putRecord } from '../support/rpcSandbox.js';

let state: SandboxState;

beforeEach(() => {
  // Only the date is played.
  vi.useFakeTimers({ toFake: ['Date'] });
  state = createRpcState({ verifiedRoots: new Set(['example.com', 'unfiled.com', 'example.com.cn']) });
});

afterEach(() => vi.useRealTimers());

const ossSource = 'assets.oss-cn-hangzhou.aliyuncs.com';
const name = 'img.example.com';

function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

function source(more: object = {}): object {
  return { type: 'oss', content: ossSource, port: 80, priority: '20', weight: '10', ...more };
}

function newDomain(more: Record<string, string> = {}): Record<string, string> {
  return { DomainName: name, CdnType: 'web', Scope: 'overseas', Sources: JSON.stringify([source()]), ...more };
}

function cdn(action: string, params: Record<string, string> = {}) {
  return call(cdnService, state, action, params);
}

async function addDomain(DomainName = name, more: Record<string, string> = {}): Promise<void> {
  expect(await cdn('AddCdnDomain', newDomain({ DomainName, ...more }))).toMatchObject({ status: 200 });
}

async function addOnline(DomainName = name): Promise<void> {
  await addDomain(DomainName);
  pass(181_000);
}

async function readDetail(DomainName = name): Promise<Record<string, unknown>> {
  return (await cdn('DescribeCdnDomainDetail', { DomainName })).body.GetDomainDetailModel;
}

describe('activation of the service', () => {
  it('refuses every call while the service is not activated', async () => {
    state.cdnService = 'notOpen';
    for (const action of ['DescribeCdnService', 'AddCdnDomain', 'DescribeUserDomains', 'DescribeRefreshQuota']) {
      expect(await cdn(action, newDomain())).toMatchObject({ status: 403, code: 'CdnServiceNotFound' });
    }
  });

  it('reports arrears and refuses changes', async () => {
    state.cdnService = 'locked';
    const { body } = await cdn('DescribeCdnService');
    expect(body.OperationLocks).toEqual({ LockReason: [{ LockReason: 'financial' }] });
    expect(await cdn('AddCdnDomain', newDomain())).toMatchObject({ status: 403, code: 'OperationDenied' });
    expect(await cdn('DescribeUserDomains')).toMatchObject({ status: 200 });
  });
});

describe('AddCdnDomain', () => {
  const list = (...items: object[]) => JSON.stringify(items);

  it.each<[string, Record<string, string>, string]>([
    ['no name', { DomainName: '' }, 'MissingParameter'],
    ['a Chinese name', { DomainName: '图片.example.com' }, 'InvalidDomainName.Malformed'],
    ['a punycode name', { DomainName: 'xn--fiq.example.com' }, 'InvalidDomainName.Malformed'],
    ['an underscore', { DomainName: 'a_b.example.com' }, 'InvalidDomainName.Malformed'],
    ['a star', { DomainName: '*.example.com' }, 'InvalidDomainName.Malformed'],
    ['a public suffix', { DomainName: 'com.cn' }, 'InvalidDomainName.Malformed'],
    ['an address', { DomainName: '192.0.2.1' }, 'InvalidDomainName.Malformed'],
    ['a label of 64', { DomainName: `${'a'.repeat(64)}.example.com` }, 'InvalidDomainName.Malformed'],
    ['an unknown type', { CdnType: 'dcdn' }, 'InvalidCdnType.Malformed'],
    ['no type', { CdnType: '' }, 'MissingParameter'],
    ['an unknown region', { Scope: 'mars' }, 'InvalidScope.Malformed'],
    ['no JSON', { Sources: 'oss' }, 'InvalidSources.Malformed'],
    ['no origin', { Sources: '[]' }, 'InvalidSources.Malformed'],
    ['port 0', { Sources: list(source({ port: 0 })) }, 'InvalidSources.Malformed'],
    ['weight 101', { Sources: list(source({ weight: '101' })) }, 'InvalidSources.Malformed'],
    [
      'a mixture',
      { Sources: list(source(), source({ type: 'ipaddr', content: '192.0.2.1' })) },
      'InvalidSources.Malformed',
    ],
    ['an unknown origin type', { Sources: list(source({ type: 'ftp' })) }, 'InvalidSourceType.Malformed'],
    [
      'an internal bucket domain',
      { Sources: list(source({ content: 'a-b.oss-cn-hangzhou-internal.aliyuncs.com' })) },
      'InvalidSource.Content.Malformed',
    ],
    ['itself as origin', { Sources: list(source({ type: 'domain', content: name })) }, 'RetErrorSourceCircle'],
    ['a name of another account', { DomainName: 'taken.example.com' }, 'DomainAlreadyExist'],
    ['an unverified root', { DomainName: 'img.other.org' }, 'DomainOwnerVerifyFail'],
    ['no ICP filing for the mainland', { DomainName: 'img.unfiled.com', Scope: 'domestic' }, 'DomainNotRegistration'],
    ['no ICP filing for the world', { DomainName: 'img.unfiled.com', Scope: 'global' }, 'DomainNotRegistration'],
    ['a wildcard over a name of another account', { DomainName: '.example.com' }, 'ExtensiveAndSpecificDomainConflict'],
  ])('AddCdnDomain refuses %s', async (_why, more, code) => {
    state.takenNames.set('taken.example.com', 'DomainExistOtherUser');
    expect(await cdn('AddCdnDomain', newDomain(more))).toMatchObject({ status: 400, code });
    expect(state.cdnDomains.size).toBe(0);
  });

  it('AddCdnDomain refuses an existing domain, a wildcard beside the domain all, and more domains than the limit', async () => {
    await addDomain('all.example.com');
    expect(await cdn('AddCdnDomain', newDomain({ DomainName: 'ALL.example.com' }))).toMatchObject({
      code: 'DomainAlreadyExist',
    });
    expect(await cdn('AddCdnDomain', newDomain({ DomainName: '.example.com' }))).toMatchObject({
      code: 'ExtensiveAndAllBothExist',
    });
    state.quota.domains = 1;
    expect(await cdn('AddCdnDomain', newDomain())).toMatchObject({ code: 'DomainOverLimit' });
  });

  it('AddCdnDomain refuses a name without an ICP filing with the code of the switch', async () => {
    state.uncertain.unfiledCode = 'RecordCheckNotAvailable';
    const unfiled = newDomain({ DomainName: 'img.unfiled.com', Scope: 'domestic' });
    expect(await cdn('AddCdnDomain', unfiled)).toMatchObject({ code: 'RecordCheckNotAvailable' });
  });

  it('an added domain goes from configuring without a CNAME to online with one, at the speed of the sandbox', async () => {
    state.speed = 60;
    await addDomain();
    expect(await readDetail()).toMatchObject({ DomainStatus: 'configuring', Cname: '' });
    pass(1000);
    expect(await readDetail()).toMatchObject({ DomainStatus: 'configuring', Cname: `${name}.w.kunlunsl.com` });
    pass(1999);
    expect(await readDetail()).toMatchObject({ DomainStatus: 'configuring' });
    pass(1);
    expect(await readDetail()).toMatchObject({ DomainStatus: 'online', Scope: 'overseas', CdnType: 'web' });
  });

  it('the CNAME of a wildcard domain begins with all', async () => {
    await addOnline('.example.com');
    expect(await readDetail('.example.com')).toMatchObject({
      Cname: 'all.example.com.w.kunlunsl.com',
      DomainStatus: 'online',
    });
  });

  it('a domain with another origin than a bucket is reviewed, and a review can fail', async () => {
    await addDomain('web.example.com', { Sources: list(source({ type: 'domain', content: 'www.other.org' })) });
    expect(await readDetail('web.example.com')).toMatchObject({ DomainStatus: 'checking' });
    state.uncertain.addOutcome = 'check_failed';
    await addOnline();
    expect(await readDetail()).toMatchObject({
      DomainStatus: 'check_failed',
      Cname: '',
      Description: expect.stringMatching(/./),
    });
    expect((await cdn('DescribeUserDomains')).body.TotalCount).toBe(0);
    expect((await cdn('DescribeUserDomains', { CheckDomainShow: 'true' })).body.TotalCount).toBe(2);
  });

  it('adding a domain is reported as one change, and reading it as none', async () => {
    const onChange = vi.fn();
    state.events.on('change', onChange);
    await addDomain();
    expect(onChange).toHaveBeenCalledTimes(1);
    await readDetail();
    expect(onChange).toHaveBeenCalledTimes(1);
  });
});

describe('ownership and names', () => {
  it('verification requires the TXT record on the root domain, once', async () => {
    state.verifiedRoots.clear();
    const params = { DomainName: 'a.b.example.com.cn', VerifyType: 'dnsCheck' };
    const { body } = await cdn('DescribeVerifyContent', params);
    expect(body.Content).toMatch(/^verify_[0-9a-f]{32}$/);
    expect(await cdn('VerifyDomainOwner', params)).toMatchObject({
      status: 400,
      code: 'DomainOwnerVerifyFail',
      body: { Content: body.Content },
    });
    const txt = putRecord(state, 'example.com.cn', {
      rr: 'verification',
      type: 'TXT',
      value: body.Content,
      enabled: false,
    });
    expect(await cdn('VerifyDomainOwner', params)).toMatchObject({ code: 'DomainOwnerVerifyFail' });
    txt.enabled = true;
    expect(await cdn('VerifyDomainOwner', params)).toMatchObject({ status: 200 });
    state.zones.get('example.com.cn')?.records.clear();
    await addDomain('c.example.com.cn');
  });

  it('a TXT record does not count in a zone that the registrar delegates elsewhere', async () => {
    const params = { DomainName: 'img.elsewhere.com', VerifyType: 'dnsCheck' };
    const { body } = await cdn('DescribeVerifyContent', params);
    putRecord(state, 'elsewhere.com', { rr: 'verification', type: 'TXT', value: body.Content });
    expect(await cdn('VerifyDomainOwner', params)).toMatchObject({ code: 'DomainOwnerVerifyFail' });
  });

  it('another domain of the same root domain counts as proof, and a file does not', async () => {
    await addOnline();
    state.verifiedRoots.clear();
    await addDomain('other.example.com');
    const file = { DomainName: 'img.new.org', VerifyType: 'fileCheck' };
    expect(await cdn('VerifyDomainOwner', file)).toMatchObject({ code: 'InvalidFile' });
  });

  it('the holder of a name and its ICP filing are returned', async () => {
    state.takenNames.set('live.example.com', 'DomainExistLiveProduct');
    await addDomain();
    const statusOf = async (action: string, DomainName: string) => (await cdn(action, { DomainName })).body.Status;
    expect(await statusOf('CheckCdnDomainExist', name)).toBe('DomainExistCdnProduct');
    expect(await statusOf('CheckCdnDomainExist', 'live.example.com')).toBe('DomainExistLiveProduct');
    expect(await statusOf('CheckCdnDomainExist', 'free.example.com')).toBe('DomainNotExist');
    expect(await statusOf('CheckCdnDomainICP', name)).toBe('DomainIsRegistration');
    expect(await statusOf('CheckCdnDomainICP', 'a.unfiled.com')).toBe('DomainNotRegistration');
    Object.assign(state.uncertain, { existAsError: true, icpNeedsOwnership: true });
    expect(await cdn('CheckCdnDomainExist', { DomainName: 'live.example.com' })).toMatchObject({
      code: 'DomainExist.OtherProduct',
    });
    expect(await cdn('CheckCdnDomainICP', { DomainName: 'a.other.org' })).toMatchObject({ status: 400, code: '-124' });
  });
});

describe('reading domains', () => {
  it('domains are listed page by page and filtered', async () => {
    for (const host of ['a', 'b', 'c']) await addOnline(`${host}.example.com`);
    const find = async (params: Record<string, string>) => {
      const { body } = await cdn('DescribeUserDomains', params);
      const names = body.Domains.PageData.map((row: { DomainName: string }) => row.DomainName[0]);
      return { total: body.TotalCount, names };
    };
    expect(await find({ PageSize: '2' })).toEqual({ total: 3, names: ['c', 'b'] });
    expect(await find({ PageSize: '2', PageNumber: '2' })).toEqual({ total: 3, names: ['a'] });
    expect(await find({ DomainName: 'b.example.com' })).toEqual({ total: 1, names: ['b'] });
    expect(await find({ DomainName: 'example' })).toEqual({ total: 0, names: [] });
    expect(await find({ DomainName: 'b.ex', DomainSearchType: 'fuzzy_match' })).toEqual({ total: 1, names: ['b'] });
    expect(await find({ DomainStatus: 'offline' })).toEqual({ total: 0, names: [] });
    expect(await find({ Source: ossSource, Coverage: 'overseas', CdnType: 'web' })).toEqual({
      total: 3,
      names: ['c', 'b', 'a'],
    });
    expect(await cdn('DescribeUserDomains', { PageSize: '501' })).toMatchObject({ code: 'InvalidPageSize.Malformed' });
  });

  it('the CNAME is reported as detected some minutes late', async () => {
    await addOnline();
    const statusOf = async () =>
      (await cdn('DescribeDomainCname', { DomainName: name })).body.CnameDatas.Data[0].Status;
    expect(await statusOf()).toBe(1);
    putRecord(state, 'example.com', {
      rr: 'img',
      type: 'CNAME',
      value: `${name}.w.kunlunsl.com`,
      changedAt: Date.now(),
    });
    expect(await statusOf()).toBe(1);
    pass(600_000);
    expect(await statusOf()).toBe(0);
  });

  it('domains are found by origin, in the fields of DescribeDomainsBySource', async () => {
    await addDomain();
    const { body } = await cdn('DescribeDomainsBySource', { Sources: `${ossSource},other.org` });
    expect(body.DomainsList.DomainsData).toMatchObject([
      {
        Source: ossSource,
        Domains: { domainNames: [name] },
        DomainInfos: { domainInfo: [{ DomainName: name, Status: 'configuring' }] },
      },
    ]);
  });
});
