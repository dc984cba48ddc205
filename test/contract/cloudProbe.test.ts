import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import dnsPacket, { type Answer } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { createResolver } from '../../src/cloud/dns/resolver.js';
import { systemClock } from '../../src/disk/clock.js';

const { signal } = new AbortController();

describe('a name server', () => {
  /** It asks again after 3 s. */
  const resolver = createResolver({ clock: systemClock, timeoutMs: 12_000 });
  const hasty = createResolver({ clock: systemClock, timeoutMs: 300 });
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

  /** Whether the server could be bound to this port. */
  function listens(server: Server, port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const refuse = () => resolve(false);
      server.once('error', refuse).listen(port, '127.0.0.1', () => {
        server.off('error', refuse);
        resolve(true);
      });
    });
  }

  test('is not trusted if it forges the id or the question', async () => {
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

  test('is queried again if the first packet is lost', async () => {
    const server = await serve((id, count) => (count === 1 ? [] : [encode(id, { answers: [record] })]));
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).outcome).toBe('answer');
  });

  test('times out if it never answers', async () => {
    const server = await serve(() => []);
    expect((await hasty.query(server, 'a.example.com', 'CNAME', signal)).outcome).toBe('timeout');
  });

  test.each([
    [0, 'noData'],
    [2, 'servfail'],
    [3, 'nxdomain'],
    [5, 'refused'],
  ] as const)('a name server with return code %i is reported as %s', async (code, outcome) => {
    const server = await serve((id) => [encode(id, { flags: code })]);
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).outcome).toBe(outcome);
  });

  test('caches a missing name for the negative TTL of its SOA', async () => {
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

  test('is queried over TCP if it truncates its answer', async () => {
    const truncated = (id: number) => [encode(id, { flags: dnsPacket.TRUNCATED_RESPONSE })];
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
    let server = await serve(truncated);
    // A port that is free for UDP may be in use for TCP.
    while (!(await listens(tcp, Number(server.split(':')[1])))) server = await serve(truncated);
    expect((await resolver.query(server, 'a.example.com', 'CNAME', signal)).records).toHaveLength(1);
  });

  test.each(['not an address', 'example.com', '1.2.3.4:99999', ''])('named %j is unreachable', async (server) => {
    expect(await resolver.query(server, 'a.example.com', 'CNAME', signal)).toMatchObject({
      server,
      outcome: 'unreachable',
    });
  });

  // A scope that no interface has; broadcast, which needs a leave of its own.
  test.each(['fe80::1%nowhere', '255.255.255.255'])(
    'a name server at %s, where nothing can be sent, is unreachable',
    async (server) => {
      const answer = await resolver.query(server, 'a.example.com', 'CNAME', signal);
      expect(answer).toMatchObject({ outcome: 'unreachable', transport: 'udp', records: [] });
    },
  );

  test('is unreachable or silent on a closed port, never an exception', async () => {
    const { outcome } = await hasty.query('127.0.0.1:1', 'a.example.com', 'CNAME', signal);
    expect(['unreachable', 'timeout']).toContain(outcome);
  });
});
