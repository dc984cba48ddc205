import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdnService } from '../../sandbox/cdn/service.js';
import type { SandboxState } from '../../sandbox/state/state.js';
import { call, createRpcState } from '../support/rpcSandbox.js';

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

function refresh(ObjectPath: string, ObjectType = 'File') {
  return call(cdnService, state, 'RefreshObjectCaches', { ObjectPath, ObjectType }, { form: true });
}

async function addDomain(DomainName = name, more: Record<string, string> = {}): Promise<void> {
  expect(await cdn('AddCdnDomain', newDomain({ DomainName, ...more }))).toMatchObject({ status: 200 });
}

async function addOnline(DomainName = name): Promise<void> {
  await addDomain(DomainName);
  pass(181_000);
}

describe('a refresh', () => {
  it.each<[string, string, string, number, string]>([
    ['Chinese characters', `http://${name}/中.png`, 'File', 400, 'InvalidObjectPath.Malformed'],
    ['a space', `http://${name}/a b.png`, 'File', 400, 'InvalidObjectPath.Malformed'],
    ['a bare percent sign', `http://${name}/100%.png`, 'File', 400, 'InvalidObjectPath.Malformed'],
    ['a directory without slash', `http://${name}/a`, 'Directory', 400, 'InvalidObjectPath.Malformed'],
    ['a long path', `http://${name}/${'a'.repeat(1024)}`, 'File', 400, 'InvalidObjectPath.Malformed'],
    ['a wildcard', `http://${name}/*`, 'File', 400, 'InvalidExtensiveDomain.ValueNotSupported'],
    ['two patterns', `http://${name}/a.*\nhttp://${name}/b.*`, 'Regex', 400, 'SingleRequest.OverLimit'],
    ['a pattern with another expression', `http://${name}/[0-8].png`, 'Regex', 400, 'InvalidObjectPath.Malformed'],
    ['a pattern with a star alone', `http://${name}/*.png`, 'Regex', 400, 'InvalidExtensiveDomain.ValueNotSupported'],
    ['a pattern in the domain', 'http://.*.example.com/a', 'Regex', 400, 'InvalidExtensiveDomain.ValueNotSupported'],
    ['a pattern with a query', `http://${name}/.*?v=1`, 'Regex', 400, 'InvalidObjectPath.Malformed'],
    ['a pattern without an expression', `http://${name}/a.png`, 'Regex', 400, 'InvalidObjectPath.Malformed'],
    ['parameters that are ignored', `http://${name}/a`, 'IgnoreParams', 400, 'InvalidObjectType.ValueNotSupported'],
    ['an unknown type', `http://${name}/a`, 'Nonsense', 400, 'InvalidObjectType.Malformed'],
    ['nothing', '', 'File', 400, 'MissingParameter'],
    ['a foreign domain', 'http://other.org/a', 'File', 404, 'InvalidDomain.NotFound'],
    ['a domain in the making', 'http://new.example.com/a', 'File', 403, 'ServiceBusy'],
    ['a stopped domain', 'http://off.example.com/a', 'File', 404, 'InvalidDomain.Offline'],
    ['1,001 URLs', `${name}/a\n`.repeat(1001), 'File', 400, 'SingleRequest.OverLimit'],
    ['101 directories', `${name}/a/\n`.repeat(101), 'Directory', 400, 'SingleRequest.OverLimit'],
    [
      '11 domains',
      Array.from({ length: 11 }, (_, at) => `d${at}.example.com/`).join('\n'),
      'File',
      400,
      'TooMany.Refresh',
    ],
  ])('of %s is refused', async (_why, path, type, status, code) => {
    await addOnline('off.example.com');
    await addOnline();
    await addDomain('new.example.com');
    Object.assign(state.cdnDomains.get('off.example.com') ?? {}, { status: 'offline' });
    expect(await refresh(path, type)).toMatchObject({ status, code });
    expect({ tasks: state.refreshTasks.length, used: state.used }).toEqual({
      tasks: 0,
      used: { urls: 0, dirs: 0, regex: 0, preload: 0 },
    });
  });

  it('counts its quotas by day and by minute', async () => {
    await addOnline();
    state.quota.urls = 1500;
    state.uncertain.refreshPerMinute = 1000;
    expect(await refresh(`${name}/a\r\n`.repeat(1000))).toMatchObject({ status: 200 });
    expect(await refresh(`${name}/b`)).toMatchObject({ code: 'QuotaPerMinuteExceeded.Refresh' });
    expect(await refresh(`${name}/b\n`.repeat(501))).toMatchObject({ code: 'QuotaExceeded.Refresh' });
    expect((await cdn('DescribeRefreshQuota')).body).toMatchObject({
      UrlQuota: '1500',
      UrlRemain: '500',
      DirRemain: '100',
    });
    expect((await cdn('DescribeCdnUserQuota')).body).toMatchObject({ RefreshUrlRemain: 500, DomainQuota: 50 });
    pass(60_000);
    expect(await refresh(`${name}/b`)).toMatchObject({ status: 200 });
  });

  it('accepts one pattern of the four expressions in a call, with a quota of its own', async () => {
    await addOnline();
    state.quota.regex = 2;
    const taken = await refresh(`http://${name}/[0-9][a-z]/[^/]*/.*.jpg`, 'Regex');
    const { Tasks } = (await cdn('DescribeRefreshTaskById', { TaskId: taken.body.RefreshTaskId })).body;
    expect(Tasks).toMatchObject([{ ObjectType: 'regex', ObjectPath: `http://${name}/[0-9][a-z]/[^/]*/.*.jpg` }]);
    expect(await refresh(`http://${name}/.*`, 'regex')).toMatchObject({ status: 200 });
    expect(await refresh(`http://${name}/.*`, 'Regex')).toMatchObject({ code: 'QuotaExceeded.Refresh' });
    const left = (await cdn('DescribeRefreshQuota')).body;
    expect(left).toMatchObject({ RegexQuota: '2', RegexRemain: '0', UrlRemain: '10000', DirRemain: '100' });
  });

  it('has one task id for each domain and second, and completes after five minutes', async () => {
    await addOnline();
    await addOnline('two.example.com');
    vi.setSystemTime(Math.ceil(Date.now() / 1000) * 1000);
    const first = (await refresh(`${name}/a\ntwo.example.com/b`)).body.RefreshTaskId.split(',');
    expect(first).toHaveLength(2);
    expect((await refresh(`https://${name}/c`)).body.RefreshTaskId).toBe(first[0]);
    pass(1000);
    const later = (await refresh(`${name}/d`)).body.RefreshTaskId;
    expect(first).not.toContain(later);
    pass(149_000);
    const tasks = async () => (await cdn('DescribeRefreshTaskById', { TaskId: first.join(',') })).body.Tasks;
    expect(await tasks()).toMatchObject([
      { ObjectPath: `http://${name}/a`, Status: 'Refreshing', Process: '50%', ObjectType: 'file' },
      { ObjectPath: 'http://two.example.com/b', Status: 'Refreshing' },
      { ObjectPath: `https://${name}/c`, Status: 'Refreshing' },
    ]);
    pass(150_000);
    expect((await tasks()).map((task: { Status: string }) => task.Status)).toEqual([
      'Complete',
      'Complete',
      'Complete',
    ]);
    const listed = await cdn('DescribeRefreshTasks', { Status: 'Refreshing', ObjectType: 'file' });
    expect(listed.body.Tasks.CDNTask).toMatchObject([{ TaskId: later, Process: '99%' }]);
    expect(await cdn('DescribeRefreshTasks', { DomainName: name })).toMatchObject({ code: 'MissingParameter' });
    pass(4 * 24 * 3_600_000);
    expect((await cdn('DescribeRefreshTasks')).body.TotalCount).toBe(0);
  });
});

describe('a prefetch', () => {
  beforeEach(() => addOnline());

  const push = (...urls: string[]) => cdn('PushObjectCache', { ObjectPath: urls.join('\n') });
  const listUrls = (count: number) => Array.from({ length: count }, (_, at) => `https://${name}/${at}`);

  it('creates one task for each file', async () => {
    const { body } = await push(...listUrls(2));
    expect((await cdn('DescribeRefreshTaskById', { TaskId: body.PushTaskId })).body.Tasks).toMatchObject([
      { ObjectType: 'preload', Status: 'Pending' },
      { ObjectType: 'preload', Status: 'Pending' },
    ]);
  });

  it('accepts at most 100 URLs in a call', async () => {
    expect(await push(...listUrls(101))).toMatchObject({ code: 'SingleRequest.OverLimit' });
    expect(state.used.preload).toBe(0);
    expect(await push(...listUrls(100))).toMatchObject({ status: 200 });
    expect(state.used.preload).toBe(100);
  });

  it('accepts as many URLs as the daily quota has left, and no more', async () => {
    state.quota.preload = 3;
    await push(...listUrls(2));
    expect(await push(...listUrls(2))).toMatchObject({ code: 'QuotaExceeded.Preload' });
    expect(await push(...listUrls(1))).toMatchObject({ status: 200 });
    expect(await push(...listUrls(1))).toMatchObject({ code: 'QuotaExceeded.Preload' });
    expect(state.used.preload).toBe(3);
  });

  it.each([
    ['a directory', `https://${name}/css/`, 'InvalidObjectPath.Malformed'],
    ['a URL at a domain that is not in the account', 'https://absent.example.com/a', 'InvalidDomain.NotFound'],
  ])('refuses %s', async (_what, url, code) => {
    expect(await push(url)).toMatchObject({ code });
    expect(state.used.preload).toBe(0);
  });
});
