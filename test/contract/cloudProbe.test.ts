import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import dnsPacket, { type Answer } from 'dns-packet';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEdge } from '../../src/cloud/edgeProbe.js';
import { createResolver } from '../../src/cloud/resolver.js';
import { systemClock } from '../../src/disk/clock.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();

describe('the edge', () => {
  let opened: SandboxCloud;
  beforeAll(async () => {
    opened = await openSandboxCloud();
  });
  afterAll(() => opened.stop());

  const name = 'static.shop-demo.com';
  const target = `${name}.w.kunlunsl.com`;
  const ask = (change: object = {}) =>
    opened.cloud.edge.probe({ connectTo: target, name, path: '/css/site.css', maxBytes: 10_000, ...change }, signal);

  test('answers at the CNAME target with the accelerated name, and its certificate is described', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'answered', status: 200, certificateTrusted: true, certificateName: name });
    expect(Date.parse(answer.certificateExpires!)).toBeGreaterThan(Date.now());
    expect(answer.headers['x-cache']).toMatch(/^(HIT|MISS)/);
    const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
    expect(answer.body).toEqual(await opened.cloud.oss.readObject(bucket, 'css/site.css', signal));
    const [call] = opened.sandbox.state.calls.filter((logged) => logged.service === 'edge');
    expect(JSON.stringify(call)).not.toContain(opened.sandbox.accessKey.id);
  });

  test('is read no further than asked', async () => {
    expect((await ask({ maxBytes: 5 })).body).toHaveLength(5);
  });

  test('shows a certificate for another name as not trusted', async () => {
    opened.sandbox.state.cdnDomains.get(name)!.httpsOn = false;
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'answered', certificateTrusted: false });
    expect(answer.certificateName).not.toBe(name);
    opened.sandbox.state.cdnDomains.get(name)!.httpsOn = true;
  });

  test('that does not answer is a timeout, and one that is not there unreachable', async () => {
    opened.fail('*', 'silence');
    const hasty = createEdge({ clock: systemClock, timeoutMs: 300 });
    expect((await hasty.probe({ connectTo: target, name, path: '/', maxBytes: 1 }, signal)).outcome).toBe('timeout');
    expect((await ask({ connectTo: 'nowhere.example.net', name: 'nowhere.example.net' })).outcome).toBe('unreachable');
  });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '100.100.100.200',
    '192.168.1.1',
    '::1',
    '[::1]',
    '::ffff:10.0.0.1',
    'fd00::1',
    'localhost',
  ])('is never %s', async (connectTo) => {
    expect(await ask({ connectTo })).toMatchObject({ outcome: 'refusedAddress', headers: {} });
  });

  test('is not asked once cancelled', async () => {
    const probe = { connectTo: target, name, path: '/', maxBytes: 1 };
    await expect(opened.cloud.edge.probe(probe, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

test('a name that leads to this computer is refused where the connection is direct', async () => {
  const edge = createEdge({ clock: systemClock, timeoutMs: 2_000 });
  const { hostname } = await import('node:os');
  const answer = await edge.probe({ connectTo: hostname(), name: 'x.example.com', path: '/', maxBytes: 1 }, signal);
  expect(['refusedAddress', 'unreachable']).toContain(answer.outcome);
});

describe('a name server', () => {
  const resolver = createResolver({ clock: systemClock, timeoutMs: 600 });
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  const question = { name: 'a.example.com', type: 'CNAME', class: 'IN' } as const;
  const record: Answer = { name: 'a.example.com', type: 'CNAME', ttl: 30, data: 'b.example.net' };
  type Reply = Parameters<typeof dnsPacket.encode>[0];
  const encode = (id: number, reply: Reply) =>
    dnsPacket.encode({ type: 'response', id, questions: [question], ...reply });

  /** A server on loopback whose every reply is written by the test. */
  async function serve(reply: (id: number, count: number) => readonly Buffer[]): Promise<string> {
    const socket: Socket = createSocket('udp4');
    let count = 0;
    socket.on('message', (bytes, from) => {
      for (const answer of reply(bytes.readUInt16BE(0), ++count)) socket.send(answer, from.port, from.address);
    });
    closers.push(() => socket.close());
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return `127.0.0.1:${socket.address().port}`;
  }

  test('that forges the id or the question is not believed', async () => {
    const forged: Answer = { ...record, data: 'evil.example.net' };
    const server = await serve((id) => [
      encode((id + 1) % 0x1_0000, { answers: [forged] }),
      encode(id, { answers: [forged], questions: [{ ...question, name: 'b.example.com' }] }),
      Buffer.from('garbage'),
      encode(id, { answers: [record] }),
    ]);
    const answer = await resolver.query(server, 'a.example.com', 'CNAME', signal);
    expect(answer.records).toEqual([{ name: 'a.example.com', type: 'CNAME', ttl: 30, data: 'b.example.net' }]);
  });

  test('that loses the first packet is asked again', async () => {
    const server = await serve((id, count) => (count === 1 ? [] : [encode(id, { answers: [record] })]));
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).outcome).toBe('answer');
  });

  test('that never answers is a timeout', async () => {
    const server = await serve(() => []);
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).outcome).toBe('timeout');
  });

  test.each([
    [0, 'noData'],
    [2, 'servfail'],
    [3, 'nxdomain'],
    [5, 'refused'],
  ] as const)('with return code %i is told as %s', async (code, outcome) => {
    const server = await serve((id) => [encode(id, { flags: code })]);
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).outcome).toBe(outcome);
  });

  test('is believed about a missing name as long as its SOA says', async () => {
    const soa = {
      mname: 'ns.example.com',
      rname: 'x.example.com',
      serial: 1,
      refresh: 1,
      retry: 1,
      expire: 1,
      minimum: 90,
    };
    const authority: Answer = { name: 'example.com', type: 'SOA', ttl: 300, data: soa };
    const server = await serve((id) => [encode(id, { flags: 3, authorities: [authority] })]);
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).negativeTtl).toBe(90);
  });

  test('that truncates its answer is asked over TCP', async () => {
    const server = await serve((id) => [encode(id, { flags: dnsPacket.TRUNCATED_RESPONSE })]);
    const tcp: Server = createServer((socket) => {
      socket.once('data', (bytes: Buffer) => {
        const answer = dnsPacket.streamEncode({
          type: 'response',
          id: bytes.readUInt16BE(2),
          questions: [question],
          answers: [record],
        });
        // In two pieces, as a network may deliver it.
        socket.write(answer.subarray(0, 5));
        setImmediate(() => socket.end(answer.subarray(5)));
      });
    });
    closers.push(() => tcp.close());
    await new Promise<void>((resolve) => tcp.listen(Number(server.split(':')[1]), '127.0.0.1', resolve));
    expect((tcp.address() as AddressInfo).port).toBe(Number(server.split(':')[1]));
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).records).toHaveLength(1);
  });

  test.each(['not an address', 'example.com', '1.2.3.4:99999', ''])('named %j is unreachable', async (server) => {
    expect(await resolver.query(server, 'a.example.com', 'CNAME', signal)).toMatchObject({
      server,
      outcome: 'unreachable',
    });
  });

  test('on a closed port is unreachable or silent, never an exception', async () => {
    const { outcome } = await resolver.query('127.0.0.1:1', 'a.example.com', 'CNAME', signal);
    expect(['unreachable', 'timeout']).toContain(outcome);
  });
});
