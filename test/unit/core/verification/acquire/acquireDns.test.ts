import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { DnsAnswer, DnsAnswerRecord, ResolverPort } from '../../../../../src/core/ports/probe.js';
import { type AcquirePorts, acquireFacts } from '../../../../../src/core/verification/acquire/acquire.js';
import type { VerificationFacts } from '../../../../../src/core/verification/facts.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';
import { cname, name, never, ports, seeded } from './world.js';

type Reply = readonly Omit<DnsAnswerRecord, 'ttl'>[] | 'noData';

const toAnswer = (server: string, reply: Reply | undefined): DnsAnswer => {
  const told = { server, transport: server === 'system' ? 'system' : 'udp', at: 42, durationMs: 1 } as const;
  if (!reply) return { ...told, outcome: 'nxdomain', records: [], negativeTtl: 90 };
  if (reply === 'noData') return { ...told, outcome: 'noData', records: [], negativeTtl: 30 };
  return { ...told, outcome: 'answer', records: reply.map((record) => ({ ttl: 600, ...record })) };
};

/** A server that answers `name type` from a table, and denies every other name. */
const table = (replies: Readonly<Record<string, Reply>>) => (server: string) => (asked: string, type: string) =>
  toAnswer(server, replies[`${asked} ${type}`]);

const zone = {
  'example.com NS': [{ name: 'example.com', type: 'NS', data: 'ns1.example.net' }],
  'ns1.example.net A': [{ name: 'ns1.example.net', type: 'A', data: '203.0.114.53' }],
};
const own = (data: string): Exclude<Reply, 'noData'> => [{ name, type: 'CNAME', data }];

type Servers = Readonly<Record<string, Readonly<Record<string, Reply>>>>;

async function look(servers: Servers, more: Partial<AcquirePorts> = {}, of = name): Promise<VerificationFacts> {
  const cloud = await seeded();
  for (const [server, replies] of Object.entries(servers)) cloud.state.dnsAnswers.set(server, table(replies)(server));
  const resolvers = Object.keys(servers).filter((server) => server !== '203.0.114.53');
  return acquireFacts(of, { ...ports(cloud), ...more }, { resolvers, authoritativeServers: [] }, never);
}

describe('what name servers say', () => {
  it("includes the zone's own servers, found by NS and asked directly, and who serves the zone", async () => {
    const facts = await look({ '10.0.0.1': zone, '203.0.114.53': { [`${name} A`]: own(cname) } });
    expect(facts.authoritative).toMatchObject([{ server: 'ns1.example.net', records: [{ data: cname }] }]);
    expect(facts.delegation).toEqual({
      zone: 'example.com',
      nameServers: ['ns1.example.net'],
      hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
      negativeTtl: 90,
    });
    expect(facts).not.toHaveProperty('wildcard');
  });

  it('says whether the zone receives mail at its own name, and asks of no other name', async () => {
    const mail = (host: string) => ({
      [`${host} MX`]: [{ name: host, type: 'MX' as const, data: '10 mx.example.net' }],
    });
    const servers = { '10.0.0.1': { ...zone, ...mail('example.com'), ...mail(name) } };
    expect(await look(servers, {}, 'example.com')).toMatchObject({ receivesMail: true });
    expect(await look({ '10.0.0.1': zone }, {}, 'example.com')).not.toHaveProperty('receivesMail');
    expect(await look(servers)).not.toHaveProperty('receivesMail');
  });

  it.each(['10.0.0.53', '203.0.113.53'])(
    'does not ask a name server that the zone places at the address %s, which is not public',
    async (address) => {
      const lured = { ...zone, 'ns1.example.net A': [{ name: 'ns1.example.net', type: 'A', data: address }] };
      const facts = await look({ '10.0.0.1': lured, [address]: { [`${name} A`]: own(cname) } });
      expect(facts.authoritative).toEqual([]);
    },
  );

  it('includes the zone when only one of many resolvers can find it', async () => {
    const facts = await look({ system: {}, '10.0.0.1': zone, '203.0.114.53': { [`${name} A`]: own(cname) } });
    expect(facts.delegation?.zone).toBe('example.com');
    expect(facts.authoritative).toHaveLength(1);
  });

  it.each(['first', 'last'])(
    'names our own servers while only the %s resolver sees the registrar changed',
    async (which) => {
      const changed = { 'example.com NS': [{ name: 'example.com', type: 'NS', data: 'ns1.alidns.com' }] };
      const servers = [['10.0.0.1', changed] as const, ['10.0.0.3', zone] as const];
      const facts = await look(Object.fromEntries(which === 'first' ? servers : servers.reverse()));
      expect(facts.delegation?.nameServers).toEqual(['ns1.alidns.com']);
    },
  );

  it('knows until when the servers before a change at the registrar may still be asked', async () => {
    const changed = { 'example.com NS': [{ name: 'example.com', type: 'NS', data: 'ns1.alidns.com' }] };
    const facts = await look({ '10.0.0.1': changed, '10.0.0.3': zone });
    expect(facts.delegation?.oldUntil).toBe(42 + 600_000);
    const partly = [...changed['example.com NS'], ...zone['example.com NS']];
    const overlap = await look({ '10.0.0.1': changed, '10.0.0.3': { 'example.com NS': partly } });
    expect(overlap.delegation).not.toHaveProperty('oldUntil');
  });

  it('a public suffix is never the zone of a name that has lost its own zone', async () => {
    const servers = { '10.0.0.1': { 'example.com NS': [{ name: 'example.com', type: 'NS', data: 'a.nic.example' }] } };
    expect((await look(servers)).delegation?.zone).toBe('example.com');
    const suffix = { isPublicSuffix: (each: string) => each === 'example.com' };
    expect(await look(servers, suffix)).not.toHaveProperty('delegation');
  });

  it.each(['timeout', 'servfail'] as const)('does not look further up where a parent is a %s', async (outcome) => {
    const cloud = await seeded();
    cloud.state.dnsAnswers.set('10.0.0.1', (asked, type) => {
      const told = table(zone)('10.0.0.1')(asked, type);
      return asked === name && type === 'NS' ? { ...told, outcome, records: [] } : told;
    });
    const options = { resolvers: ['10.0.0.1'], authoritativeServers: [] };
    expect(await acquireFacts(name, ports(cloud), options, never)).not.toHaveProperty('delegation');
  });

  it.each([
    '198.18.0.7',
    '10.0.0.9',
    '169.254.169.254',
    '127.0.0.1',
    '168.63.129.16',
    '240.0.0.1',
    'fd00::1',
    '::ffff:10.0.0.9',
    '64:ff9b:1::1',
  ])('leads to the edge by an address of the public internet, not by %s, which came first', async (first) => {
    const type = first.includes(':') ? 'AAAA' : 'A';
    const madeUp: Servers[string] = { [`${name} A`]: 'noData', [`${name} ${type}`]: [{ name, type, data: first }] };
    const real = { [`${name} A`]: [...own(cname), { name: cname, type: 'A', data: '203.0.113.80' }] };
    const at = (facts: VerificationFacts) => facts.edges.filter(({ via }) => via === 'dns').map((e) => e.connectTo);
    expect(at(await look({ system: madeUp, '10.0.0.1': real }))).toEqual(['203.0.113.80', '203.0.113.80']);
    // With nothing better it is asked for, so that the edge can say why it was not.
    expect(at(await look({ '10.0.0.1': madeUp }))).toEqual([first, first]);
  });

  it('asks for IPv6 addresses where there are no others', async () => {
    const facts = await look({
      '10.0.0.1': { [`${name} A`]: 'noData', [`${name} AAAA`]: [{ name, type: 'AAAA', data: '2001:db8::9' }] },
    });
    expect(facts.resolvers).toMatchObject([{ outcome: 'answer', records: [{ type: 'AAAA', data: '2001:db8::9' }] }]);
  });

  it('asks for IPv6 addresses behind a CNAME that leads to no others', async () => {
    const facts = await look({
      '10.0.0.1': {
        [`${name} A`]: own(cname),
        [`${name} AAAA`]: [...own(cname), { name: cname, type: 'AAAA', data: '2001:db8::9' }],
      },
    });
    expect(facts.resolvers).toMatchObject([
      { outcome: 'answer', records: [{ type: 'CNAME', data: cname }, { data: '2001:db8::9' }] },
    ]);
  });

  it("follows the aliases before IPv6 addresses that the computer's own resolver leaves out", async () => {
    const facts = await look({
      system: {
        [`${name} A`]: 'noData',
        [`${name} AAAA`]: [{ name, type: 'AAAA', data: '2001:db8::9' }],
        [`${name} CNAME`]: own(cname),
      },
    });
    expect(facts.resolvers[0]?.records).toMatchObject([
      { name, type: 'CNAME', data: cname },
      { name: cname, type: 'AAAA', data: '2001:db8::9' },
    ]);
  });

  it("follows the aliases that the computer's own resolver leaves out", async () => {
    const facts = await look({
      system: {
        [`${name} A`]: [{ name, type: 'A', data: '203.0.113.80' }],
        [`${name} CNAME`]: own('a.example.net'),
        'a.example.net CNAME': [{ name: 'a.example.net', type: 'CNAME', data: cname }],
      },
    });
    expect(facts.resolvers[0]?.records).toMatchObject([
      { name, type: 'CNAME', data: 'a.example.net' },
      { name: 'a.example.net', type: 'CNAME', data: cname },
      { name: cname, type: 'A', data: '203.0.113.80' },
    ]);
  });

  it('a chain of aliases that leads back to itself ends', async () => {
    const facts = await look({
      system: { [`${name} A`]: [{ name, type: 'A', data: '203.0.113.80' }], [`${name} CNAME`]: own(name) },
    });
    expect(facts.resolvers[0]?.records.length).toBeLessThanOrEqual(10);
  });

  it.each([
    ['a sibling that does not exist gets the same', cname, '*.example.com'],
    ['a sibling gets something else', 'other.example.net', undefined],
  ])('tells a wildcard when %s and there is no record', async (_when, sibling, wildcard) => {
    const cloud = await seeded();
    cloud.state.records.length = 0;
    cloud.state.dnsAnswers.set('10.0.0.2', (asked) =>
      toAnswer('10.0.0.2', [{ name: asked, type: 'CNAME', data: asked === name ? cname : sibling }]),
    );
    const options = { resolvers: ['10.0.0.2'], authoritativeServers: ['10.0.0.2'] };
    expect((await acquireFacts(name, ports(cloud), options, never)).wildcard).toBe(wildcard);
  });

  it('takes a record of its own for no wildcard, even with the same value', async () => {
    const cloud = await seeded();
    cloud.state.dnsAnswers.set('10.0.0.2', (asked) =>
      toAnswer('10.0.0.2', [{ name: asked, type: 'CNAME', data: cname }]),
    );
    const options = { resolvers: ['10.0.0.2'], authoritativeServers: ['10.0.0.2'] };
    expect(await acquireFacts(name, ports(cloud), options, never)).not.toHaveProperty('wildcard');
  });
});

describe('a silent name server', () => {
  const mute: ResolverPort['query'] = (_server, _name, _type, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new AppError('cancelled')), { once: true });
    });

  async function watch() {
    const clock = createVirtualClock(0);
    const all = ports(await seeded(), clock);
    const query: ResolverPort['query'] = (server, ...rest) =>
      (server.startsWith('10.') ? mute : all.resolver.query)(server, ...rest);
    const parts: VerificationFacts[] = [];
    const ended: VerificationFacts[] = [];
    const resolvers = ['system', '10.0.0.1', '10.0.0.2'];
    const onPart = (part: VerificationFacts) => parts.push(part);
    const options = { resolvers, authoritativeServers: [], onPart };
    const stop = new AbortController();
    const facts = acquireFacts(name, { ...all, resolver: { query } }, options, stop.signal);
    facts.then(
      (each) => ended.push(each),
      () => undefined,
    );
    return { clock, parts, ended, facts, stop };
  }

  it('does not hold up the first picture, and is given up within 4.5 s', async () => {
    const { clock, parts, ended } = await watch();
    await clock.advance(999);
    expect(parts).toEqual([]);
    await clock.advance(1);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ status: 'online', resolvers: [{ server: 'system' }], edges: [{}, {}, {}, {}] });
    expect(parts[0]?.pending).toContain('resolvers');
    expect(ended).toEqual([]);
    await clock.advance(3_500);
    expect(ended[0]?.resolvers.map(({ outcome }) => outcome)).toEqual(['answer', 'timeout', 'timeout']);
    expect(ended[0]).not.toHaveProperty('pending');
  });

  it.each([
    ['CNAME', 'system', { name, type: 'A', data: '203.0.113.80' }],
    ['AAAA', '10.0.0.1', { name, type: 'CNAME', data: cname }],
  ] as const)('keeps what it answered when only %s stays silent', async (silent, server, record) => {
    const clock = createVirtualClock(0);
    const all = ports(await seeded(), clock);
    const query: ResolverPort['query'] = (at, asked, type, signal) =>
      type === silent
        ? mute(at, asked, type, signal)
        : Promise.resolve(toAnswer(at, type === 'A' ? [record] : undefined));
    const options = { resolvers: [server], authoritativeServers: [] };
    const facts = acquireFacts(name, { ...all, resolver: { query } }, options, never);
    await clock.advance(4_500);
    expect((await facts).resolvers).toMatchObject([{ outcome: 'answer', records: [record] }]);
  });

  it('is not waited for once it is cancelled', async () => {
    const { clock, facts, parts, stop } = await watch();
    await clock.settle();
    stop.abort();
    await expect(facts).rejects.toMatchObject({ kind: 'cancelled' });
    await clock.advance(10_000);
    expect(parts).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
