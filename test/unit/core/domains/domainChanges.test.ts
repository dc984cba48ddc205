import { describe, expect, it } from 'vitest';
import { type BindingContext, rebindDomain } from '../../../../src/core/activity/undoUnbinding.js';
import { resetHostConfig } from '../../../../src/core/cdn/resetHostConfig.js';
import { readDnsPointers } from '../../../../src/core/domains/dnsPointers.js';
import { planRemoval } from '../../../../src/core/domains/waitForDomain.js';
import { AppError } from '../../../../src/core/errors.js';
import { bucketOfSource, findBinding, mayUnbind } from '../../../../src/core/oss/binding.js';
import type { CdnDomain, DomainStatus } from '../../../../src/core/ports/cdn.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { siteSource } from '../../../support/siteSources.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const { signal } = new AbortController();
const name = 'img.example.com';
const cname = `${name}.w.kunlunsl.com`;
const domain: CdnDomain = { name, cname, status: 'online', type: 'web', sources: [siteSource], httpsOn: false };
const resolvers = ['192.0.2.1', '192.0.2.2'];
const ours = { zone: 'example.com', rr: 'img', type: 'CNAME', value: cname, ttl: 600 };

function createWorld() {
  const cloud = createMemoryCloud();
  cloud.addZone('example.com');
  cloud.addBucket('site');
  cloud.addBucket('other');
  cloud.state.cnameTokenNeeded = false;
  cloud.state.domains.set(name, domain);
  return cloud;
}

/** The registrar has the name servers of another provider. */
function unservedWorld() {
  const cloud = createWorld();
  cloud.state.extraDns.push({ name: 'example.com', type: 'NS', ttl: 60, data: 'ns1.other.example' });
  return cloud;
}

const binding = (cloud: BindingContext['cloud']) => ({ cloud, clock: createVirtualClock(), resolvers, signal });

describe('where DNS points', () => {
  it('is CDN while a record in Alibaba Cloud DNS exists', async () => {
    const cloud = createWorld();
    await cloud.dns.createRecord(ours, signal);
    const pointers = await readDnsPointers(cloud, domain, resolvers, signal);
    expect(pointers.state).toBe('here');
    expect(pointers.records.map(({ value }) => value)).toEqual([cname]);
    expect(pointers.answers).toEqual(resolvers.map((server) => ({ server, target: cname })));
  });

  it('is CDN while only name servers say so: the zone is kept elsewhere', async () => {
    const cloud = createMemoryCloud();
    cloud.state.extraDns.push({ name, type: 'CNAME', ttl: 60, data: cname });
    const pointers = await readDnsPointers(cloud, domain, resolvers, signal);
    expect({ state: pointers.state, records: pointers.records }).toEqual({ state: 'here', records: [] });
  });

  it('is CDN also over a second CNAME, which is the one that is named', async () => {
    const cloud = createMemoryCloud();
    cloud.state.extraDns.push({ name, type: 'CNAME', ttl: 60, data: 'pool.example.net' });
    const elsewhere = await readDnsPointers(cloud, domain, resolvers, signal);
    expect(elsewhere).toMatchObject({ state: 'elsewhere', answers: [{ target: 'pool.example.net' }, {}] });
    cloud.state.extraDns.push({ name: 'pool.example.net', type: 'CNAME', ttl: 60, data: cname });
    const here = await readDnsPointers(cloud, domain, resolvers, signal);
    expect(here).toMatchObject({ state: 'here', answers: [{ target: cname }, { target: cname }] });
  });

  it('is CDN although name servers are silent, when the record is in Alibaba Cloud DNS', async () => {
    const cloud = createWorld();
    await cloud.dns.createRecord(ours, signal);
    expect((await readDnsPointers(cloud, domain, [], signal)).state).toBe('here');
  });

  it('is elsewhere once the record is paused or points at something else', async () => {
    const cloud = createWorld();
    const id = await cloud.dns.createRecord(ours, signal);
    await cloud.dns.updateRecordState(id, false, signal);
    expect((await readDnsPointers(cloud, domain, resolvers, signal)).state).toBe('elsewhere');
    await cloud.dns.createRecord({ ...ours, type: 'A', value: '203.0.113.7' }, signal);
    expect((await readDnsPointers(cloud, domain, resolvers, signal)).state).toBe('elsewhere');
  });

  it('is unknown when no name server answers', async () => {
    const cloud = createWorld();
    for (const server of resolvers)
      cloud.state.dnsAnswers.set(server, () => ({
        server,
        outcome: 'timeout',
        records: [],
        transport: 'udp',
        at: 0,
        durationMs: 9,
      }));
    expect((await readDnsPointers(cloud, domain, resolvers, signal)).state).toBe('unknown');
  });

  it('is read from name servers where the records may not be read', async () => {
    const cloud = createWorld();
    await cloud.dns.createRecord(ours, signal);
    cloud.failNext('dns.locate', 'before', 'forbidden');
    expect(await readDnsPointers(cloud, domain, resolvers, signal)).toMatchObject({ state: 'here', records: [] });
  });

  it('where DNS points for a wildcard is looked up at its own record', async () => {
    const cloud = createWorld();
    await cloud.dns.createRecord({ ...ours, rr: '*', value: cname }, signal);
    const wildcard = { name: '.example.com', cname };
    expect((await readDnsPointers(cloud, wildcard, [], signal)).records).toHaveLength(1);
  });
});

describe('a removal', () => {
  it.each<[DomainStatus, ReturnType<typeof planRemoval>]>([
    ['online', ['stop', 'delete']],
    ['offline', ['delete']],
    ['check_failed', ['delete']],
    ['configure_failed', ['delete']],
    ['configuring', 'busy'],
    ['checking', 'busy'],
    ['stopping', 'busy'],
    ['deleting', 'busy'],
  ])('a removal of a domain that is %s', (status, plan) => {
    expect(planRemoval({ status })).toEqual(plan);
  });
});

describe('a binding', () => {
  it('is found at the bucket of the origin, with the origin host that has to be removed first', async () => {
    const cloud = createWorld();
    await cloud.oss.createCname({ name: 'site', region: 'cn-hangzhou' }, name, signal);
    await cloud.cdn.setConfigs(name, [{ functionName: 'set_req_host_header', args: { domain_name: name } }], signal);
    const binding = await findBinding(cloud, domain, signal);
    expect(binding).toMatchObject({
      bucket: { name: 'site', region: 'cn-hangzhou' },
      hostConfig: { args: { domain_name: name } },
    });
    expect(cloud.calls).not.toContain('oss.listBuckets');
  });

  it('is made again with a TXT record for as long as OSS requires the proof', async () => {
    const cloud = createWorld();
    cloud.state.cnameTokenNeeded = true;
    const bucket = { name: 'site', region: 'cn-hangzhou' };
    await rebindDomain(binding(cloud), bucket, name);
    expect((await cloud.oss.listCnames(bucket, signal)).map((each) => each.domain)).toEqual([name]);
    expect(cloud.calls).toContain('dns.createRecord');
    expect(await cloud.dns.listRecords('example.com', '_dnsauth.img', signal)).toEqual([]);
  });

  it('is made again with another token if the first has expired meanwhile', async () => {
    const cloud = createWorld();
    cloud.state.cnameTokenNeeded = true;
    const clock = createVirtualClock();
    const bucket = { name: 'site', region: 'cn-hangzhou' };
    const tokens = cloud.state.buckets.get('site')?.tokens;
    const createCname: typeof cloud.oss.createCname = async (...given) => {
      const isWritten = cloud.calls.filter((call) => call === 'dns.createRecord').length === 1;
      if (isWritten) tokens?.delete(name);
      await cloud.oss.createCname(...given);
    };
    const done = rebindDomain({ ...binding({ ...cloud, oss: { ...cloud.oss, createCname } }), clock }, bucket, name);
    await clock.advance(60_000);
    await done;
    expect((await cloud.oss.listCnames(bucket, signal)).map((each) => each.domain)).toEqual([name]);
    expect(cloud.calls.filter((call) => call === 'dns.createRecord')).toHaveLength(2);
    expect(await cloud.dns.listRecords('example.com', '_dnsauth.img', signal)).toEqual([]);
  });

  it('is made again without a record where OSS requires no token', async () => {
    const cloud = createWorld();
    cloud.state.cnameTokenNeeded = false;
    cloud.failNext('oss.createCname', 'before', 'cnameTokenNeeded');
    const bucket = { name: 'site', region: 'cn-hangzhou' };
    const createCnameToken = async () => {
      throw new AppError('cnameTokenNeedless', { code: 'NoNeedCreateCnameToken' });
    };
    const oss = { ...cloud.oss, createCname: cloud.oss.createCname, createCnameToken };
    await rebindDomain(binding({ ...cloud, oss }), bucket, name);
    expect((await cloud.oss.listCnames(bucket, signal)).map((each) => each.domain)).toEqual([name]);
    expect(cloud.calls).not.toContain('dns.createRecord');
  });

  it.each([
    ['the zone is not in this account', createMemoryCloud],
    ['the zone of this account is not served', unservedWorld],
  ])('is not made again where %s: the proof has to be added by hand', async (_where, create) => {
    const cloud = create();
    cloud.addBucket('site');
    cloud.state.cnameTokenNeeded = true;
    const bucket = { name: 'site', region: 'cn-hangzhou' };
    await expect(rebindDomain(binding(cloud), bucket, name)).rejects.toMatchObject({
      kind: 'cnameTokenNeeded',
      details: { subject: expect.stringContaining(`_dnsauth.${name} TXT `) },
    });
    expect(cloud.calls).not.toContain('dns.createRecord');
  });

  it('is found at another bucket of the account', async () => {
    const cloud = createWorld();
    await cloud.oss.createCname({ name: 'other', region: 'cn-hangzhou' }, name, signal);
    const binding = await findBinding(cloud, domain, signal);
    expect(binding?.bucket.name).toBe('other');
    expect(binding).not.toHaveProperty('hostConfig');
  });

  it('is missing where no bucket has the domain, also when the origin is another account’s bucket', async () => {
    const cloud = createWorld();
    const foreign = { ...domain, sources: [{ ...siteSource, content: 'theirs.oss-cn-hangzhou.aliyuncs.com' }] };
    expect(await findBinding(cloud, foreign, signal)).toBeUndefined();
  });

  it('ignores an origin host of another name', async () => {
    const cloud = createWorld();
    await cloud.oss.createCname({ name: 'site', region: 'cn-hangzhou' }, name, signal);
    await cloud.cdn.setConfigs(
      name,
      [{ functionName: 'set_req_host_header', args: { domain_name: siteSource.content } }],
      signal,
    );
    expect(await findBinding(cloud, domain, signal)).not.toHaveProperty('hostConfig');
  });

  it('restores the name of the bucket as the origin host', async () => {
    const cloud = createWorld();
    const clock = createVirtualClock();
    await cloud.cdn.setConfigs(name, [{ functionName: 'set_req_host_header', args: { domain_name: name } }], signal);
    const [config] = await cloud.cdn.readConfigs(name, ['set_req_host_header'], signal);
    if (!config) throw new Error('no setting');
    await resetHostConfig({ cloud, clock, signal }, name, config, siteSource.content);
    expect(await cloud.cdn.readConfigs(name, ['set_req_host_header'], signal)).toMatchObject([
      { id: config.id, args: { domain_name: siteSource.content } },
    ]);
  });

  it.each([
    [
      { type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com' },
      { name: 'site', region: 'cn-hangzhou' },
    ],
    [{ type: 'oss', content: 'site.oss-accelerate' }, undefined],
    [{ type: 'domain', content: 'site.oss-cn-hangzhou.aliyuncs.com' }, undefined],
  ] as const)('the bucket of the origin %j is known where it names one', (given, bucket) => {
    expect(bucketOfSource(given)).toEqual(bucket);
  });
});

describe('taking a domain off its bucket', () => {
  const cname = { domain: 'img.example.com', enabled: true, autoRefresh: false };
  const bound = { bucket: { name: 'site', region: 'cn-hangzhou' }, cname };
  const args = { domain_name: 'img.example.com' };
  const hosted = {
    ...bound,
    hostConfig: { id: '1', functionName: 'set_req_host_header', args, status: 'success' as const },
  };
  it.each([
    ['online', true, true],
    ['offline', false, true],
    ['configuring', false, true],
    ['configure_failed', false, true],
  ] as const)(
    'a domain that is taken off its bucket while it is %s: %s where CDN asks OSS under it, %s otherwise',
    (status, hosts, other) => {
      expect({ hosted: mayUnbind(hosted, { status }), bound: mayUnbind(bound, { status }) }).toEqual({
        hosted: hosts,
        bound: other,
      });
    },
  );
});
