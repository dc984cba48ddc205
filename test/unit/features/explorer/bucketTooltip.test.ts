import { beforeEach, expect, test } from 'vitest';
import { bucketTooltip } from '../../../../src/features/explorer/bucketTooltip.js';
import type { LateFact } from '../../../../src/features/explorer/lateFacts.js';
import { resetEditor } from '../../../support/fakeVscode.js';
import type { MemoryCloud } from '../../../support/memoryCloud.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { bucket, rowsOf, sessionOf, siteWith } from './bucketRows.js';

let cloud: MemoryCloud;

beforeEach(async () => {
  resetEditor();
  cloud = await siteWith('a', 'b/c');
  cloud.calls.splice(0);
});

async function linesOf(fact?: LateFact, clock = createVirtualClock()) {
  return (await bucketTooltip(bucket, async () => fact, { session: sessionOf(cloud), clock })).split('\n');
}

const infoOf = (): LateFact => ({ kind: 'bucket', info: cloud.state.buckets.get('site')!.info });
const change = (more: object) => Object.assign(cloud.state.buckets.get('site')!.info, more);

test('the tooltip shows region, access, domains, versioning and the content of the bucket', async () => {
  change({ acl: 'private', publicAccessBlocked: true });
  const { cnames } = cloud.state.buckets.get('site')!;
  for (const domain of ['img.example.com', 'www.example.com']) cnames.set(domain, { domain, enabled: true });
  const lines = await linesOf(infoOf());
  expect(lines.slice(0, -1)).toEqual([
    'site',
    'Region: cn-hangzhou',
    'ACL: private',
    'Block Public Access: on',
    'Bound domains: img.example.com, www.example.com',
    'Versioning: never turned on',
  ]);
  expect(lines.at(-1)).toMatch(/^Objects: 2, 2 B \(counted .*\d{4}.*\)$/);
});

test('the tooltip distinguishes suspended versioning from enabled versioning', async () => {
  change({ versioning: 'enabled' });
  expect(await linesOf(infoOf())).toContain('Versioning: on');
  change({ versioning: 'suspended' });
  expect(await linesOf(infoOf())).toContain('Versioning: suspended; earlier versions are kept');
});

test('the tooltip lists the first ten of many domains, and the number of the others', async () => {
  const { cnames } = cloud.state.buckets.get('site')!;
  for (let at = 0; at < 12; at++) cnames.set(`d${at}.example.com`, { domain: `d${at}.example.com`, enabled: true });
  expect((await linesOf(infoOf())).find((line) => line.startsWith('Bound'))).toMatch(/d9\.example\.com and 2 more$/);
});

test('the tooltip reads the row once, and omits what could not be read', async () => {
  expect(await linesOf()).not.toContain('ACL: public read');
  expect(cloud.calls).toEqual(['oss.listCnames', 'oss.readBucketStat']);
});

test('the tooltip omits parts that may not be read, or do not arrive within three seconds', async () => {
  cloud.failNext('oss.listCnames', 'before', 'forbidden');
  const clock = createVirtualClock();
  cloud.oss.readBucketStat = () => new Promise(() => undefined);
  const lines = linesOf(infoOf(), clock);
  await clock.advance(3_000);
  expect(await lines).toEqual([
    'site',
    'Region: cn-hangzhou',
    'ACL: public read',
    'Block Public Access: off',
    'Versioning: never turned on',
  ]);
});

test('a list of buckets requests nothing for tooltips', async () => {
  await rowsOf(cloud).list({ kind: 'group', id: 'buckets' });
  expect(cloud.calls).toEqual(['oss.listBuckets']);
});
