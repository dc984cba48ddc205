import type { AcquirePorts } from '../../../../../src/core/verification/acquire/acquire.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { siteSource } from '../../../../support/siteSources.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

export const name = 'img.example.com';
export const cname = `${name}.w.kunlunsl.com`;
export const never = new AbortController().signal;

/** An online domain with HTTPS before a bucket, with its record in Alibaba Cloud DNS. */
export async function seeded(): Promise<MemoryCloud> {
  const cloud = createMemoryCloud();
  cloud.addBucket('site', 'cn-hangzhou', { acl: 'public-read' });
  cloud.addZone('example.com');
  cloud.state.verifiedRoots.add('example.com');
  cloud.state.extraDns.push({ name: cname, type: 'A', ttl: 60, data: '203.0.113.80' });
  const bucket = { name: 'site', region: 'cn-hangzhou' };
  await cloud.oss.putObject(bucket, 'large.bin', { body: new Uint8Array(2_000_000), headers: {} }, never);
  await cloud.oss.putObject(bucket, 'a b.txt', { body: new TextEncoder().encode('hello'), headers: {} }, never);
  await cloud.cdn.createDomain({ name, type: 'web', region: 'domestic', sources: [siteSource] }, never);
  cloud.bringOnline(name);
  Object.assign(cloud.state.domains.get(name) ?? {}, { httpsOn: true });
  await cloud.dns.createRecord({ zone: 'example.com', rr: 'img', type: 'CNAME', value: cname, ttl: 600 }, never);
  return cloud;
}

/** All ports, at 42 ms since the epoch unless another clock is given. */
export function ports(cloud: MemoryCloud, clock = createVirtualClock(42)): AcquirePorts & { account: MemoryCloud } {
  return { resolver: cloud.resolver, edge: cloud.edge, clock, account: cloud };
}
