import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import type { AppError, ErrorKind } from '../../src/core/errors.js';
import { locateBucket } from '../../src/core/oss/knownBuckets.js';
import { neededWith, toPolicy } from '../../src/core/permissions.js';
import type { CloudCall, CloudPorts } from '../../src/core/ports/cloud.js';
import { systemClock } from '../../src/disk/clock.js';
import { failureOf } from '../support/failureOf.js';
import { createPatientCloud } from '../support/patientCloud.js';
import { plan } from '../support/sandboxRuns.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };

let opened: SandboxCloud;
beforeAll(async () => {
  opened = await openSandboxCloud();
});
afterAll(() => opened?.stop());

const keyOf = (user: string) => opened.sandbox.state.accessKeys.find((key) => key.user?.name === user)!;

function cloudOf(key: AccessKey, secret = key.secret, onCall: (call: CloudCall) => void = () => undefined): CloudPorts {
  const credentials = async () => ({
    accessKeyId: key.id,
    accessKeySecret: secret,
    ...(key.securityToken !== undefined && { securityToken: key.securityToken }),
  });
  return createPatientCloud({ credentials, onCall, clock: systemClock });
}

describe('the owner of a key', () => {
  const accountId = '1099511627776001';

  test.each([
    ['developer', { accountId, kind: 'ramUser', name: 'developer' }],
    ['editor', { accountId, kind: 'ramUser', name: 'editor' }],
    ['publisher/laptop', { accountId, kind: 'role', name: 'publisher/laptop' }],
  ])('is returned to %s with any permissions', async (user, caller) => {
    expect(await cloudOf(keyOf(user)).sts.readCaller(signal)).toEqual(caller);
  });

  test('is returned to the account itself', async () => {
    const { user: _user, ...key } = keyOf('developer');
    opened.sandbox.state.accessKeys.push({ ...key, id: 'LTAI5tSandboxMain0000009' });
    const main = cloudOf(opened.sandbox.state.accessKeys.at(-1)!);
    expect(await main.sts.readCaller(signal)).toEqual({ accountId, kind: 'account' });
  });

  test.each([
    ['a wrong secret', () => cloudOf(keyOf('developer'), 'wrong'), 'badCredentials', 'SignatureDoesNotMatch'],
    ['an unknown ID', () => cloudOf({ ...keyOf('developer'), id: 'LTAInone' }), 'badCredentials', 'InvalidAccessKeyId'],
    [
      'an expired token',
      () => cloudOf(opened.sandbox.state.accessKeys.find(({ expires }) => expires && expires < new Date())!),
      'expiredCredentials',
      'InvalidSecurityToken',
    ],
  ])('is not returned to %s', async (_what, cloud, kind, code) => {
    const failure = await failureOf(cloud().sts.readCaller(signal));
    expect(failure).toMatchObject({ kind, details: { code: expect.stringMatching(new RegExp(`^${code}(\\.|$)`)) } });
  });
});

/** A call that needs a permission, and what comes of it with that. */
type Call = readonly [string, (cloud: CloudPorts) => Promise<unknown>, 'allowed' | ErrorKind];

const calls: readonly Call[] = [
  [
    'cdn:AddCdnDomain',
    ({ cdn }) => cdn.createDomain({ ...plan, name: 'a.shop-demo.com', sources: [] }, signal),
    'invalidInput',
  ],
  ['cdn:DescribeUserDomains', ({ cdn }) => cdn.listDomains(signal), 'allowed'],
  ['alidns:DescribeDomains', ({ dns }) => dns.listZones(signal), 'allowed'],
  ['oss:ListBuckets', ({ oss }) => oss.listBuckets(signal), 'allowed'],
  ['oss:GetObject', ({ oss }) => oss.readObjectHead(bucket, 'index.html', signal), 'allowed'],
  ['oss:PutObject', ({ oss }) => oss.createMultipart(bucket, 'a', {}, signal), 'allowed'],
  ['oss:DeleteObject', ({ oss }) => oss.deleteObject(bucket, 'index.html', signal), 'allowed'],
];

describe.each(calls)('a denial of %s', (permission, call, permitted) => {
  let key: AccessKey;
  beforeEach(() => {
    key = keyOf('editor');
  });
  const setPolicy = (...Statement: NonNullable<AccessKey['policy']>['Statement']) => {
    key.policy = { Statement };
  };
  const all = { Effect: 'Allow', Action: '*', Resource: '*' } as const;

  test('names the permission, and that no policy allows it', async () => {
    setPolicy();
    const failure = await failureOf(call(cloudOf(key)));
    expect(failure.kind).toBe('forbidden');
    expect(failure.details.denial).toEqual({ permission, reason: 'notAllowed' });
  });

  test('names the permission, and that a policy denies it even if another allows it', async () => {
    setPolicy(all, { Effect: 'Deny', Action: permission, Resource: '*' });
    expect((await failureOf(call(cloudOf(key)))).details.denial).toEqual({ permission, reason: 'explicit' });
  });

  test('names the permission without details in the answer', async () => {
    setPolicy();
    opened.sandbox.state.uncertain.denialDetail = false;
    try {
      expect((await failureOf(call(cloudOf(key)))).details.denial).toEqual({ permission });
    } finally {
      opened.sandbox.state.uncertain.denialDetail = true;
    }
  });

  test('no longer occurs with the suggested policy', async () => {
    const policy = toPolicy(neededWith(permission), permission.startsWith('oss:') ? bucket.name : undefined);
    key.policy = JSON.parse(policy);
    const outcome = await call(cloudOf(key)).then(
      () => 'allowed',
      ({ kind }: AppError) => kind,
    );
    expect(outcome).toBe(permitted);
  });

  test('is one call with its kind and code', async () => {
    setPolicy();
    const seen: CloudCall[] = [];
    await failureOf(call(cloudOf(key, key.secret, (each) => seen.push(each))));
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      kind: 'forbidden',
      failed: permission.startsWith('oss:') ? 'AccessDenied' : 'Forbidden.RAM',
    });
    expect(seen[0]?.requestId).toMatch(/^[0-9A-F-]{24,36}$/);
  });
});

test('the region of a bucket is found without permission to list buckets or read their settings', async () => {
  const key = keyOf('editor');
  key.policy = { Statement: [] };
  const { oss } = cloudOf(key);
  for (const [name, region] of [
    ['site-hangzhou', 'cn-hangzhou'],
    ['private-california', 'us-west-1'],
  ] as const) {
    expect(await locateBucket(oss, { name }, signal)).toEqual({ name, region });
  }
  expect((await failureOf(locateBucket(oss, { name: 'no-such-bucket' }, signal))).kind).toBe('noSuchBucket');
});
