import { describe, expect, test } from 'vitest';
import { guardUploadDomains } from '../../../../src/cloud/oss/uploadDomains.js';
import { AppError, type ErrorDetails, type ErrorKind } from '../../../../src/core/errors.js';
import type { CdnPort } from '../../../../src/core/ports/cdn.js';
import type { BucketRef, OssPort } from '../../../../src/core/ports/oss.js';

const { signal } = new AbortController();
const bucket: BucketRef = { name: 'site', region: 'cn-hangzhou' };
const through = { ...bucket, uploadDomain: 'upload.example.com' };

/** An OSS that notes each call and where it would go. */
function open({ bound = [through.uploadDomain], enabled = true, cdnNames = [] as readonly string[] } = {}) {
  const calls: string[] = [];
  const failures: { domain?: AppError; vendor?: AppError } = {};
  let now = 0;
  const call = (name: string) => async (at: BucketRef) => {
    calls.push(`${name} ${at.uploadDomain ?? at.name}`);
    const failure = at.uploadDomain === undefined ? failures.vendor : failures.domain;
    if (failure) throw failure;
    if (name === 'listCnames') return bound.map((domain) => ({ domain, enabled }));
    return undefined;
  };
  const oss = new Proxy({}, { get: (_, name) => call(String(name)), ownKeys: () => ['listCnames'] }) as OssPort;
  const readDomain = async (name: string) => {
    calls.push(`readDomain ${name}`);
    return cdnNames.includes(name) ? { name } : undefined;
  };
  const clock = { now: () => now, sleep: async () => undefined };
  const guarded = guardUploadDomains(oss, { readDomain } as unknown as CdnPort, clock);
  const pass = (ms: number) => {
    now += ms;
  };
  return { guarded, calls, pass, failures, bound };
}

const looked = ['listCnames site', 'readDomain upload.example.com'];
const head = 'readObjectHead upload.example.com';

test('a domain is checked before the first request to it, and then every ten minutes', async () => {
  const { guarded, calls, pass } = open();
  await Promise.all([guarded.readObjectHead(through, 'a', signal), guarded.readObjectHead(through, 'b', signal)]);
  expect(calls).toEqual([...looked, head, head]);
  pass(10 * 60_000 - 1);
  await guarded.readObjectHead(through, 'a', signal);
  expect(calls.slice(4)).toEqual([head]);
  pass(1);
  await guarded.readObjectHead(through, 'a', signal);
  expect(calls.slice(5)).toEqual([...looked, head]);
});

test('a bucket without an upload domain causes no requests', async () => {
  const { guarded, calls } = open();
  await guarded.readObjectHead(bucket, 'a', signal);
  expect(calls).toEqual(['readObjectHead site']);
});

test('another bucket of the same domain is checked on its own', async () => {
  const { guarded, calls } = open();
  await guarded.readObjectHead(through, 'a', signal);
  await guarded.readObjectHead({ ...through, name: 'other' }, 'a', signal);
  expect(calls).toContain('listCnames other');
});

test.each([
  ['not bound to the bucket', { bound: [] }, 'uploadDomainNotBound'],
  ['bound but switched off', { enabled: false }, 'uploadDomainNotBound'],
  ['a name of CDN', { cdnNames: [through.uploadDomain] }, 'uploadDomainIsCdn'],
])('a domain that is %s gets no request, and is checked again next time', async (_name, world, code) => {
  const { guarded, calls } = open(world);
  const other = { name: 'other', region: through.region };
  const source = { size: 1, etag: 'A', headers: {} };
  const asks = [
    () => guarded.readObjectHead(through, 'a', signal),
    () => guarded.readObject(through, 'a', 1_000_000, signal),
    () => guarded.putObject(through, 'a', { body: new Uint8Array(), headers: {} }, signal),
    () => guarded.listObjects(through, { prefix: '', limit: 1 }, signal),
    () => guarded.createMultipart(through, 'a', {}, signal),
    () => guarded.putPart(through, 'a', { uploadId: 'id', number: 1, body: new Uint8Array() }, signal),
    () => guarded.listParts(through, 'a', 'id', signal),
    () => guarded.completeMultipart(through, 'a', { uploadId: 'id', parts: [] }, signal),
    () => guarded.abortMultipart(through, 'a', 'id', signal),
    () => guarded.readObjectAcl(through, 'a', signal),
    () => guarded.copyObject({ bucket: other, key: 'a' }, { bucket: through, key: 'a' }, { source }, signal),
    () => guarded.listVersions(through, { prefix: '', limit: 1 }, signal),
    () => guarded.deleteVersion(through, 'a', 'null', signal),
    () => guarded.readTags(through, 'a', signal),
    () => guarded.readVersion({ bucket: through, key: 'a', versionId: 'null' }, 1_000, signal),
    () => guarded.setObjectAcl(through, 'a', 'private', signal),
    () => guarded.restoreObject(through, 'a', { days: 1 }, signal),
    () => guarded.deleteObject(through, 'a', signal),
  ];
  for (const ask of asks) await expect(ask()).rejects.toMatchObject({ kind: 'invalidInput', details: { code } });
  const sent = calls.filter((call) => !looked.includes(call));
  expect({ sent, looks: calls.filter((call) => call === looked[0]).length }).toEqual({ sent: [], looks: asks.length });
});

describe('a failure of a call through an upload domain', () => {
  const fail = (kind: ErrorKind, details: ErrorDetails = {}) => new AppError(kind, { subject: 'site/a', ...details });
  const ofDomain = { scope: 'bucket', subject: through.uploadDomain };

  test.each<[ErrorKind, ErrorDetails]>([
    ['offline', { code: 'ENOTFOUND' }],
    ['offline', { code: 'ECONNREFUSED' }],
    ['untrustedCertificate', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
    ['timeout', {}],
    ['unavailable', { code: 'ECONNRESET' }],
    ['badAnswer', { httpStatus: 404 }],
    ['badCredentials', { code: 'InvalidAccessKeyId', requestId: 'R1' }],
    ['proxyRefused', { httpStatus: 403, subject: 'proxy.corp:8080' }],
  ])('is scoped to the domain as %s %j while OSS answers at its own endpoint', async (kind, details) => {
    const { guarded, failures } = open();
    failures.domain = fail(kind, details);
    const expected = { kind, details: { ...details, ...ofDomain } };
    await expect(guarded.readObjectHead(through, 'a', signal)).rejects.toMatchObject(expected);
  });

  test('is not scoped when OSS cannot be reached at its own endpoint either', async () => {
    const { guarded, failures, pass } = open();
    await guarded.readObjectHead(through, 'a', signal);
    pass(60_000);
    failures.domain = fail('offline', { code: 'ENOTFOUND' });
    failures.vendor = fail('offline', { code: 'ENOTFOUND' });
    const failed = guarded.readObjectHead(through, 'a', signal);
    await expect(failed).rejects.toMatchObject({ kind: 'offline', details: { subject: 'site/a' } });
    await expect(failed).rejects.not.toMatchObject({ details: { scope: 'bucket' } });
  });

  test('checks OSS at most once in ten seconds, however many calls fail', async () => {
    const { guarded, failures, calls, pass } = open();
    await guarded.readObjectHead(through, 'a', signal);
    failures.domain = fail('timeout');
    const asked = () => calls.filter((call) => call === looked[0]).length;
    const failAll = () =>
      Promise.allSettled(['a', 'b', 'c'].map((key) => guarded.readObjectHead(through, key, signal)));
    await failAll();
    expect(asked()).toBe(1);
    pass(10_000);
    await failAll();
    expect(asked()).toBe(2);
  });

  test('reports a domain that is no longer bound', async () => {
    const { guarded, failures, bound, pass } = open();
    await guarded.readObjectHead(through, 'a', signal);
    pass(60_000);
    bound.length = 0;
    failures.domain = fail('badAnswer', { httpStatus: 404 });
    const refused = { kind: 'invalidInput', details: { code: 'uploadDomainNotBound', ...ofDomain } };
    await expect(guarded.readObjectHead(through, 'a', signal)).rejects.toMatchObject(refused);
  });

  test.each<[ErrorKind, ErrorDetails]>([
    ['unavailable', { code: 'InternalError', httpStatus: 500, requestId: 'R1' }],
    ['forbidden', { code: 'AccessDenied', requestId: 'R1' }],
    ['badCredentials', { code: 'SignatureDoesNotMatch', requestId: 'R1', scope: 'object' }],
    ['cancelled', {}],
    ['throttled', {}],
  ])('is left unchanged as %s %j', async (kind, details) => {
    const { guarded, failures } = open();
    failures.domain = fail(kind, details);
    await expect(guarded.readObjectHead(through, 'a', signal)).rejects.toBe(failures.domain);
  });
});
