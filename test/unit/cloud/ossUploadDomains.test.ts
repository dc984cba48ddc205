import { expect, test } from 'vitest';
import { guardUploadDomains } from '../../../src/cloud/ossUploadDomains.js';
import type { CdnPort } from '../../../src/core/ports/cdn.js';
import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';

const { signal } = new AbortController();
const bucket: BucketRef = { name: 'site', region: 'cn-hangzhou' };
const through = { ...bucket, uploadDomain: 'upload.example.com' };

/** An OSS that notes each call and where it would go. */
function open({ bound = [through.uploadDomain], enabled = true, cdnNames = [] as readonly string[] } = {}) {
  const calls: string[] = [];
  let now = 0;
  const call = (name: string) => async (at: BucketRef) => {
    calls.push(`${name} ${at.uploadDomain ?? at.name}`);
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
  return { guarded, calls, pass };
}

const looked = ['listCnames site', 'readDomain upload.example.com'];
const head = 'readObjectHead upload.example.com';

test('a domain is looked at before the first request to it, and once in ten minutes', async () => {
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

test('a bucket without one costs nothing', async () => {
  const { guarded, calls } = open();
  await guarded.readObjectHead(bucket, 'a', signal);
  expect(calls).toEqual(['readObjectHead site']);
});

test('another bucket of the same domain is looked at by itself', async () => {
  const { guarded, calls } = open();
  await guarded.readObjectHead(through, 'a', signal);
  await guarded.readObjectHead({ ...through, name: 'other' }, 'a', signal);
  expect(calls).toContain('listCnames other');
});

test.each([
  ['not bound to the bucket', { bound: [] }, 'uploadDomainNotBound'],
  ['bound but switched off', { enabled: false }, 'uploadDomainNotBound'],
  ['a name of CDN', { cdnNames: [through.uploadDomain] }, 'uploadDomainIsCdn'],
])('a domain that is %s gets no request at all, and is looked at again next time', async (_name, world, code) => {
  const { guarded, calls } = open(world);
  const asks = [
    () => guarded.readObjectHead(through, 'a', signal),
    () => guarded.readObject(through, 'a', 1_000_000, signal),
    () => guarded.putObject(through, 'a', new Uint8Array(), { headers: {} }, signal),
    () => guarded.listObjects(through, { prefix: '', limit: 1 }, signal),
    () => guarded.createMultipart(through, 'a', {}, signal),
    () => guarded.putPart(through, 'a', 'id', 1, new Uint8Array(), signal),
    () => guarded.listParts(through, 'a', 'id', signal),
    () => guarded.completeMultipart(through, 'a', 'id', [], {}, signal),
    () => guarded.abortMultipart(through, 'a', 'id', signal),
    () => guarded.readObjectAcl(through, 'a', signal),
    () => guarded.updateObjectHeaders(through, 'a', {}, signal),
    () => guarded.deleteObject(through, 'a', signal),
  ];
  for (const ask of asks) await expect(ask()).rejects.toMatchObject({ kind: 'invalidInput', details: { code } });
  const sent = calls.filter((call) => !looked.includes(call));
  expect([sent, calls.filter((call) => call === looked[0]).length]).toEqual([[], asks.length]);
});
