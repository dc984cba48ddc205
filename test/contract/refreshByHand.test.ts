import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/disk/clock.js';
import { submitByHand } from '../support/submitByHand.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const domain = 'static.shop-demo.com';
const { signal } = new AbortController();
let fixture: SandboxCloud;

afterEach(() => fixture.stop());

test('an offline domain and an unknown one do not prevent the refresh of others', async () => {
  fixture = await openSandboxCloud();
  const { cloud, sandbox } = fixture;
  const stored = sandbox.state.cdnDomains.get(domain);
  if (stored)
    sandbox.state.cdnDomains.set('old.shop-demo.com', { ...stored, name: 'old.shop-demo.com', status: 'offline' });
  const hosts = [domain, 'old.shop-demo.com', 'absent.shop-demo.com'];
  const [good = '', stopped = '', absent = ''] = hosts.map((host) => `https://${host}/a.js`);
  const before = sandbox.state.refreshTasks.length;
  expect(await submitByHand(cloud.cdn, 'urls', [good, stopped, absent])).toMatchObject({
    sent: [good],
    waiting: [],
    refused: [
      { error: { kind: 'domainOffline' }, urls: [stopped] },
      { error: { kind: 'domainNotFound' }, urls: [absent] },
    ],
  });
  expect(sandbox.state.refreshTasks.slice(before).map(({ url }) => url)).toEqual([good]);
});

test("URLs beyond a domain's limit per minute are named beside the accepted tasks", async () => {
  const clock = { ...systemClock, sleep: async () => undefined };
  fixture = await openSandboxCloud({ speed: 1 }, { clock });
  fixture.sandbox.state.uncertain.refreshPerMinute = 1_000;
  const urls = Array.from({ length: 1_500 }, (_, at) => `https://${domain}/${at}.js`);
  const submitted = await submitByHand(fixture.cloud.cdn, 'urls', urls);
  expect(submitted.taskIds).toHaveLength(1);
  const error = { kind: 'throttled', details: { code: 'QuotaPerMinuteExceeded.Refresh' } };
  expect(submitted).toMatchObject({
    sent: urls.slice(0, 1_000),
    waiting: [],
    refused: [{ urls: urls.slice(1_000), error }],
  });
});

test('a prefetch of a hundred long URLs is one call, and is halved if the gateway refuses its size', async () => {
  fixture = await openSandboxCloud();
  const { cloud, sandbox } = fixture;
  sandbox.state.uncertain.longestQuery = 16 * 1024;
  const urls = Array.from({ length: 100 }, (_, at) => `https://${domain}/${'long/'.repeat(180)}${at}.js`);
  const callsOf = () => sandbox.state.calls.filter(({ action }) => action === 'PushObjectCache').length;
  expect(await submitByHand(cloud.cdn, 'prefetches', urls)).toMatchObject({ sent: urls, refused: [] });
  expect(callsOf()).toBe(1);
  sandbox.state.faults.push({
    action: 'PushObjectCache',
    kind: 'error',
    status: 414,
    code: 'RequestUriTooLarge',
    id: 'one',
    count: 1,
  });
  expect(await submitByHand(cloud.cdn, 'prefetches', urls)).toMatchObject({ sent: urls, refused: [] });
  expect(callsOf()).toBe(4);
});

test('a pattern is sent alone, within the quota of patterns', async () => {
  fixture = await openSandboxCloud();
  const { cloud, sandbox } = fixture;
  sandbox.state.quota.regex = 2;
  const urls = ['[0-9]', '[a-z]', '[^/]*', '.*'].map((expression) => `https://${domain}/css/${expression}.css`);
  expect((await cloud.cdn.readRefreshQuota(signal)).patterns).toBe(2);
  const { taskIds, sent, waiting } = await submitByHand(cloud.cdn, 'patterns', urls);
  expect({ sent, waiting }).toEqual({ sent: urls.slice(0, 2), waiting: urls.slice(2) });
  expect(await cloud.cdn.readRefreshTasks(taskIds, signal)).toMatchObject([{ kind: 'regex' }, { kind: 'regex' }]);
  const { patterns, urls: left, limits } = await cloud.cdn.readRefreshQuota(signal);
  expect({ patterns, left, limit: limits?.patterns }).toEqual({ patterns: 0, left: 10_000, limit: 2 });
});
