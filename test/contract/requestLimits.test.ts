import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { eventually } from '../support/eventually.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
const { signal } = new AbortController();

let opened: SandboxCloud;
let cloud: CloudPorts;
beforeAll(async () => {
  opened = await openSandboxCloud(
    {},
    {
      clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 100)) },
    },
  );
  ({ cloud } = opened);
});
afterAll(() => opened?.stop());

/** Takes slots of the endpoint of the bucket's region. Returns a function that gives all of them back. */
function takeSlots(count: number): () => void {
  const limit = cloud.limits.of('oss-cn-hangzhou.aliyuncs.com');
  let giveBack = () => {};
  const end = new Promise<void>((resolve) => {
    giveBack = resolve;
  });
  for (let at = 0; at < count; at++) void limit.run(() => end);
  return giveBack;
}

it('a request for an object waits until its endpoint has a free slot, and calls of the SDK pass it', async () => {
  const limit = cloud.limits.of('oss-cn-hangzhou.aliyuncs.com');
  const giveBack = takeSlots(limit.current);
  let hasAnswer = false;
  const head = cloud.oss.readObjectHead(bucket, 'index.html', signal).then(() => {
    hasAnswer = true;
  });
  await cloud.oss.readBucketInfo(bucket, signal);
  expect(hasAnswer).toBe(false);
  giveBack();
  await head;
});

it('the buckets of a region share a limit, and other regions have their own', async () => {
  const giveBack = takeSlots(cloud.limits.of('oss-cn-hangzhou.aliyuncs.com').current);
  await cloud.oss.readObjectHead({ name: 'assets-singapore', region: 'ap-southeast-1' }, 'logo.svg', signal);
  giveBack();
});

it('a refusal for too many requests lowers the limit of the endpoint, although the request is repeated', async () => {
  const limit = cloud.limits.of('oss-cn-hangzhou.aliyuncs.com');
  const before = limit.current;
  opened.fail('HeadObject', 'error', { code: 'ActiveRequestLimitExceeded', status: 503 });
  const giveBack = takeSlots(1);
  const head = cloud.oss.readObjectHead(bucket, 'index.html', signal);
  await eventually(() => expect(limit.current).toBeLessThan(before));
  // The limit may have fallen to the slot that is taken, for which the repeat waits.
  giveBack();
  await head;
});
