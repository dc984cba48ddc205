import { describe, expect, it } from 'vitest';
import type { DnsAnswer } from '../../../../src/core/ports/probe.js';
import { acquireFacts } from '../../../../src/core/verification/acquire.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const name = 'img.example.com';
const cname = `${name}.w.kunlunsl.com`;
const never = new AbortController().signal;
const clock = { now: () => 42 };

async function seeded(): Promise<MemoryCloud> {
  const cloud = createMemoryCloud();
  cloud.addBucket('site', 'cn-hangzhou', { acl: 'public-read' });
  cloud.addZone('example.com');
  cloud.state.verifiedRoots.add('example.com');
  const bucket = { name: 'site', region: 'cn-hangzhou' };
  await cloud.oss.putObject(bucket, 'large.bin', new Uint8Array(2_000_000), {}, never);
  await cloud.oss.putObject(bucket, 'a b.txt', new TextEncoder().encode('hello'), {}, never);
  const source = { type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com', port: 80, priority: '20', weight: '10' };
  await cloud.cdn.createDomain({ name, type: 'web', region: 'domestic', sources: [{ ...source, type: 'oss' }] }, never);
  cloud.bringOnline(name);
  await cloud.dns.createRecord({ zone: 'example.com', rr: 'img', type: 'CNAME', value: cname, ttl: 600 }, never);
  return cloud;
}

const ask = (cloud: MemoryCloud, authoritativeServers: readonly string[] = ['10.0.0.2'], withAccount = true) =>
  acquireFacts(
    name,
    { resolver: cloud.resolver, edge: cloud.edge, clock, ...(withAccount && { account: cloud }) },
    { resolvers: ['system', '10.0.0.1'], authoritativeServers },
    never,
  );

describe('acquireFacts', () => {
  it('brings what everyone says together', async () => {
    const cloud = await seeded();
    const facts = await ask(cloud);
    expect(facts).toMatchObject({
      name,
      at: 42,
      expected: cname,
      status: 'online',
      cdnConfigured: true,
      place: { zone: 'example.com', rr: 'img' },
      records: [{ type: 'CNAME', value: cname }],
      edge: { path: '/a%20b.txt', sameBytes: true, answer: { status: 200 } },
    });
    expect(facts.resolvers.map(({ server }) => server)).toEqual(['system', '10.0.0.1']);
    expect(facts.authoritative.map(({ server }) => server)).toEqual(['10.0.0.2']);
    expect(facts.accountUnknown).toBeUndefined();
  });

  it.each([
    ['cdn.readDomain', { status: undefined, accountUnknown: true, expected: cname }],
    ['cdn.readCnameState', { status: 'online', expected: cname, cdnConfigured: undefined }],
    ['dns.locate', { status: 'online', records: undefined, place: undefined }],
    ['dns.listRecords', { records: undefined, place: { zone: 'example.com', rr: 'img' } }],
    ['oss.listObjects', { edge: { path: '/', answer: { status: 404 } } }],
  ] as const)('leaves a gap where %s fails, and keeps the rest', async (action, wanted) => {
    const cloud = await seeded();
    cloud.failNext(action, 'before', 'unavailable');
    const facts = await ask(cloud);
    expect(facts).toMatchObject(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)));
    for (const [key, value] of Object.entries(wanted)) if (value === undefined) expect(facts).not.toHaveProperty(key);
    expect(facts.resolvers).toHaveLength(2);
  });

  it('asks DNS alone without an account', async () => {
    const cloud = await seeded();
    const facts = await ask(cloud, ['10.0.0.2'], false);
    expect(facts).toMatchObject({ accountUnknown: true, resolvers: [{}, {}] });
    expect(facts).not.toHaveProperty('edge');
  });

  it("finds the zone's own servers by NS and asks them directly", async () => {
    const cloud = await seeded();
    const answer = (records: DnsAnswer['records']): DnsAnswer => ({
      server: 'system',
      outcome: records.length > 0 ? 'answer' : 'noData',
      records,
      durationMs: 1,
    });
    cloud.state.dnsAnswers.set('system', (asked, type) => {
      if (type === 'NS' && asked === 'example.com') {
        return answer([{ name: asked, type: 'NS', ttl: 60, data: 'ns1.example.net' }]);
      }
      const isServer = type === 'A' && asked === 'ns1.example.net';
      return answer(isServer ? [{ name: asked, type: 'A', ttl: 60, data: '10.9.9.9' }] : []);
    });
    cloud.state.dnsAnswers.set('10.9.9.9', () => answer([{ name, type: 'CNAME', ttl: 600, data: cname }]));
    const facts = await ask(cloud, []);
    expect(facts.authoritative).toMatchObject([{ server: 'ns1.example.net', records: [{ data: cname }] }]);
  });

  it('asks a wildcard by a name that has no records of its own', async () => {
    const cloud = await seeded();
    const asked: string[] = [];
    cloud.state.dnsAnswers.set('10.0.0.1', (each) => {
      asked.push(each);
      return { server: '10.0.0.1', outcome: 'noData', records: [], durationMs: 1 };
    });
    const ports = { resolver: cloud.resolver, edge: cloud.edge, clock, account: cloud };
    await acquireFacts('.example.com', ports, { resolvers: ['10.0.0.1'], authoritativeServers: ['10.0.0.1'] }, never);
    expect(asked).toEqual(['oss-cdn-probe.example.com', 'oss-cdn-probe.example.com']);
  });

  it('is cancelled by the signal', async () => {
    const cloud = await seeded();
    const stopped = AbortSignal.abort();
    const ports = { resolver: cloud.resolver, edge: cloud.edge, clock, account: cloud };
    const facts = acquireFacts(name, ports, { resolvers: [], authoritativeServers: [] }, stopped);
    await expect(facts).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
