import { describe, expect, it } from 'vitest';
import { type AcquireOptions, acquireFacts } from '../../../../../src/core/verification/acquire/acquire.js';
import { diagnose } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import { siteSource } from '../../../../support/siteSources.js';
import { cname, name, never, ports, seeded } from './world.js';

const options: AcquireOptions = { resolvers: ['system', '10.0.0.1'], authoritativeServers: ['10.0.0.2'] };

describe('acquireFacts', () => {
  it('combines the answers of all sources, each part with its source', async () => {
    const facts = await acquireFacts(name, ports(await seeded()), options, never);
    expect(facts).toMatchObject({
      name,
      at: 42,
      expected: cname,
      status: 'online',
      httpsOn: true,
      cdnConfigured: true,
      place: { zone: 'example.com', rr: 'img' },
      records: [{ type: 'CNAME', value: cname }],
      minTtl: 600,
      bucket: { name: 'site', region: 'cn-hangzhou', isPrivate: false },
    });
    expect(facts.resolvers.map(({ server }) => server)).toEqual(['system', '10.0.0.1']);
    expect(facts.authoritative.map(({ server }) => server)).toEqual(['10.0.0.2']);
    expect(Object.keys(facts.sources).sort()).toEqual(
      ['alidns', 'authoritative', 'cdnCname', 'cdnDomain', 'delegation', 'edge', 'resolvers'].sort(),
    );
    expect(facts).not.toHaveProperty('accountUnknown');
    expect(facts).not.toHaveProperty('pending');
    expect(diagnose(facts)).toEqual({ verdict: { kind: 'working' }, fixes: [] });
  });

  it('requests the edge over both schemes, at the CNAME and at the address from DNS, and compares the bytes', async () => {
    const { edges } = await acquireFacts(name, ports(await seeded()), options, never);
    const asked = edges.map(({ via, scheme, connectTo, path, sameBytes }) => ({
      via,
      scheme,
      connectTo,
      path,
      sameBytes,
    }));
    const placeOf = ({ via, scheme }: (typeof asked)[number]) => `${via} ${scheme}`;
    expect(asked.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))).toEqual([
      { via: 'cname', scheme: 'http', connectTo: cname, path: '/a%20b.txt', sameBytes: true },
      { via: 'cname', scheme: 'https', connectTo: cname, path: '/a%20b.txt', sameBytes: true },
      { via: 'dns', scheme: 'http', connectTo: '203.0.113.80', path: '/a%20b.txt', sameBytes: true },
      { via: 'dns', scheme: 'https', connectTo: '203.0.113.80', path: '/a%20b.txt', sameBytes: true },
    ]);
  });

  it.each([
    ['cdn.readDomain', 'cdnDomain', { accountUnknown: true, expected: cname }, ['status', 'httpsOn']],
    ['cdn.readCnameStates', 'cdnCname', { status: 'online', expected: cname }, ['cdnConfigured']],
    ['dns.locate', 'alidns', { status: 'online' }, ['records', 'place']],
    ['dns.listRecords', 'alidns', { place: { zone: 'example.com', rr: 'img' }, minTtl: 600 }, ['records']],
    ['dns.readZone', 'alidns', { records: [{ value: cname }] }, ['minTtl']],
  ] as const)('omits a part where %s fails, and keeps the others', async (action, part, kept, gone) => {
    const cloud = await seeded();
    cloud.failNext(action, 'before', 'unavailable', 'InternalError');
    const facts = await acquireFacts(name, ports(cloud), options, never);
    expect(facts).toMatchObject(kept);
    for (const key of gone) expect(facts).not.toHaveProperty(key);
    expect(facts.sources[part]).toEqual({ at: 42, durationMs: 0, failed: 'unavailable', code: 'InternalError' });
    expect(facts.resolvers).toHaveLength(2);
  });

  it('requests the page of the edge where the bucket may not be read', async () => {
    const cloud = await seeded();
    for (let count = 0; count < 2; count += 1) cloud.failNext('oss.listObjects', 'before', 'forbidden');
    cloud.failNext('oss.readBucketInfo', 'before', 'forbidden');
    const facts = await acquireFacts(name, ports(cloud), options, never);
    expect(facts.edges.map(({ path }) => path)).toEqual(['/', '/', '/', '/']);
    expect(facts.edges.some((edge) => 'sameBytes' in edge)).toBe(false);
    expect(facts.bucket).toEqual({ name: 'site', region: 'cn-hangzhou' });
  });

  it.each([
    ['another bucket', { ...siteSource, content: 'other.oss-cn-beijing.aliyuncs.com' }, 'other'],
    ['another server', { ...siteSource, type: 'ipaddr', content: '203.0.113.9' } as const, undefined],
  ])(
    'compares with %s once it is the origin of the domain, whatever the onboarding knew',
    async (_name, source, bucket) => {
      const cloud = await seeded();
      cloud.addBucket('other', 'cn-beijing', { acl: 'public-read' });
      Object.assign(cloud.state.domains.get(name) ?? {}, { sources: [source] });
      const known = { ...options, bucket: { name: 'site', region: 'cn-hangzhou' }, key: 'a b.txt' };
      const facts = await acquireFacts(name, ports(cloud), known, never);
      expect(facts.bucket?.name).toBe(bucket);
      expect([...new Set(facts.edges.map(({ path }) => path))]).toEqual(['/']);
    },
  );

  it('reaches the bucket of the domain as the onboarding has set it up', async () => {
    const cloud = await seeded();
    const bucket = { name: 'site', region: 'cn-hangzhou', uploadDomain: 'upload.example.com' };
    const facts = await acquireFacts(name, ports(cloud), { ...options, bucket }, never);
    expect(facts.bucket).toMatchObject({ uploadDomain: 'upload.example.com' });
  });

  it('queries DNS and the edge without an account, at the CNAME in DNS', async () => {
    const { account: _account, ...open } = ports(await seeded());
    const facts = await acquireFacts(name, open, options, never);
    expect(facts).toMatchObject({ accountUnknown: true, resolvers: [{}, {}] });
    expect(facts.sources.cdnDomain?.failed).toBe('notSignedIn');
    expect(facts.sources.alidns?.failed).toBe('notSignedIn');
    expect(facts.edges.map(({ connectTo }) => connectTo).sort()).toEqual([
      '203.0.113.80',
      '203.0.113.80',
      cname,
      cname,
    ]);
    expect(facts).not.toHaveProperty('expected');
  });

  it('gives the reason why the account could not be queried', async () => {
    const { account: _account, ...open } = ports(await seeded());
    const facts = await acquireFacts(name, { ...open, accountFailed: 'badFile' }, options, never);
    expect(facts.sources.cdnDomain?.failed).toBe('badFile');
  });

  it('does not require the CNAME of a domain that is deleted', async () => {
    const cloud = await seeded();
    cloud.state.domains.delete(name);
    const facts = await acquireFacts(name, ports(cloud), { ...options, cname }, never);
    expect(facts).not.toHaveProperty('expected');
    expect(facts).not.toHaveProperty('accountUnknown');
  });

  it('requests a wildcard by a name without records of its own', async () => {
    const cloud = await seeded();
    const asked: string[] = [];
    cloud.state.dnsAnswers.set('10.0.0.1', (each, type) => {
      if (type === 'A') asked.push(each);
      return { server: '10.0.0.1', outcome: 'nxdomain', records: [], transport: 'udp', at: 0, durationMs: 1 };
    });
    await acquireFacts('.example.com', ports(cloud), { resolvers: ['10.0.0.1'], authoritativeServers: [] }, never);
    expect(asked).toEqual(['oss-cdn-probe.example.com']);
  });

  it('reading the facts is cancelled by the signal', async () => {
    const cloud = await seeded();
    const none = { resolvers: [], authoritativeServers: [] };
    await expect(acquireFacts(name, ports(cloud), none, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});
