import { describe, expect, it } from 'vitest';
import { findOriginLoop } from '../../../../src/core/cdn/originLoop.js';
import { followAliases } from '../../../../src/core/dns/aliases.js';
import { resolveCurrentTarget } from '../../../../src/core/dns/currentTarget.js';
import type { DnsAnswer, ResolverPort } from '../../../../src/core/ports/probe.js';

const { signal } = new AbortController();
const asked: string[] = [];

/** Servers that each tell these CNAMEs one at a time; `whole` ones tell all that follow in the same answer. */
function resolverOf(servers: Readonly<Record<string, Readonly<Record<string, string>>>>, whole = false): ResolverPort {
  return {
    query: async (server, name): Promise<DnsAnswer> => {
      asked.push(name);
      const zone = servers[server] ?? {};
      const records: DnsAnswer['records'][number][] = [];
      for (let at = name; zone[at] !== undefined && records.length < 20; at = zone[at] ?? '') {
        records.push({ name: at, type: 'CNAME', ttl: 60, data: zone[at] ?? '' });
        if (!whole) break;
      }
      const outcome = records.length > 0 ? 'answer' : 'noData';
      return { server, outcome, records, transport: 'udp', at: 0, durationMs: 2 };
    },
  };
}

const contextOf = (resolver: ResolverPort, resolvers: readonly string[]) => ({
  cloud: { resolver },
  resolvers,
  signal,
});

const follow = async (zone: Record<string, string>, whole = false) => {
  asked.length = 0;
  const [chain] = await followAliases(contextOf(resolverOf({ one: zone }, whole), ['one']), 'a');
  return { ...chain, targets: chain?.aliases.map(({ data }) => data) };
};

describe('the CNAMEs of a name', () => {
  it('are followed to the end, with one query for each', async () => {
    const { targets, durationMs } = await follow({ a: 'b', b: 'c' });
    expect(targets).toEqual(['b', 'c']);
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(durationMs).toBe(6);
  });

  it('are not queried again where one answer contains several of them', async () => {
    expect((await follow({ a: 'b', b: 'c' }, true)).targets).toEqual(['b', 'c']);
    expect(asked).toEqual(['a', 'c']);
  });

  it.each([
    ['at the name itself', { a: 'A.' }, []],
    ['at the name after others', { a: 'b', b: 'c', c: 'a' }, ['b', 'c']],
    ['behind the name', { a: 'b', b: 'c', c: 'B' }, ['b', 'c']],
  ])('are followed no further in a loop %s', async (_name, zone, targets) => {
    expect((await follow(zone)).targets).toEqual(targets);
    expect((await follow(zone, true)).targets).toEqual(targets);
  });

  it('the CNAMEs of a name are followed up to 8', async () => {
    const zone = Object.fromEntries([...'abcdefghijkl'].map((name, at, all) => [name, all[at + 1] ?? 'end']));
    expect((await follow(zone)).targets).toEqual([...'bcdefghi']);
    expect(asked).toHaveLength(8);
  });

  it('are followed only as far as needed', async () => {
    asked.length = 0;
    await followAliases(contextOf(resolverOf({ one: { a: 'b', b: 'c' } }), ['one']), 'a', (target) => target === 'b');
    expect(asked).toEqual(['a']);
  });
});

const dnsOf = (...zones: readonly Record<string, string>[]) => {
  const servers = Object.fromEntries(zones.map((zone, at) => [`server${at}`, zone]));
  return contextOf(resolverOf(servers), Object.keys(servers));
};
const bucket = 'site.oss-cn-hangzhou.aliyuncs.com';
const cname = 'img.example.com.w.kunlunsl.com';

describe('the visitors of a bound domain', () => {
  it.each([
    ['cdn', { 'img.example.com': 'pool.example.net', 'pool.example.net': cname }],
    ['bucket', { 'img.example.com': 'files.example.com', 'files.example.com': bucket }],
    ['elsewhere', { 'img.example.com': 'pool.example.net', 'pool.example.net': 'img.example.com' }],
    ['elsewhere', { 'img.example.com': 'pool.example.net', 'pool.example.net': 'host.example.net' }],
  ])('reach %s over two CNAMEs', async (place, zone) => {
    expect(await resolveCurrentTarget('img.example.com', dnsOf(zone))).toMatchObject({ place });
  });

  it('reach CDN where one of the servers leads there', async () => {
    const changed = { 'img.example.com': 'pool.example.net', 'pool.example.net': cname };
    const target = await resolveCurrentTarget('img.example.com', dnsOf({ 'img.example.com': bucket }, changed));
    expect(target).toEqual({ place: 'cdn' });
  });
});

describe('an origin server', () => {
  const servers = ['plain.example.net', 'o.example.net'].map((host) => ({ host, backup: false, weight: 10 }));
  const origin = { kind: 'site', servers } as const;

  it.each([
    ['o.example.net', { 'o.example.net': 'lb.example.net', 'lb.example.net': 'IMG.example.com' }],
    ['o.example.net', { 'o.example.net': 'lb.example.net', 'lb.example.net': cname }],
    [undefined, { 'o.example.net': 'lb.example.net', 'lb.example.net': 'o.example.net' }],
    [undefined, { 'o.example.net': 'lb.example.net', 'lb.example.net': 'host.example.net' }],
  ])('leads back to CDN over two CNAMEs: %s', async (loop, zone) => {
    expect(await findOriginLoop(origin, 'img.example.com', dnsOf({}, zone))).toBe(loop);
  });

  it('leads back to a wildcard by any name under it', async () => {
    const zone = { 'o.example.net': 'lb.example.net', 'lb.example.net': 'any.example.com' };
    expect(await findOriginLoop(origin, '.example.com', dnsOf(zone))).toBe('o.example.net');
  });
});
