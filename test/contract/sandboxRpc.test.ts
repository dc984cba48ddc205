import Alidns, * as $Alidns from '@alicloud/alidns20150109';
import Cdn, * as $Cdn from '@alicloud/cdn20180510';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alidnsService } from '../../sandbox/alidns/service.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import type { SandboxState } from '../../sandbox/state/state.js';
import { call, createRpcState, masterKey, type Spoil, serve } from '../support/rpcSandbox.js';

let state: SandboxState;

beforeEach(() => {
  // Only the date is played: sockets and timers stay real.
  vi.useFakeTimers({ toFake: ['Date'] });
  state = createRpcState();
});

afterEach(() => vi.useRealTimers());

const ossSource = 'assets.oss-cn-hangzhou.aliyuncs.com';

function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

function sources(content = ossSource, type = 'oss', more: object = {}): string {
  return JSON.stringify([{ type, content, port: 80, priority: '20', weight: '10', ...more }]);
}

function newDomain(DomainName = 'img.example.com', more: Record<string, string> = {}): Record<string, string> {
  return { DomainName, CdnType: 'web', Scope: 'overseas', Sources: sources(), ...more };
}

function callCdn(action: string, params: Record<string, string> = {}, spoil: Spoil = {}) {
  return call(cdnService, state, action, params, spoil);
}

function callDns(action: string, params: Record<string, string> = {}, spoil: Spoil = {}) {
  return call(alidnsService, state, action, params, spoil);
}

describe('the gateway', () => {
  const expired: AccessKey = { id: 'STS.old', secret: 's', securityToken: 'token', expires: new Date(0), denied: [] };
  const guest: AccessKey = { id: 'GUEST', secret: 's', denied: ['cdn:AddCdnDomain'] };

  it.each<[string, Spoil, number, string]>([
    ['an unknown key', { key: { ...masterKey, id: 'UNKNOWN' } }, 404, 'InvalidAccessKeyId.NotFound'],
    ['a wrong secret', { key: { ...masterKey, secret: 'wrong' } }, 400, 'SignatureDoesNotMatch'],
    ['no signature', { afterwards: (headers) => delete headers.authorization }, 400, 'MissingAccessKeyId'],
    [
      'an old signature scheme',
      { afterwards: (headers) => Object.assign(headers, { authorization: 'acs TESTKEY:x' }) },
      400,
      'IncompleteSignature',
    ],
    [
      'a header added later',
      { afterwards: (headers) => Object.assign(headers, { 'x-acs-extra': '1' }) },
      400,
      'IncompleteSignature',
    ],
    [
      'a header changed later',
      { afterwards: (headers) => Object.assign(headers, { host: 'evil.aliyuncs.com' }) },
      400,
      'SignatureDoesNotMatch',
    ],
    ['another body hash', { headers: { 'x-acs-content-sha256': 'a'.repeat(64) } }, 400, 'SignatureDoesNotMatch'],
    ['no date', { afterwards: (headers) => delete headers['x-acs-date'] }, 400, 'InvalidTimeStamp.Expired'],
    ['a date of an hour ago', { headers: { 'x-acs-date': '2020-01-01T00:00:00Z' } }, 400, 'InvalidTimeStamp.Expired'],
    ['an expired token', { key: expired }, 400, 'InvalidSecurityToken.Expired'],
    [
      'a token of another key',
      { key: { ...expired, securityToken: 'other' } },
      400,
      'InvalidSecurityToken.MismatchWithAccessKey',
    ],
    ['a token too many', { headers: { 'x-acs-security-token': 'x' } }, 400, 'InvalidSecurityToken.Malformed'],
    ['another version', { version: '2014-11-11' }, 400, 'InvalidVersion'],
    ['a key without the right', { key: guest }, 403, 'Forbidden.RAM'],
  ])('the gateway refuses %s', async (_why, spoil, status, code) => {
    state.accessKeys.push(expired, guest);
    state.verifiedRoots.add('example.com');
    expect(await callCdn('AddCdnDomain', newDomain(), spoil)).toMatchObject({ status, code });
    expect(state.cdnDomains.size).toBe(0);
  });

  it('requires the permission for every domain of a call', async () => {
    const domainOf = (name: string) => `acs:cdn:*:${state.ownerId}:domain/${name}`;
    const allowing = (...names: readonly string[]): AccessKey => ({
      ...guest,
      policy: { Statement: [{ Effect: 'Allow', Action: 'cdn:*', Resource: names.map(domainOf) }] },
    });
    const set = async (key: AccessKey) => {
      state.accessKeys.splice(0, state.accessKeys.length, key);
      return (await callCdn('BatchSetCdnDomainConfig', { DomainNames: 'a.example.com,b.example.com' }, { key })).code;
    };
    expect(await set(allowing('a.example.com'))).toBe('Forbidden.RAM');
    expect(await set(allowing('a.example.com', 'b.example.com'))).not.toBe('Forbidden.RAM');
  });

  it('refuses an unknown action, a repeated nonce, and a skewed clock', async () => {
    const nonce: Spoil = { headers: { 'x-acs-signature-nonce': 'once' } };
    expect(await callCdn('DescribeCdnService', {}, nonce)).toMatchObject({ status: 200 });
    expect(await callCdn('DescribeCdnService', {}, nonce)).toMatchObject({ status: 400, code: 'SignatureNonceUsed' });
    expect(await callCdn('Nonsense')).toMatchObject({ status: 404, code: 'InvalidAction.NotFound' });
    state.clockOffset = 16 * 60_000;
    expect(await callCdn('DescribeCdnService')).toMatchObject({ code: 'InvalidTimeStamp.Expired' });
  });

  it('permits what a valid temporary key and a restricted key may do', async () => {
    const temporary = { ...expired, id: 'STS.new', expires: new Date(Date.now() + 60_000) };
    state.accessKeys.push(temporary, guest);
    expect(await callCdn('DescribeCdnService', {}, { key: temporary })).toMatchObject({ status: 200 });
    expect(await callCdn('DescribeCdnService', {}, { key: guest })).toMatchObject({ status: 200 });
  });

  it('returns errors in the format of the vendor', async () => {
    const { body } = await callCdn('DescribeCdnDomainDetail', { DomainName: 'no.example.com' });
    const Recommend = `https://api.aliyun.com/troubleshoot?q=InvalidDomain.NotFound&product=Cdn&requestId=${body.RequestId}`;
    expect(body).toEqual({
      Code: 'InvalidDomain.NotFound',
      Message: expect.any(String),
      RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
      HostId: 'cdn.aliyuncs.com',
      Recommend,
    });
  });

  it('reads special characters alike in a query and in a form', async () => {
    const RRKeyWord = "a b+*~'()!&=%/中文😀";
    expect(await callDns('DescribeDomainRecords', { DomainName: 'example.com', RRKeyWord })).toMatchObject({
      status: 200,
    });
    expect(
      await callDns('DescribeDomainRecords', { DomainName: 'example.com', RRKeyWord }, { form: true }),
    ).toMatchObject({ status: 200 });
  });
});

describe('the official SDKs', () => {
  const domainName = 'img.example.com';
  const target = 'img.example.com.w.kunlunsl.com';
  const servers: Awaited<ReturnType<typeof serve>>[] = [];
  let cdn: Cdn;
  let dns: Alidns;

  beforeEach(async () => {
    servers.push(await serve(cdnService, state), await serve(alidnsService, state));
    const [cdnConfig, dnsConfig] = servers.map(({ endpoint }) => {
      const { id: accessKeyId, secret: accessKeySecret } = masterKey;
      return new $OpenApiUtil.Config({ accessKeyId, accessKeySecret, protocol: 'http', endpoint });
    });
    cdn = new Cdn(cdnConfig ?? new $OpenApiUtil.Config({}));
    dns = new Alidns(dnsConfig ?? new $OpenApiUtil.Config({}));
  });

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  function addRecord(RR: string, type: string, value: string | undefined) {
    const record = { domainName: 'example.com', RR, type, TTL: 600, ...(value === undefined ? {} : { value }) };
    return dns.addDomainRecord(new $Alidns.AddDomainRecordRequest(record));
  }

  async function addDomain(): Promise<void> {
    const request = { domainName, cdnType: 'web', scope: 'domestic', sources: sources() };
    await cdn.addCdnDomain(new $Cdn.AddCdnDomainRequest(request));
    pass(181_000);
  }

  it('verify a domain and add it', async () => {
    const exist = await cdn.checkCdnDomainExist(new $Cdn.CheckCdnDomainExistRequest({ domainName }));
    expect(exist.body?.status).toBe('DomainNotExist');
    const icp = await cdn.checkCdnDomainICP(new $Cdn.CheckCdnDomainICPRequest({ domainName }));
    expect(icp.body?.status).toBe('DomainIsRegistration');
    await expect(addDomain()).rejects.toMatchObject({ code: 'DomainOwnerVerifyFail', statusCode: 400 });
    const verify = await cdn.describeVerifyContent(new $Cdn.DescribeVerifyContentRequest({ domainName }));
    await addRecord('verification', 'TXT', verify.body?.content);
    await cdn.verifyDomainOwner(new $Cdn.VerifyDomainOwnerRequest({ domainName, verifyType: 'dnsCheck' }));
    await addDomain();
    const detail = await cdn.describeCdnDomainDetail(new $Cdn.DescribeCdnDomainDetailRequest({ domainName }));
    const model = detail.body?.getDomainDetailModel;
    expect(model).toMatchObject({ domainStatus: 'online', cname: target, scope: 'domestic' });
    expect(model?.sourceModels?.sourceModel).toMatchObject([{ content: ossSource, port: 80, type: 'oss' }]);
    const rows = await cdn.describeUserDomains(new $Cdn.DescribeUserDomainsRequest({ pageSize: 1 }));
    expect(rows.body?.domains?.pageData).toMatchObject([{ domainName, coverage: 'domestic', sslProtocol: 'off' }]);
    const bySource = await cdn.describeDomainsBySource(new $Cdn.DescribeDomainsBySourceRequest({ sources: ossSource }));
    const infos = bySource.body?.domainsList?.domainsData?.[0]?.domainInfos?.domainInfo;
    expect(infos).toMatchObject([{ domainName, status: 'online' }]);
  });

  it('the official SDKs write a record, which DNS then serves', async () => {
    state.verifiedRoots.add('example.com');
    await addDomain();
    const main = await dns.getMainDomainName(new $Alidns.GetMainDomainNameRequest({ inputString: domainName }));
    expect(main.body).toMatchObject({ domainName: 'example.com', RR: 'img', domainLevel: 2 });
    await addRecord('img', 'CNAME', target);
    await expect(addRecord('img', 'CNAME', target)).rejects.toMatchObject({ code: 'DomainRecordDuplicate' });
    const request = new $Alidns.DescribeSubDomainRecordsRequest({ subDomain: domainName });
    const records = await dns.describeSubDomainRecords(request);
    const [record] = records.body?.domainRecords?.record ?? [];
    expect(record).toMatchObject({ RR: 'img', type: 'CNAME', TTL: 600, locked: false, status: 'ENABLE' });
    pass(601_000);
    const seen = await cdn.describeDomainCname(new $Cdn.DescribeDomainCnameRequest({ domainName }));
    expect(seen.body?.cnameDatas?.data).toMatchObject([{ domain: domainName, status: 0 }]);
  });

  it('refresh a URL with special characters by form', async () => {
    state.verifiedRoots.add('example.com');
    await addDomain();
    const objectPath = `https://${domainName}/${encodeURIComponent("a b+'()!中文.png")}`;
    const request = new $Cdn.RefreshObjectCachesRequest({ objectPath, objectType: 'File', force: false });
    const { refreshTaskId: taskId = '' } = (await cdn.refreshObjectCaches(request)).body ?? {};
    const tasks = await cdn.describeRefreshTaskById(new $Cdn.DescribeRefreshTaskByIdRequest({ taskId }));
    expect(tasks.body?.tasks).toMatchObject([{ objectPath, status: 'Pending', process: '0%' }]);
    const quota = await cdn.describeRefreshQuota(new $Cdn.DescribeRefreshQuotaRequest({}));
    expect(quota.body).toMatchObject({ urlQuota: '10000', urlRemain: '9999' });
  });
});
