import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '../../src/cloud/createCloud.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { failureOf } from '../support/failureOf.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
const site = { name: 'site-hangzhou', region: 'cn-hangzhou' };
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock, timeoutMs: 60_000 });
});
afterAll(() => opened.stop());
afterEach(() => {
  opened.sandbox.state.faults.length = 0;
});

/** A cloud that soon gives up, for answers that never come; any other may be late on a busy computer. */
function hasty(): CloudPorts {
  const { id, secret } = opened.sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  return createCloud({ credentials, onCall: (call) => void opened.calls.push(call), clock, timeoutMs: 400 });
}

function sent(action: string): number {
  return opened.sandbox.state.calls.filter((call) => call.action === action).length;
}

const control: readonly (readonly [string, (cloud: CloudPorts) => Promise<unknown>])[] = [
  ['ListObjects', ({ oss }) => oss.listObjects(bucket, { prefix: '', limit: 10 }, signal)],
  ['InitiateMultipartUpload', ({ oss }) => oss.createMultipart(bucket, 'parts.bin', {}, signal)],
  ['DescribeUserDomains', ({ cdn }) => cdn.listDomains(signal)],
  ['DescribeDomains', ({ dns }) => dns.listZones(signal)],
];

describe.each(control)('%s', (action, ask) => {
  test('times out if the response drips without end', async () => {
    opened.fail(action, 'drip', { count: 9 });
    const before = sent(action);
    expect(await failureOf(ask(hasty()))).toMatchObject({ kind: 'timeout', details: { action } });
    // It is not asked again.
    expect(sent(action) - before).toBeLessThanOrEqual(1);
  });

  test('fails as a bad answer if the response floods without end', async () => {
    opened.fail(action, 'flood', { count: 9 });
    expect(await failureOf(ask(opened.cloud))).toMatchObject({ kind: 'badAnswer', details: { action } });
  });
});

test("an object above its reader's size limit is not read further, and its connection is closed", async () => {
  opened.fail('GetObject', 'flood', { count: 9 });
  const closed = once(opened.sandbox.state.events, 'clientClosed');
  const read = opened.cloud.oss.readObject(site, 'index.html', 1_000_000, signal);
  expect((await failureOf(read)).kind).toBe('badAnswer');
  await closed;
});

test('a download whose sink refuses at the start is not read further, and its connection is closed', async () => {
  opened.fail('GetObject', 'flood', { count: 9 });
  const closed = once(opened.sandbox.state.events, 'clientClosed');
  const sink = { restart: () => Promise.reject(new Error('ENOSPC')), write: async () => {} };
  await failureOf(opened.cloud.oss.downloadObject(site, 'index.html', sink, signal));
  await closed;
});
