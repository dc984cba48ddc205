import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startNameServer } from '../../sandbox/alidns/nameServer.js';
import { viewOf } from '../../sandbox/alidns/views.js';
import { askSystem, type DnsQuestion } from '../../src/cloud/dns/resolver.js';
import { closedPort } from '../support/ports.js';
import { createRpcState, putRecord } from '../support/rpcSandbox.js';

const name = 'www.example.com';
const state = createRpcState();
let server: Awaited<ReturnType<typeof startNameServer>>;

beforeAll(async () => {
  const rows = [
    { rr: 'www', type: 'A', value: '192.0.2.7', ttl: 300 },
    { rr: 'www', type: 'AAAA', value: '2001:db8::7', ttl: 300 },
    { rr: '@', type: 'CAA', value: '0 issue "letsencrypt.org"', ttl: 300 },
    { rr: 'img', type: 'CNAME', value: 'Target.Example.NET', ttl: 300 },
    { rr: '@', type: 'MX', value: 'Mail.Example.COM', ttl: 300 },
    { rr: 'sub', type: 'NS', value: 'ns.Example.NET', ttl: 300 },
    { rr: 'text', type: 'TXT', value: 'v'.repeat(300), ttl: 300 },
  ] as const;
  for (const row of rows) putRecord(state, 'example.com', row);
  server = await startNameServer(state, 0, 'dns.google');
});
afterAll(() => server.stop());
afterEach(() => state.views.clear());

/** The resolver of Node, set to the name server of the test; it waits for longer than any question. */
function createNode(): Resolver {
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  return resolver;
}

function questionOf(changes: Partial<DnsQuestion> = {}): DnsQuestion {
  return { name, type: 'A', timeoutMs: 60_000, signal: new AbortController().signal, ...changes };
}

describe("a query of the computer's own servers", () => {
  test('starts no further query when it is cancelled', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const cancelling = new AbortController();
    silent.once('message', () => cancelling.abort());
    let created = 0;
    const create = () => {
      created++;
      return createNode();
    };
    await askSystem([`127.0.0.1:${silent.address().port}`], questionOf({ signal: cancelling.signal }), create);
    silent.close();
    expect(created).toBe(0);
  });

  test('through Node is cancelled as a timeout when the time for all tries is up', async () => {
    viewOf(state, 'dns.google').port53 = 'silent';
    const resolver = createNode();
    const cancel = vi.spyOn(resolver, 'cancel');
    const answer = await askSystem([await closedPort()], questionOf({ timeoutMs: 200 }), () => resolver);
    expect(answer).toEqual({ outcome: 'timeout', records: [], transport: 'system' });
    expect(cancel).toHaveBeenCalledOnce();
  });

  test('through Node ends at once when it is cancelled', async () => {
    viewOf(state, 'dns.google').port53 = 'silent';
    const cancelling = new AbortController();
    const question = questionOf({ timeoutMs: 60_000, signal: cancelling.signal });
    const asking = askSystem([await closedPort()], question, () => {
      setImmediate(() => cancelling.abort());
      return createNode();
    });
    expect(await asking).toEqual({ outcome: 'timeout', records: [], transport: 'system' });
  });
});

describe("Node's own lookup, where no DNS server can be reached directly,", () => {
  test.each([
    { asked: name, type: 'A', data: '192.0.2.7', ttl: 300 },
    { asked: name, type: 'AAAA', data: '2001:db8::7', ttl: 300 },
    { asked: 'example.com', type: 'CAA', data: '0 issue "letsencrypt.org"', ttl: 0 },
    { asked: 'img.example.com', type: 'CNAME', data: 'target.example.net', ttl: 0 },
    { asked: 'example.com', type: 'MX', data: 'mail.example.com', ttl: 0 },
    { asked: 'sub.example.com', type: 'NS', data: 'ns.example.net', ttl: 0 },
    { asked: 'text.example.com', type: 'TXT', data: 'v'.repeat(300), ttl: 0 },
  ] as const)('returns a record of type $type', async ({ asked, type, data, ttl }) => {
    const answer = await askSystem([await closedPort()], questionOf({ name: asked, type }), createNode);
    expect(answer).toEqual({ outcome: 'answer', records: [{ name: asked, type, ttl, data }], transport: 'system' });
  });

  test.each([
    { code: 'ENODATA', asked: 'img.example.com', mode: 'normal', outcome: 'noData' },
    { code: 'ENOTFOUND', asked: 'missing.example.com', mode: 'normal', outcome: 'nxdomain' },
    { code: 'ESERVFAIL', asked: name, mode: 'servfail', outcome: 'servfail' },
    { code: 'EREFUSED', asked: name, mode: 'refused', outcome: 'refused' },
  ] as const)('reports its error $code as $outcome', async ({ asked, mode, outcome }) => {
    viewOf(state, 'dns.google').port53 = mode;
    const answer = await askSystem([await closedPort()], questionOf({ name: asked, type: 'TXT' }), createNode);
    expect(answer).toEqual({ outcome, records: [], transport: 'system' });
  });

  test('reports that its server cannot be reached', async () => {
    const closed = await closedPort();
    const create = () => {
      const resolver = createNode();
      resolver.setServers([closed]);
      return resolver;
    };
    const answer = await askSystem([closed], questionOf(), create);
    expect(answer).toEqual({ outcome: 'unreachable', records: [], transport: 'system' });
  });
});
