import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdnService } from '../../sandbox/cdn/service.js';
import type { SandboxState, StoredCdnDomain } from '../../sandbox/state/state.js';
import { call, createRpcState } from '../support/rpcSandbox.js';

let state: SandboxState;

beforeEach(() => {
  // Only the date is played.
  vi.useFakeTimers({ toFake: ['Date'] });
  state = createRpcState({
    verifiedRoots: new Set(['example.com', 'unfiled.com']),
    origins: new Map(),
    retiredTargets: new Map(),
  });
  addOnline(name);
});

afterEach(() => vi.useRealTimers());

const name = 'img.example.com';
const bucket = 'assets.oss-cn-hangzhou.aliyuncs.com';
const source = (content = bucket, more: object = {}) => ({ type: 'oss', content, port: 80, ...more });
const list = (...items: object[]) => JSON.stringify(items);

function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

function cdn(action: string, params: Record<string, string> = {}) {
  return call(cdnService, state, action, params);
}

function addOnline(domain: string, changes: Partial<StoredCdnDomain> = {}): void {
  const cname = `${domain}.w.kunlunsl.com`;
  state.cdnDomains.set(domain, {
    name: domain,
    cname,
    futureCname: cname,
    status: 'online',
    schedule: [],
    cdnType: 'web',
    scope: 'overseas',
    sources: [{ type: 'oss', content: bucket, port: 80, priority: '20', weight: '10' }],
    httpsOn: false,
    description: '',
    createdAt: new Date(),
    ...changes,
  });
}

async function readStatus(domain = name): Promise<string | undefined> {
  return (await cdn('DescribeCdnDomainDetail', { DomainName: domain })).body.GetDomainDetailModel?.DomainStatus;
}

async function readConfigs(FunctionNames = ''): Promise<Record<string, never>[]> {
  const { body } = await cdn('DescribeCdnDomainConfigs', { DomainName: name, FunctionNames });
  return body.DomainConfigs.DomainConfig;
}

function set(functionName: string, args: Record<string, unknown>, more: object = {}) {
  const functionArgs = Object.entries(args).map(([argName, argValue]) => ({ argName, argValue }));
  const Functions = list({ functionName, functionArgs, ...more });
  return cdn('BatchSetCdnDomainConfig', { DomainNames: name, Functions });
}

describe('OpenCdnService', () => {
  const open = (InternetChargeType = 'PayByTraffic') => cdn('OpenCdnService', { InternetChargeType });

  it('activates the service once', async () => {
    state.cdnService = 'notOpen';
    expect(await open()).toMatchObject({ status: 200 });
    expect(state.cdnService).toBe('open');
    expect(await open()).toMatchObject({ code: 'CdnService.HasOpened' });
  });

  it('requires a known charge type, real-name verification and sufficient balance', async () => {
    state.cdnService = 'notOpen';
    expect(await open('PayByMood')).toMatchObject({ code: 'InvalidInternetChargeType.ValueNotSupported' });
    state.account = { realName: false };
    expect(await open()).toMatchObject({ code: 'NoRealNameAuthentication' });
    state.account = { funded: false };
    expect(await open()).toMatchObject({ code: 'InsufficientBalance' });
    expect(state.cdnService).toBe('notOpen');
  });
});

describe('a domain in use', () => {
  const addresses = (count: number) =>
    list(...Array.from({ length: count }, (_, at) => source(`192.0.2.${at + 1}`, { type: 'ipaddr' })));

  it('refuses further changes while its origin changes, and continues serving', async () => {
    const Sources = list(source('other.oss-cn-hangzhou.aliyuncs.com'));
    expect(await cdn('ModifyCdnDomain', { DomainName: name, Sources })).toMatchObject({ status: 200 });
    expect(await readStatus()).toBe('configuring');
    expect(state.cdnDomains.get(name)).toMatchObject({ servesMeanwhile: true });
    for (const action of ['ModifyCdnDomain', 'StopCdnDomain', 'StartCdnDomain', 'DeleteCdnDomain']) {
      expect(await cdn(action, { DomainName: name, Sources })).toMatchObject({ status: 403, code: 'ServiceBusy' });
    }
    expect(await set('gzip', { enable: 'on' })).toMatchObject({ code: 'ServiceBusy' });
    pass(60_000);
    expect(await readStatus()).toBe('online');
    const [host] = await readConfigs('set_req_host_header');
    expect(host).toMatchObject({
      FunctionArgs: { FunctionArg: [{ ArgName: 'domain_name', ArgValue: 'other.oss-cn-hangzhou.aliyuncs.com' }] },
    });
  });

  it.each<[string, string, string]>([
    ['no origin', '', 'MissingParameter'],
    ['an origin that is accelerated', list(source(name, { type: 'domain' })), 'RetErrorSourceCircle'],
    ['a private address', list(source('192.168.0.9', { type: 'ipaddr' })), 'SourceInBlacklist'],
    ['21 addresses', addresses(21), 'InvalidSources.Malformed'],
  ])('refuses %s as origins', async (_why, Sources, code) => {
    expect(await cdn('ModifyCdnDomain', { DomainName: name, Sources })).toMatchObject({ code });
    expect(await readStatus()).toBe('online');
  });

  it('accepts 20 addresses', async () => {
    expect(await cdn('ModifyCdnDomain', { DomainName: name, Sources: addresses(20) })).toMatchObject({ status: 200 });
  });

  it('is disabled, refuses changes while offline, and is enabled again', async () => {
    await cdn('StopCdnDomain', { DomainName: name });
    expect(await readStatus()).toBe('stopping');
    pass(60_000);
    expect(await readStatus()).toBe('offline');
    const Sources = list(source());
    expect(await cdn('ModifyCdnDomain', { DomainName: name, Sources })).toMatchObject({
      code: 'InvalidDomain.Offline',
    });
    expect(await set('gzip', { enable: 'on' })).toMatchObject({ status: 404, code: 'InvalidDomain.Offline' });
    await cdn('StartCdnDomain', { DomainName: name });
    expect({ status: await readStatus(), servesMeanwhile: state.cdnDomains.get(name)?.servesMeanwhile }).toEqual({
      status: 'configuring',
      servesMeanwhile: false,
    });
    pass(60_000);
    expect(await readStatus()).toBe('online');
  });

  it('cannot be enabled without the ICP filing of its region, nor in arrears', async () => {
    addOnline('img.unfiled.com', { status: 'offline', scope: 'global' });
    const start = () => cdn('StartCdnDomain', { DomainName: 'img.unfiled.com' });
    expect(await start()).toMatchObject({ code: 'IllegalOperationDomain' });
    state.icpFiled.add('unfiled.com');
    state.cdnService = 'locked';
    expect(await start()).toMatchObject({ code: 'OperationDenied' });
    state.cdnService = 'open';
    expect(await start()).toMatchObject({ status: 200 });
  });

  it('is deleted after a while, and its name is free then', async () => {
    state.edgeCache.set(`${name}/a`, { status: 200, headers: {}, body: Buffer.alloc(0), storedAt: 0, ttlMs: 1e12 });
    await cdn('DeleteCdnDomain', { DomainName: name });
    expect(await readStatus()).toBe('deleting');
    pass(60_000);
    expect(await cdn('DescribeCdnDomainDetail', { DomainName: name })).toMatchObject({
      code: 'InvalidDomain.NotFound',
    });
    expect((await cdn('CheckCdnDomainExist', { DomainName: name })).body.Status).toBe('DomainNotExist');
    expect(state.edgeCache.size).toBe(0);
  });
});

describe('a new domain', () => {
  const add = (...sources: object[]) =>
    cdn('AddCdnDomain', {
      DomainName: 'new.example.com',
      CdnType: 'web',
      Scope: 'overseas',
      Sources: list(...sources),
    });
  const site = (content: string) => source(content, { type: 'domain' });

  it('may have several primary origins by name, or only one, as the switch says', async () => {
    state.uncertain.severalPrimaryDomains = false;
    const two = [site('a.example.org'), site('b.example.org')];
    expect(await add(...two)).toMatchObject({ code: 'InvalidSources.Malformed' });
    state.uncertain.severalPrimaryDomains = true;
    expect(await add(...two)).toMatchObject({ status: 200 });
  });

  it.each([
    ['is configured at once', 'of Alibaba Cloud', true, 'configuring'],
    ['is reviewed', 'outside Alibaba Cloud', false, 'checking'],
  ])('%s if the address of its origin is %s', async (_what, _where, isAlibaba, status) => {
    const server = { ports: [80], up: true, pages: new Map(), isAlibaba };
    state.origins?.set('192.0.2.7', server);
    await add(source('192.0.2.7', { type: 'ipaddr' }));
    expect(await readStatus('new.example.com')).toBe(status);
  });
});

describe('the functions of a domain', () => {
  it('of a bucket include its Host from the start, and what only CDN may change', async () => {
    const configs = await readConfigs();
    expect(configs.map(({ FunctionName, Status }) => ({ FunctionName, Status }))).toEqual([
      { FunctionName: 'set_req_host_header', Status: 'success' },
      { FunctionName: 'oss_auth', Status: 'success' },
    ]);
    const auth = { oss_bucket_id: 'mine', oss_pri_buckets: 'mine|mine' };
    expect(await set('oss_auth', auth)).toMatchObject({ status: 403, code: 'IllegalOperation' });
    const ConfigId = String(configs[1]?.ConfigId);
    expect(await cdn('DeleteSpecificConfig', { DomainName: name, ConfigId })).toMatchObject({
      code: 'IllegalOperation',
    });
  });

  it.each<[string, string, string]>([
    ['no JSON', 'gzip', 'InvalidFunctions.Malformed'],
    ['an empty list', '[]', 'InvalidFunctions.Malformed'],
    ['an unknown function', list({ functionName: 'faster', functionArgs: [] }), 'InvalidFunctions.Malformed'],
    ['no arguments', list({ functionName: 'gzip' }), 'InvalidFunctions.Malformed'],
    [
      'an unknown argument',
      list({ functionName: 'gzip', functionArgs: [{ argName: 'level', argValue: '9' }] }),
      'InvalidFunctions.Malformed',
    ],
    [
      'a value that is no text',
      list({ functionName: 'gzip', functionArgs: [{ argName: 'enable', argValue: true }] }),
      'InvalidArgValue.Malformed',
    ],
    [
      'a value that the function does not know',
      list({ functionName: 'l2_oss_key', functionArgs: [{ argName: 'private_oss_auth', argValue: 'maybe' }] }),
      'InvalidArgValue.Malformed',
    ],
    [
      'a pattern that is none',
      list({
        functionName: 'host_redirect',
        functionArgs: [
          { argName: 'regex', argValue: '(' },
          { argName: 'replacement', argValue: '/' },
        ],
      }),
      'InvalidArgValue.Malformed',
    ],
  ])('are refused with %s', async (_why, Functions, code) => {
    expect(await cdn('BatchSetCdnDomainConfig', { DomainNames: name, Functions })).toMatchObject({ status: 400, code });
    expect((await readConfigs()).length).toBe(2);
  });

  it('exclude each other even when switched off, until one is deleted', async () => {
    const ConfigId = String(
      (await set('http_force', { enable: 'off' })).body.DomainConfigList.DomainConfigModel[0].ConfigId,
    );
    pass(60_000);
    expect(await set('https_force', { enable: 'on' })).toMatchObject({ code: 'FunctionMutex' });
    await cdn('DeleteSpecificConfig', { DomainName: name, ConfigId });
    pass(60_000);
    expect(await set('https_force', { enable: 'on' })).toMatchObject({ status: 200 });
  });

  it('are configuring for a while, and can fail', async () => {
    await set('range', { enable: 'on' });
    expect(await readConfigs('range')).toMatchObject([{ Status: 'configuring' }]);
    pass(60_000);
    expect(await readConfigs('range')).toMatchObject([{ Status: 'success' }]);
    state.uncertain.configOutcome = 'failed';
    expect(await set('range', { enable: 'off' })).toMatchObject({ code: 'ConfigDuplicate' });
    const configId = String((await readConfigs('range'))[0]?.ConfigId);
    await set('range', { enable: 'off' }, { configId });
    pass(60_000);
    expect(await readConfigs('range')).toMatchObject([{ Status: 'failed' }]);
  });

  it('cannot be changed or deleted by an unknown id, nor read by an unknown name', async () => {
    const args = { regex: '^/$', replacement: '/a' };
    expect(await set('host_redirect', args, { configId: '7' })).toMatchObject({ code: 'ConfigNotFound' });
    expect(await cdn('DeleteSpecificConfig', { DomainName: name, ConfigId: '7' })).toMatchObject({
      code: 'ConfigNotFound',
    });
    const unknown = { DomainName: name, FunctionNames: 'gzip,faster' };
    expect(await cdn('DescribeCdnDomainConfigs', unknown)).toMatchObject({ code: 'Invalid%s.ValueNotSupported' });
  });

  it('are set on all domains or on none', async () => {
    const Functions = list({ functionName: 'gzip', functionArgs: [{ argName: 'enable', argValue: 'on' }] });
    const DomainNames = `${name},absent.example.com`;
    expect(await cdn('BatchSetCdnDomainConfig', { DomainNames, Functions })).toMatchObject({
      code: 'InvalidDomain.NotFound',
    });
    expect(await readConfigs('gzip')).toEqual([]);
  });
});
