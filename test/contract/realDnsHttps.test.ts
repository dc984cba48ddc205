import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { publicResolvers, viewOf } from '../../sandbox/alidns/views.js';
import { createResolver } from '../../src/cloud/dns/resolver.js';
import { systemClock } from '../../src/disk/clock.js';
import { closedPort } from '../support/ports.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const name = 'static.shop-demo.com';
const target = `${name}.w.kunlunsl.com`;

let opened: SandboxCloud;
beforeAll(async () => {
  opened = await openSandboxCloud();
});
afterAll(() => opened.stop());
afterEach(() => {
  opened.sandbox.state.views.clear();
  opened.sandbox.state.faults.length = 0;
  delete opened.sandbox.state.proxyRefuses;
});

/** A resolver for which each public server of the sandbox is a well-known one. */
function createKnowing(timeoutMs = 60_000) {
  const secureServers = new Map(
    publicResolvers.map((host) => [addressOf(host), { url: `https://${host}/dns-query`, addresses: [] }]),
  );
  return createResolver({ clock: systemClock, timeoutMs, secureServers });
}

function addressOf(host: string): string {
  return `127.0.0.1:${opened.sandbox.resolverPorts[host]}`;
}

function queriesOverHttps(): readonly string[] {
  return opened.sandbox.state.calls.filter(({ service }) => service === 'doh').map(({ host }) => host);
}

describe('a public resolver', () => {
  test.each(publicResolvers)('%s answers at https://… with the chain', async (host) => {
    const answer = await createKnowing().query(`https://${host}/dns-query`, name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'answer', transport: 'https' });
    expect(answer.records).toMatchObject([
      { name, type: 'CNAME', data: target },
      { name: target, type: 'A' },
      { name: target, type: 'A' },
    ]);
  });

  test('a public resolver that answers on port 53 is not asked over HTTPS', async () => {
    const before = queriesOverHttps().length;
    const answer = await createKnowing().query(addressOf('dns.google'), name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'answer', transport: 'udp' });
    expect(queriesOverHttps()).toHaveLength(before);
  });

  test('a public resolver that is silent on port 53 answers over HTTPS within the time limit', async () => {
    viewOf(opened.sandbox.state, 'dns.google').port53 = 'silent';
    // HTTPS is asked after 3 s.
    const answer = await createKnowing(12_000).query(addressOf('dns.google'), name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'answer', transport: 'https', server: addressOf('dns.google') });
  });

  test('whose port 53 is closed is asked over HTTPS at once', async () => {
    const closed = await closedPort();
    const secureServers = new Map([[closed, { url: 'https://doh.pub/dns-query', addresses: [] }]]);
    // A silent one would be asked over HTTPS after a quarter of the time limit.
    const resolver = createResolver({ clock: systemClock, timeoutMs: 24 * 3_600_000, secureServers });
    const answer = await resolver.query(closed, name, 'CNAME', signal);
    expect(answer).toMatchObject({ outcome: 'answer', transport: 'https' });
  });

  test('a public resolver that is silent on every port is a timeout', async () => {
    const view = viewOf(opened.sandbox.state, 'dns.google');
    Object.assign(view, { port53: 'silent', https: 'silent' });
    const answer = await createKnowing(4_000).query(addressOf('dns.google'), name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'timeout', transport: 'https', records: [] });
  });

  test('a public resolver that the proxy refuses is unreachable if port 53 is closed too', async () => {
    opened.sandbox.state.proxyRefuses = new Set(['doh']);
    const closed = await closedPort();
    const secureServers = new Map([[closed, { url: 'https://doh.pub/dns-query', addresses: [] }]]);
    const answer = await createResolver({ clock: systemClock, timeoutMs: 60_000, secureServers }).query(
      closed,
      name,
      'A',
      signal,
    );
    expect(answer).toMatchObject({ outcome: 'unreachable', transport: 'https' });
  });

  test.each(['html502', 'error', 'resetBefore'] as const)('a public resolver with %s gives no answer', async (kind) => {
    opened.fail('DnsQuery', kind, { status: 500 });
    const answer = await createKnowing().query('https://dns.google/dns-query', name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'unreachable', records: [] });
  });

  test.each(['refused', 'servfail'] as const)('an answer of a public resolver over HTTPS can be %s', async (mode) => {
    viewOf(opened.sandbox.state, 'doh.pub').https = mode;
    const answer = await createKnowing().query('https://doh.pub/dns-query', name, 'A', signal);
    expect(answer.outcome).toBe(mode);
  });

  test('a public resolver returns the old record with its remaining TTL, and then the new one', async () => {
    const { remembered } = viewOf(opened.sandbox.state, 'dns.alidns.com');
    const records = [{ type: 'CNAME', value: 'old.example.net', ttl: 600 }];
    remembered.set(name, { records, expiresAt: Date.now() + 60_000 });
    const ask = () => createKnowing().query(addressOf('dns.alidns.com'), name, 'CNAME', signal);
    const old = await ask();
    expect(old.records).toMatchObject([{ data: 'old.example.net' }]);
    expect(old.records[0]!.ttl).toBeGreaterThan(0);
    remembered.set(name, { records, expiresAt: Date.now() });
    expect((await ask()).records).toMatchObject([{ data: target }]);
  });

  test('a public resolver returns a cached absence with its remaining negative TTL', async () => {
    const { remembered } = viewOf(opened.sandbox.state, 'doh.pub');
    remembered.set(name, { records: [], expiresAt: Date.now() + 60_000 });
    const answer = await createKnowing().query('https://doh.pub/dns-query', name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'nxdomain', records: [] });
    expect(answer.negativeTtl).toBeGreaterThan(0);
  });

  test('a public resolver is not asked by a query that is cancelled', async () => {
    const query = createKnowing().query('https://dns.google/dns-query', name, 'A', AbortSignal.abort());
    await expect(query).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('a pending query to a public resolver ends when it is cancelled', async () => {
    Object.assign(viewOf(opened.sandbox.state, 'dns.google'), { port53: 'silent', https: 'silent' });
    const cancel = new AbortController();
    const asked = once(opened.sandbox.state.events, 'change');
    const query = createKnowing().query('https://dns.google/dns-query', name, 'A', cancel.signal);
    await asked;
    cancel.abort();
    await expect(query).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

test.each(['https://user:secret@dns.google/dns-query', 'http://dns.google/dns-query', 'https://'])(
  '%s is not accepted as a server',
  async (server) => {
    const answer = await createKnowing().query(server, name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'unreachable', records: [] });
  },
);

describe("the computer's own resolver", () => {
  const createSystem = (...servers: string[]) =>
    createResolver({ clock: systemClock, timeoutMs: 6_000, systemServers: () => servers });

  test("the computer's own resolver returns chain, TTL and transport", async () => {
    const answer = await createSystem(addressOf('dns.google')).query('system', name, 'A', signal);
    expect(answer).toMatchObject({ server: 'system', outcome: 'answer', transport: 'udp' });
    expect(answer.records).toMatchObject([
      { name, type: 'CNAME', data: target, ttl: 600 },
      { name: target, type: 'A' },
      { name: target, type: 'A' },
    ]);
  });

  test.each(['silent', 'servfail', 'refused'] as const)(
    "the computer's own resolver asks the next server when one is %s",
    async (mode) => {
      viewOf(opened.sandbox.state, 'dns.google').port53 = mode;
      const system = createSystem(addressOf('dns.google'), addressOf('doh.pub'));
      expect(await system.query('system', name, 'A', signal)).toMatchObject({ outcome: 'answer', transport: 'udp' });
    },
  );

  test('accepts the first answer that the name does not exist', async () => {
    viewOf(opened.sandbox.state, 'dns.google').remembered.set(name, {
      records: [],
      expiresAt: Date.now() + 60_000,
    });
    const system = createSystem(addressOf('dns.google'), addressOf('doh.pub'));
    expect((await system.query('system', name, 'A', signal)).outcome).toBe('nxdomain');
  });

  test("the computer's own resolver reports a timeout once all its silent servers have used up one time limit", async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const timeoutMs = 3_000;
    const asked: number[] = [];
    const silent = await Promise.all(
      [0, 1, 2].map(async (at) => {
        const socket = createSocket('udp4').bind(0, '127.0.0.1');
        await once(socket, 'listening');
        onTestFinished(() => void socket.close());
        socket.once('message', () => {
          asked.push(at);
          vi.advanceTimersByTime(timeoutMs / 3);
        });
        return `127.0.0.1:${socket.address().port}`;
      }),
    );
    const resolver = createResolver({ clock: systemClock, timeoutMs, systemServers: () => silent });
    const answer = await resolver.query('system', name, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'timeout', records: [] });
    expect(asked).toEqual([0, 1, 2]);
  });
});
