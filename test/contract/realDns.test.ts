import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNameServer } from '../../sandbox/alidns/nameServer.js';
import { viewOf } from '../../sandbox/alidns/views.js';
import { createResolver } from '../../src/cloud/dns/resolver.js';
import { findOriginLoop } from '../../src/core/cdn/originLoop.js';
import { followAliases } from '../../src/core/dns/aliases.js';
import { resolveCurrentTarget } from '../../src/core/dns/currentTarget.js';
import type { DnsAnswer, DnsQueryType, ResolverPort } from '../../src/core/ports/probe.js';
import { systemClock } from '../../src/disk/clock.js';
import { ensureBind, startBind } from '../support/bind.js';
import { createRpcState, putRecord } from '../support/rpcSandbox.js';

/** A real name server with the records below, in each of the states that a test needs. */
interface RealServer {
  readonly server: string;
  /** Holds another value for `moved.example.com`. */
  readonly wrongServer: string;
  /** Where a question about `www.broken.com` is answered with SERVFAIL. */
  readonly failingServer: string;
  /** Runs the work while the server takes questions and answers none. */
  whileSilent<T>(work: (server: string) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

interface Row {
  readonly rr: string;
  readonly type: 'A' | 'CNAME' | 'TXT';
  readonly value: string;
  readonly ttl: number;
}

const long = 'v'.repeat(240);
const row = (rr: string, type: Row['type'], value: string, ttl = 600): Row => ({ rr, type, value, ttl });
const chain = Array.from({ length: 8 }, (_, at) => {
  return row(`c${at + 1}`, 'CNAME', at < 7 ? `c${at + 2}.example.com` : 'www.example.com', 60);
});
const rows: readonly Row[] = [
  row('www', 'A', '192.0.2.7'),
  row('brief', 'CNAME', 'www.example.com', 0),
  row('MiXeD', 'CNAME', 'TarGet.Example.NET'),
  row('around', 'CNAME', 'back.example.com'),
  row('back', 'CNAME', 'around.example.com'),
  row('*.wild', 'CNAME', 'target.example.net'),
  row('shop', 'CNAME', 'pool.example.com'),
  row('pool', 'CNAME', 'img.example.org.w.kunlunsl.com'),
  row('files', 'CNAME', 'store.example.com'),
  row('store', 'CNAME', 'site.oss-cn-hangzhou.aliyuncs.com'),
  ...[0, 1, 2, 3].map((at) => row('big', 'TXT', `${at}${long}`)),
  ...chain,
];
const moved = { here: row('moved', 'CNAME', 'new.example.net'), there: row('moved', 'CNAME', 'old.example.net', 300) };

async function openSandbox(): Promise<RealServer> {
  const state = createRpcState();
  for (const record of [...rows, moved.here]) putRecord(state, 'example.com', record);
  const [plain, wrong, failing, silent] = await Promise.all(
    ['authority', 'dns.google', 'doh.pub', 'dns.alidns.com'].map((name) => startNameServer(state, 0, name)),
  );
  const { type, value, ttl } = moved.there;
  const expiresAt = Date.now() + ttl * 1000;
  viewOf(state, 'dns.google').remembered.set('moved.example.com', { records: [{ type, value, ttl }], expiresAt });
  viewOf(state, 'doh.pub').port53 = 'servfail';
  viewOf(state, 'dns.alidns.com').port53 = 'silent';
  return {
    server: `127.0.0.1:${plain!.port}`,
    wrongServer: `127.0.0.1:${wrong!.port}`,
    failingServer: `127.0.0.1:${failing!.port}`,
    whileSilent: (work) => work(`127.0.0.1:${silent!.port}`),
    stop: async () => void (await Promise.all([plain, wrong, failing, silent].map((server) => server!.stop()))),
  };
}

function toZoneText(records: readonly Row[]): string {
  const lines = records.map(({ rr, type, value, ttl }) => {
    return `${rr} ${ttl} IN ${type} ${type === 'TXT' ? `"${value}"` : type === 'CNAME' ? `${value}.` : value}`;
  });
  const soa = '@ 600 IN SOA ns1.example.com. hostmaster.example.com. 1 3600 1200 86400 600';
  return ['$ORIGIN example.com.', soa, '@ 600 IN NS ns1', 'ns1 600 IN A 192.0.2.53', ...lines, ''].join('\n');
}

async function openBind(): Promise<RealServer> {
  const zone = (record: Row) => ({ name: 'example.com', text: toZoneText([...rows, record]) });
  const [bind, wrong] = await Promise.all([
    startBind([zone(moved.here), { name: 'broken.com' }]),
    startBind([zone(moved.there)]),
  ]);
  return {
    server: bind.server,
    wrongServer: wrong.server,
    failingServer: bind.server,
    async whileSilent(work) {
      bind.fallSilent();
      try {
        return await work(bind.server);
      } finally {
        bind.speak();
      }
    },
    stop: async () => void (await Promise.all([bind.stop(), wrong.stop()])),
  };
}

const missingBind = ensureBind();

describe.each([
  { name: "the sandbox's name server", open: openSandbox, missing: undefined, circle: 'answer' },
  {
    name: missingBind ? `BIND, left out because ${missingBind}` : 'BIND',
    open: openBind,
    missing: missingBind,
    circle: 'servfail',
  },
])('$name', ({ open, missing, circle }) => {
  describe.skipIf(missing)('read by the resolver', () => {
    const { signal } = new AbortController();
    const resolver: ResolverPort = createResolver({ clock: systemClock, timeoutMs: 60_000 });
    let real: RealServer;
    beforeAll(async () => {
      real = await open();
    });
    afterAll(() => real?.stop());

    const ask = (name: string, type: DnsQueryType = 'A', server = real.server) =>
      resolver.query(server, name, type, signal);
    const data = ({ records }: DnsAnswer) => records.map((record) => record.data);

    test('the resolver reads NXDOMAIN with its negative TTL', async () => {
      const answer = await ask('absent.example.com');
      expect(answer).toMatchObject({ outcome: 'nxdomain', records: [], negativeTtl: 600, transport: 'udp' });
    });

    test('the resolver reads the absence of a type with its negative TTL', async () => {
      expect(await ask('www.example.com', 'AAAA')).toMatchObject({ outcome: 'noData', records: [], negativeTtl: 600 });
    });

    test('the resolver reads a chain of 8 CNAMEs in order, with the address at its end', async () => {
      const { outcome, records } = await ask('c1.example.com');
      expect(outcome).toBe('answer');
      expect(records).toEqual([
        ...chain.map(({ rr, type, value, ttl }) => ({ name: `${rr}.example.com`, type, ttl, data: value })),
        { name: 'www.example.com', type: 'A', ttl: 600, data: '192.0.2.7' },
      ]);
    });

    // Here real servers differ: some tell the circle as an answer, BIND as a failure with the circle in it.
    test(`the resolver reads a loop of CNAMEs as ${circle} without an address`, async () => {
      const { outcome, records } = await ask('around.example.com');
      expect(outcome).toBe(circle);
      expect(records.slice(0, 2)).toMatchObject([
        { name: 'around.example.com', data: 'back.example.com' },
        { name: 'back.example.com', data: 'around.example.com' },
      ]);
      expect(new Set(records.map(({ type }) => type))).toEqual(new Set(['CNAME']));
    });

    test('the resolver reads an answer that is too long for UDP completely over TCP', async () => {
      const answer = await ask('big.example.com', 'TXT');
      expect(answer.transport).toBe('tcp');
      expect(data(answer).sort()).toEqual([0, 1, 2, 3].map((at) => `${at}${long}`));
    });

    test('the resolver reads SERVFAIL', async () => {
      expect(await ask('www.broken.com', 'A', real.failingServer)).toMatchObject({ outcome: 'servfail', records: [] });
    });

    test('the resolver reads REFUSED for a name outside the zones of the server', async () => {
      expect(await ask('www.example.org')).toMatchObject({ outcome: 'refused', records: [] });
    });

    test('the resolver reports a timeout when a silent server has used up the time limit', async () => {
      const hasty = createResolver({ clock: systemClock, timeoutMs: 400 });
      const answer = await real.whileSilent((server) => hasty.query(server, 'www.example.com', 'A', signal));
      expect(answer).toMatchObject({ outcome: 'timeout', records: [], transport: 'udp' });
    });

    test('the resolver reads names in mixed case, both asked and answered, as lower case', async () => {
      const { records } = await ask('mIxEd.eXaMpLe.CoM', 'CNAME');
      expect(records).toEqual([{ name: 'mixed.example.com', type: 'CNAME', ttl: 600, data: 'target.example.net' }]);
    });

    test('the resolver reads a name with a trailing dot as the same name', async () => {
      const dotted = await ask('www.example.com.');
      expect(dotted.records).toEqual([{ name: 'www.example.com', type: 'A', ttl: 600, data: '192.0.2.7' }]);
    });

    test('the resolver reads a TTL of 0', async () => {
      const { records } = await ask('brief.example.com', 'CNAME');
      expect(records).toEqual([{ name: 'brief.example.com', type: 'CNAME', ttl: 0, data: 'www.example.com' }]);
    });

    test('the resolver reads the record of a wildcard under the queried name', async () => {
      const { records } = await ask('any.wild.example.com', 'CNAME');
      expect(records).toEqual([{ name: 'any.wild.example.com', type: 'CNAME', ttl: 600, data: 'target.example.net' }]);
    });

    test.each([
      ['c1', ['c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'www']],
      ['around', ['back']],
      ['www', []],
    ])('the resolver follows every CNAME behind %s hop by hop, and stops in a loop', async (name, targets) => {
      const dns = { cloud: { resolver }, resolvers: [real.server], signal };
      const [chain] = await followAliases(dns, `${name}.example.com`);
      expect(chain?.aliases.map(({ data: target }) => target)).toEqual(targets.map((each) => `${each}.example.com`));
    });

    test.each([
      ['shop', 'cdn', true],
      ['files', 'bucket', false],
      ['around', 'elsewhere', false],
      ['c1', 'elsewhere', true],
    ])('the resolver follows %s over several CNAMEs to %s, back to CDN: %s', async (name, place, isLoop) => {
      const dns = { cloud: { resolver }, resolvers: [real.server], signal };
      const host = `${name}.example.com`;
      expect(await resolveCurrentTarget(host, dns)).toMatchObject({ place });
      const origin = { kind: 'site', servers: [{ host, backup: false, weight: 10 }] } as const;
      expect(await findOriginLoop(origin, 'www.example.com', dns)).toBe(isLoop ? host : undefined);
    });

    test('the resolver distinguishes a wrong server from a right one', async () => {
      const [right, wrong] = await Promise.all([
        ask('moved.example.com', 'CNAME'),
        ask('moved.example.com', 'CNAME', real.wrongServer),
      ]);
      expect({ right: data(right), wrong: data(wrong) }).toEqual({
        right: ['new.example.net'],
        wrong: ['old.example.net'],
      });
      expect(wrong.records[0]!.ttl).toBeLessThanOrEqual(300);
    });
  });
});
