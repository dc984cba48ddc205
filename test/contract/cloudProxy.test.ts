import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { errorText } from '../../src/core/errorTexts/errorText.js';
import { mayPass } from '../../src/core/onboarding/run/runRecord.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { classifyFailure } from '../../src/core/publishing/queue/retryPolicy.js';
import { type Control, createControl } from '../support/control.js';
import { failureOf } from '../support/failureOf.js';
import { sayIn } from '../support/fakeVscode.js';
import { createPatientCloud } from '../support/patientCloud.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;
let control: Control;

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock, timeoutMs: 60_000 });
  control = createControl(opened.sandbox);
});
afterAll(() => opened.stop());
afterEach(async () => {
  opened.sandbox.state.faults.length = 0;
  await control.act('setProxy', { refuses: [], intercepts: [], status: 403 });
});

type Ask = (cloud: CloudPorts) => Promise<unknown>;
const asks: readonly (readonly [string, string, Ask])[] = [
  ['HeadObject', 'oss', ({ oss }) => oss.readObjectHead(bucket, 'index.html', signal)],
  ['PutObject', 'oss', ({ oss }) => oss.putObject(bucket, 'new.txt', { body: new Uint8Array(3), headers: {} }, signal)],
  ['ListObjects', 'oss', ({ oss }) => oss.listObjects(bucket, { prefix: '', limit: 10 }, signal)],
  ['DescribeUserDomains', 'cdn', ({ cdn }) => cdn.listDomains(signal)],
  ['RefreshObjectCaches', 'cdn', ({ cdn }) => cdn.refresh(['https://static.shop-demo.com/a'], 'File', signal)],
  ['DescribeDomains', 'alidns', ({ dns }) => dns.listZones(signal)],
];

describe.each(asks)('%s through a proxy', (action, service, ask) => {
  test.each([403, 407, 502, 503])('fails as proxyRefused when the proxy answers CONNECT with %i', async (status) => {
    await control.act('setProxy', { refuses: [service], status });
    // The first call only finds that the proxy has closed the open connection.
    await failureOf(ask(opened.cloud));
    const error = await failureOf(ask(opened.cloud));
    const subject = `127.0.0.1:${opened.sandbox.proxyPort}`;
    expect(error).toMatchObject({ kind: 'proxyRefused', details: { action, subject, httpStatus: status } });
    expect(error.details).not.toHaveProperty('code');
    expect(opened.calls.at(-1)).toMatchObject({ action, failed: 'proxyRefused' });
  });

  test('succeeds again once the proxy allows it', async () => {
    await control.act('setProxy', { refuses: [service] });
    await failureOf(ask(opened.cloud));
    await control.act('setProxy', { refuses: [] });
    await ask(opened.cloud);
    await ask(opened.cloud);
  });

  test.each([
    [403, 'The proxy refused the request'],
    [407, 'The proxy requires a user name and password'],
    [200, 'A proxy or a sign-in page responded in place of the requested server'],
    [302, 'A proxy or a sign-in page responded in place of the requested server'],
  ])(
    'fails as proxyRefused when a proxy that inspects TLS answers with a page of its own, %i',
    async (status, words) => {
      opened.fail(action, 'html403', { count: 9, status });
      const error = await failureOf(ask(opened.cloud));
      const subject = `127.0.0.1:${opened.sandbox.proxyPort}`;
      expect(error).toMatchObject({ kind: 'proxyRefused', details: { action, subject, httpStatus: status } });
      const text = sayIn('en', () => errorText(error));
      expect(text).toMatch(new RegExp(`^${words}.*: ${subject}$`));
      expect({ mayPass: mayPass(error), retry: classifyFailure(error, 1_000) }).toEqual({
        mayPass: true,
        retry: 'blocked',
      });
      opened.sandbox.state.faults.length = 0;
      await ask(opened.cloud);
    },
  );
});

describe.each(asks)('%s through a proxy that inspects TLS', (action, service, ask) => {
  test('fails as proxyRefused with the proxy and the reason until the proxy permits it', async () => {
    await control.act('setProxy', { intercepts: [service] });
    // The first call only finds that the proxy has closed the open connection.
    await failureOf(ask(opened.cloud));
    const error = await failureOf(ask(opened.cloud));
    const subject = `127.0.0.1:${opened.sandbox.proxyPort}`;
    const code = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    expect(error).toMatchObject({ kind: 'proxyRefused', details: { action, subject, code } });
    expect(mayPass(error)).toBe(true);
    expect(classifyFailure(error, 1_000)).toBe('blocked');
    await control.act('setProxy', { intercepts: [] });
    await ask(opened.cloud);
  });
});

test('a permission that the account lacks stays forbidden', async () => {
  const { accessKeys } = opened.sandbox.state;
  const [key] = accessKeys;
  accessKeys[0] = { ...key!, denied: ['HeadObject', 'ListObjects', 'DescribeUserDomains', 'DescribeDomains'] };
  try {
    for (const [action, , ask] of asks.filter(([action]) => /^(Head|List|Describe)/.test(action))) {
      expect(await failureOf(ask(opened.cloud))).toMatchObject({ kind: 'forbidden', details: { action } });
    }
  } finally {
    accessKeys[0] = key!;
  }
});

test.each([404, 400])(
  'a page with status %i that is not from OSS is a bad answer, not a missing object',
  async (status) => {
    opened.fail('HeadObject', 'html403', { status });
    opened.fail('GetObject', 'html403', { status });
    const head = opened.cloud.oss.readObjectHead(bucket, 'index.html', signal);
    expect(await failureOf(head)).toMatchObject({ kind: 'badAnswer', details: { httpStatus: status } });
    const read = opened.cloud.oss.readObject(bucket, 'index.html', 1_000_000, signal);
    expect(await failureOf(read)).toMatchObject({ kind: 'badAnswer', details: { httpStatus: status } });
  },
);

test('a call is retried if the proxy cannot reach the vendor, and not if it refuses', async () => {
  const { state } = opened.sandbox;
  const { id, secret } = opened.sandbox.accessKey;
  let waits = 0;
  let passesAfter = 1;
  const sleep = async () => {
    if (++waits >= passesAfter) delete state.proxyRefuses;
  };
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  const cloud = createPatientCloud({ credentials, onCall: () => {}, clock: { ...clock, sleep } });
  const head = () => cloud.oss.readObjectHead(bucket, 'index.html', signal);
  await control.act('setProxy', { refuses: ['oss'], status: 503 });
  await head();
  expect(waits).toBe(1);
  passesAfter = Number.POSITIVE_INFINITY;
  await control.act('setProxy', { refuses: ['oss'], status: 403 });
  await failureOf(head());
  waits = 0;
  expect((await failureOf(head())).kind).toBe('proxyRefused');
  expect(waits).toBe(0);
});
