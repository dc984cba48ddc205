import { describe, expect, it } from 'vitest';
import { findMisrouted } from '../../../../src/core/oss/binding.js';
import type { CdnDomain, CdnSource } from '../../../../src/core/ports/cdn.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { siteSource } from '../../../support/siteSources.js';

const { signal } = new AbortController();
const name = 'img.example.com';
const domain: CdnDomain = { name, status: 'online', type: 'web', sources: [siteSource], httpsOn: false };

function createWorld() {
  const cloud = createMemoryCloud();
  cloud.addBucket('site');
  cloud.addBucket('other');
  cloud.state.cnameTokenNeeded = false;
  cloud.state.domains.set(name, domain);
  return cloud;
}

describe('a new origin', () => {
  const other = { ...siteSource, content: 'other.oss-cn-hangzhou.aliyuncs.com' };
  const ask = async (sources: readonly CdnSource[], host = name, bindTo = 'site') => {
    const cloud = createWorld();
    await cloud.oss.createCname({ name: bindTo, region: 'cn-hangzhou' }, name, signal);
    await cloud.cdn.setConfigs(name, [{ functionName: 'set_req_host_header', args: { domain_name: host } }], signal);
    return findMisrouted(cloud, domain, sources, signal);
  };

  it('a new bucket origin is not reached while CDN uses the domain bound to the old bucket as origin host', async () => {
    expect(await ask([other])).toEqual({ name: 'other', region: 'cn-hangzhou' });
    expect(await ask([siteSource, other])).toEqual({ name: 'other', region: 'cn-hangzhou' });
  });

  it.each([
    ['the bucket that the domain is bound to', [siteSource], name, 'site'],
    ['another bucket that the domain is bound to', [other], name, 'other'],
    ['another bucket, when CDN asks under its own name', [other], other.content, 'site'],
    ['no bucket', [{ ...siteSource, type: 'ipaddr', content: '203.0.113.7' }], name, 'site'],
  ] as const)('a new origin is reached: %s', async (_name, sources, host, bindTo) => {
    expect(await ask(sources, host, bindTo)).toBeUndefined();
  });
});
