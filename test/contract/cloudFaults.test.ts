import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '../../src/cloud/createCloud.js';
import type { Credentials } from '../../src/core/account.js';
import { AppError, type ErrorKind } from '../../src/core/errors.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { failureOf } from '../support/failureOf.js';
import { demoSource } from '../support/siteSources.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };

let names = 0;
let opened: SandboxCloud;
beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock, timeoutMs: 60_000 });
  opened.sandbox.state.verifiedRoots.add('shop-demo.com');
});
afterAll(() => opened.stop());
afterEach(() => {
  opened.sandbox.state.faults.length = 0;
  opened.sandbox.state.clockOffset = 0;
});

type Act = (cloud: CloudPorts) => Promise<unknown>;

const reads: readonly (readonly [string, Act])[] = [
  ['ListBuckets', ({ oss }) => oss.listBuckets(signal)],
  ['ListObjects', ({ oss }) => oss.listObjects(bucket, { prefix: '', limit: 10 }, signal)],
  ['HeadObject', ({ oss }) => oss.readObjectHead(bucket, 'absent', signal)],
  ['DescribeUserDomains', ({ cdn }) => cdn.listDomains(signal)],
  ['DescribeDomains', ({ dns }) => dns.listZones(signal)],
];

const acts: readonly (readonly [string, Act])[] = [
  ['AddCdnDomain', ({ cdn }) => cdn.createDomain(newDomain(), signal)],
  ['RefreshObjectCaches', ({ cdn }) => cdn.refresh(['https://static.shop-demo.com/a'], 'File', signal)],
  ['AddDomainRecord', ({ dns }) => dns.createRecord(newRecord(), signal)],
  ['PutCname', ({ oss }) => oss.createCname(bucket, 'static.shop-demo.com', signal)],
];

function newDomain() {
  return { name: `n${names++}.shop-demo.com`, type: 'web', region: 'overseas', sources: [demoSource] } as const;
}

function newRecord() {
  return { zone: 'shop-demo.com', rr: `n${names++}`, type: 'TXT', value: 'text', ttl: 600 };
}

function sent(action: string): number {
  return opened.sandbox.state.calls.filter((call) => call.action === action).length;
}

/** A cloud that soon gives up, for answers that never come; any other may be late on a busy computer. */
function hasty(): CloudPorts {
  const { id, secret } = opened.sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  return createCloud({ credentials, onCall: (call) => void opened.calls.push(call), clock, timeoutMs: 400 });
}

const lasting: readonly (readonly [Parameters<SandboxCloud['fail']>[1], ErrorKind, object])[] = [
  ['html502', 'unavailable', {}],
  ['resetBefore', 'unavailable', {}],
  ['resetAfter', 'unavailable', {}],
  ['silence', 'timeout', {}],
  ['error', 'throttled', { code: 'Throttling.User', status: 400 }],
  ['error', 'unavailable', { code: 'ServiceUnavailable', status: 503 }],
];

describe.each(lasting)('a permanent fault %s', (fault, kind, more) => {
  // HEAD has no body to carry a code.
  const carriers = [...reads, ...acts].filter(([action]) => kind !== 'throttled' || action !== 'HeadObject');
  test.each(carriers)(`a lasting fault makes %s fail as ${kind}`, async (action, act) => {
    opened.fail(action, fault, { count: 99, ...more });
    const error = await failureOf(act(fault === 'silence' ? hasty() : opened.cloud));
    expect(error.kind).toBe(kind);
    expect(error.details.action).toBe(action);
    expect(opened.calls.at(-1)).toMatchObject({ action, failed: expect.any(String) });
  });
});

describe('a temporary fault', () => {
  test.each(reads)('is invisible to %s', async (action, act) => {
    for (const fault of ['html502', 'resetBefore'] as const) {
      const before = sent(action);
      opened.fail(action, fault);
      await act(opened.cloud);
      expect(sent(action) - before).toBe(2);
    }
  });

  test.each(acts.slice(0, 3))('does not make %s send again', async (action, act) => {
    for (const fault of ['resetBefore', 'resetAfter', 'html502'] as const) {
      const before = sent(action);
      opened.fail(action, fault);
      await failureOf(act(opened.cloud));
      expect(sent(action) - before).toBe(1);
    }
  });

  test.each(acts.slice(0, 3))('a temporary throttling makes %s wait and continue', async (action, act) => {
    const before = sent(action);
    opened.fail(action, 'error', { code: 'Throttling.User', status: 400 });
    await act(opened.cloud);
    expect(sent(action) - before).toBe(2);
  });

  test('lets an upload be repeated, since the result is the same', async () => {
    opened.fail('PutObject', 'resetAfter');
    const body = new TextEncoder().encode('bytes');
    await opened.cloud.oss.putObject(bucket, 'again.txt', { body, headers: {} }, signal);
    expect(await opened.cloud.oss.readObject(bucket, 'again.txt', 1_000_000, signal)).toEqual(body);
  });
});

describe('refused keys', () => {
  const { signal: never } = new AbortController();
  const everywhere: readonly (readonly [string, Act])[] = [
    ['OSS', ({ oss }) => oss.listBuckets(never)],
    ['CDN', ({ cdn }) => cdn.listDomains(never)],
    ['DNS', ({ dns }) => dns.listZones(never)],
  ];
  const withKeys = (keys: Credentials) =>
    createCloud({ credentials: async () => keys, onCall: () => {}, clock, timeoutMs: 60_000 });
  const stored = (part: string): Credentials => {
    const { id, secret, securityToken } = opened.sandbox.state.accessKeys.find((key) => key.id.includes(part))!;
    return { accessKeyId: id, accessKeySecret: secret, ...(securityToken ? { securityToken } : {}) };
  };

  test.each(everywhere)('%s recognizes a wrong secret', async (_name, act) => {
    const keys = { accessKeyId: opened.sandbox.accessKey.id, accessKeySecret: 'wrong/secret+value==' };
    expect((await failureOf(act(withKeys(keys)))).kind).toBe('badCredentials');
  });

  test.each(everywhere)('%s recognizes an unknown key', async (_name, act) => {
    const keys = { accessKeyId: 'LTAIunknown', accessKeySecret: 'wrong/secret+value==' };
    expect((await failureOf(act(withKeys(keys)))).kind).toBe('badCredentials');
  });

  test.each(everywhere)('%s recognizes an expired token', async (_name, act) => {
    expect((await failureOf(act(withKeys(stored('Expired'))))).kind).toBe('expiredCredentials');
  });

  test.each(everywhere)('%s accepts a valid token', async (_name, act) => {
    await expect(act(withKeys(stored('Temporary')))).resolves.toBeDefined();
  });

  test.each(everywhere)('%s recognizes a wrong clock', async (_name, act) => {
    opened.sandbox.state.clockOffset = 30 * 60_000;
    expect((await failureOf(act(opened.cloud))).kind).toBe('clockSkewed');
  });

  test.each(everywhere)('%s passes on why there are no keys', async (_name, act) => {
    const credentials = () => Promise.reject(new AppError('notSignedIn'));
    const cloud = createCloud({ credentials, onCall: () => {}, clock, timeoutMs: 60_000 });
    expect((await failureOf(act(cloud))).kind).toBe('notSignedIn');
  });

  test.each(everywhere)('%s uses rotated keys at once', async (_name, act) => {
    const { id, secret } = opened.sandbox.accessKey;
    const keys = [
      { accessKeyId: id, accessKeySecret: 'old' },
      { accessKeyId: id, accessKeySecret: secret },
    ];
    let turn = 0;
    const cloud = createCloud({ credentials: async () => keys[turn]!, onCall: () => {}, clock, timeoutMs: 60_000 });
    expect((await failureOf(act(cloud))).kind).toBe('badCredentials');
    turn = 1;
    await expect(act(cloud)).resolves.toBeDefined();
  });

  test.each(acts)('%s recognizes a key without the permission', async (_name, act) => {
    expect((await failureOf(act(withKeys(stored('Reader'))))).kind).toBe('forbidden');
  });
});

describe('secrets', () => {
  const keys: Credentials = {
    accessKeyId: 'LTAIcanary',
    accessKeySecret: 'canary/Secret+1=',
    securityToken: 'canary/Token+2==',
  };
  const forms = [keys.accessKeySecret, keys.securityToken!].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);

  test.each([...reads, ...acts])('are in no error of %s', async (action, act) => {
    const { id } = opened.sandbox.accessKey;
    opened.sandbox.state.accessKeys.push({
      id: keys.accessKeyId,
      secret: keys.accessKeySecret,
      securityToken: keys.securityToken!,
      denied: [],
    });
    for (const accessKeyId of [id, keys.accessKeyId]) {
      const cloud = createCloud({
        credentials: async () => ({ ...keys, accessKeyId }),
        onCall: () => {},
        clock,
        timeoutMs: 400,
      });
      for (const fault of ['html502', 'resetAfter', 'silence', 'error'] as const) {
        opened.fail(action, fault, { code: 'SignatureDoesNotMatch', status: 403, count: 99 });
        const error = await failureOf(act(cloud));
        const shown = [
          error.message,
          error.stack,
          JSON.stringify(error),
          JSON.stringify(error.details),
          String(error.cause),
        ];
        for (const form of forms) expect(shown.join('\n')).not.toContain(form);
        expect(shown.join('\n')).not.toMatch(/authorization|signature=|string ?to ?sign/i);
        opened.sandbox.state.faults.length = 0;
      }
    }
  });
});

test('CNAME states are read in smaller parts where CDN refuses so many domains at once', async () => {
  const names = [...opened.sandbox.state.cdnDomains.keys()].slice(0, 2);
  const action = 'DescribeDomainCname';
  const before = sent(action);
  opened.fail(action, 'error', { code: 'TooManyDomains', status: 400 });
  expect([...(await opened.cloud.cdn.readCnameStates(names, signal)).keys()]).toEqual(names);
  expect(sent(action) - before).toBe(3);
  opened.fail(action, 'error', { code: 'TooManyDomains', status: 400, count: 9 });
  const error = await failureOf(opened.cloud.cdn.readCnameStates(names, signal));
  expect({ kind: error.kind, calls: sent(action) - before }).toEqual({ kind: 'unexpected', calls: 5 });
});
