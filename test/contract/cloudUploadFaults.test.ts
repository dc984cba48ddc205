import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ossService } from '../../sandbox/oss/service.js';
import { createCloud } from '../../src/cloud/createCloud.js';
import { crc64 } from '../../src/core/crc64.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { failureOf } from '../support/failureOf.js';
import { sampled } from '../support/sample.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
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

function sent(action: string): number {
  return opened.sandbox.state.calls.filter((call) => call.action === action).length;
}

/** A cloud that soon gives up, for answers that never come; any other may be late on a busy computer. */
function hasty(): CloudPorts {
  const { id, secret } = opened.sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  return createCloud({ credentials, onCall: (call) => void opened.calls.push(call), clock, timeoutMs: 400 });
}

describe('an upload in parts', () => {
  const key = 'parts.bin';
  const bodies = [new Uint8Array(102_400).fill(1), new Uint8Array(102_400).fill(2), new Uint8Array(9).fill(3)];
  const stored = () => opened.sandbox.state.buckets.get(bucket.name)!;
  const begin = async () => {
    const id = await opened.cloud.oss.createMultipart(bucket, key, {}, signal);
    const put = (body: Uint8Array, index: number) =>
      opened.cloud.oss.putPart(bucket, key, { uploadId: id, number: index + 1, body }, signal);
    return { id, put, parts: await Promise.all(bodies.map(put)) };
  };

  test.each(['resetBefore', 'resetAfter', 'html502'] as const)('sends a part again after %s', async (fault) => {
    opened.fail('UploadPart', fault);
    const before = sent('UploadPart');
    const { id, parts } = await begin();
    expect(sent('UploadPart') - before).toBe(bodies.length + 1);
    expect(await opened.cloud.oss.listParts(bucket, key, id, signal)).toEqual(parts);
    await opened.cloud.oss.abortMultipart(bucket, key, id, signal);
  });

  sampled(['resetBefore', 'resetAfter', 'html502', 'silence', 'silenceAfter'] as const, 3)(
    'becomes its object, or can continue, after %s at its completion',
    async (fault) => {
      const { id, parts } = await begin();
      opened.fail('CompleteMultipartUpload', fault);
      const complete = ({ oss }: CloudPorts) => oss.completeMultipart(bucket, key, { uploadId: id, parts }, signal);
      // Silence may mean either; a repeated call has the same end.
      const isSilent = fault.startsWith('silence');
      const made = await (isSilent ? complete(hasty()).catch(() => complete(opened.cloud)) : complete(opened.cloud));
      const whole = Buffer.concat(bodies);
      expect(made.crc64).toBe(crc64(whole));
      expect(made.etag).toBe(stored().objects.get(key)?.etag);
      expect(stored().objects.get(key)?.body.equals(whole)).toBe(true);
      stored().objects.delete(key);
    },
  );

  test('is not complete if another author ended it and another object exists', async () => {
    const { id, parts } = await begin();
    await opened.cloud.oss.abortMultipart(bucket, key, id, signal);
    await opened.cloud.oss.putObject(bucket, key, { body: new Uint8Array(1), headers: {} }, signal);
    const complete = opened.cloud.oss.completeMultipart(bucket, key, { uploadId: id, parts }, signal);
    expect((await failureOf(complete)).kind).toBe('noSuchUpload');
  });

  test('fails if a part has another checksum', async () => {
    const { id, put } = await begin();
    const { parts: kept } = stored().uploads.get(id)!;
    const set = kept.set.bind(kept);
    kept.set = (number, part) => set(number, Object.assign(part, { crc64: '1' }));
    try {
      expect((await failureOf(put(bodies[0]!, 0))).kind).toBe('corruptUpload');
    } finally {
      kept.set = set;
    }
  });

  test('fails if the object has another checksum', async () => {
    const { id, parts } = await begin();
    const named = [{ ...parts[0]!, crc64: '5' }, ...parts.slice(1)];
    const complete = opened.cloud.oss.completeMultipart(bucket, key, { uploadId: id, parts: named }, signal);
    expect((await failureOf(complete)).kind).toBe('corruptUpload');
  });
});

test('a PUT that must not overwrite is not repeated after a lost answer', async () => {
  const wanted = { body: new Uint8Array(3), headers: {}, forbidOverwrite: true };
  const put = () => opened.cloud.oss.putObject(bucket, 'new.txt', wanted, signal);
  opened.fail('PutObject', 'resetAfter');
  const before = sent('PutObject');
  expect((await failureOf(put())).kind).toBe('unavailable');
  expect(sent('PutObject') - before).toBe(1);
  expect((await failureOf(put())).kind).toBe('objectExists');
});

test('a cancelled upload closes its connection at once', async () => {
  const { sandbox } = opened;
  const { id, secret } = sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  const { oss } = createCloud({ credentials, onCall: () => undefined, clock, timeoutMs: 3_600_000 });
  const cancelling = new AbortController();
  opened.fail('PutObject', 'silence');
  const body = { body: new Uint8Array(3), headers: {} };
  const put = failureOf(oss.putObject(bucket, 'cancelled.txt', body, cancelling.signal));
  await expect.poll(() => sandbox.state.calls.at(-1)?.params.key).toBe('cancelled.txt');
  const closed = once(sandbox.state.events, 'clientClosed');
  cancelling.abort();
  expect((await put).kind).toBe('cancelled');
  await closed;
});

test('a page of another server in place of OSS is no success', async () => {
  const { handle } = ossService;
  const page = { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Sign in to this network</html>' };
  Object.assign(ossService, { handle: () => page });
  try {
    const put = opened.cloud.oss.putObject(bucket, 'portal.txt', { body: new Uint8Array(3), headers: {} }, signal);
    expect(await failureOf(put)).toMatchObject({
      kind: 'proxyRefused',
      details: { action: 'PutObject', httpStatus: 200 },
    });
    expect((await failureOf(opened.cloud.oss.listBuckets(signal))).kind).toBe('proxyRefused');
  } finally {
    Object.assign(ossService, { handle });
  }
});

test('an upload that was corrupted on the way is reported', async () => {
  const body = new TextEncoder().encode('right');
  const { put, restore } = corruptAnswers(opened);
  try {
    expect((await failureOf(put(body))).kind).toBe('corruptUpload');
  } finally {
    restore();
  }
});

/** Makes the service report the digests of other bytes. */
function corruptAnswers({ sandbox, cloud }: SandboxCloud) {
  const objects = sandbox.state.buckets.get(bucket.name)!.objects;
  const set = objects.set.bind(objects);
  objects.set = (key, object) => set(key, Object.assign(object, { crc64: '1', etag: '0'.repeat(32) }));
  return {
    put: (body: Uint8Array) => cloud.oss.putObject(bucket, 'changed.txt', { body, headers: {} }, signal),
    restore: () => {
      objects.set = set;
    },
  };
}
