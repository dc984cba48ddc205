import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import dnsPacket from 'dns-packet';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createResolver } from '../../src/cloud/dns/resolver.js';
import { createEdge } from '../../src/cloud/edge/edgeProbe.js';
import { systemClock } from '../../src/disk/clock.js';
import { repeat, serve } from '../support/rawServer.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
/** How long an answer is waited for that never ends, ms; any other may be late on a busy computer. */
const hastyMs = 500;
const patientMs = 60_000;
/** Pauses between attempts take no time. */
const clock = { now: () => Date.now(), sleep: async () => {} };
const closers: (() => unknown)[] = [];
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock, timeoutMs: patientMs });
});
afterAll(() => opened.stop());
afterEach(async () => {
  opened.sandbox.state.faults.length = 0;
  for (const close of closers.splice(0).reverse()) await close();
});

describe('a name server queried over TCP', () => {
  const resolver = createResolver({ clock: systemClock, timeoutMs: patientMs });

  async function serveTruncated(onQuestion: (socket: Socket, id: number) => void): Promise<string> {
    const { udp, port } = await serveBoth((socket) => {
      socket.once('data', (bytes: Buffer) => onQuestion(socket, bytes.readUInt16BE(2)));
    });
    udp.on('message', (bytes, from) => {
      const [id, questions] = [bytes.readUInt16BE(0), dnsPacket.decode(bytes).questions ?? []];
      const flags = dnsPacket.TRUNCATED_RESPONSE;
      udp.send(dnsPacket.encode({ type: 'response', id, flags, questions }), from.port, from.address);
    });
    return `127.0.0.1:${port}`;
  }

  /** Listens on one port for TCP and UDP; another process may have that of TCP for UDP. */
  async function serveBoth(
    onSocket: (socket: Socket) => void,
  ): Promise<{ readonly udp: UdpSocket; readonly port: number }> {
    for (;;) {
      const { port, close } = await serve(onSocket);
      closers.push(close);
      const udp = createSocket('udp4').bind(port, '127.0.0.1');
      closers.push(() => udp.close());
      const isBound = await once(udp, 'listening').then(
        () => true,
        () => false,
      );
      if (isBound) return { udp, port };
    }
  }

  test('times out if it drips its answer', async () => {
    const server = await serveTruncated((socket) => {
      socket.write(Buffer.from([0xff, 0xff]));
      repeat(socket, 'x', 5);
      vi.advanceTimersByTime(patientMs);
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const answer = await resolver.query(server, domain, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'timeout', transport: 'tcp', records: [] });
  });

  test('is cut off after the largest message if it floods', async () => {
    const sockets: Socket[] = [];
    const server = await serveTruncated((socket) => {
      sockets.push(socket);
      repeat(socket, Buffer.alloc(1 << 20, 0xff), 0);
    });
    const answer = await resolver.query(server, domain, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'unreachable', transport: 'tcp', records: [] });
    await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
    expect(sockets[0]?.bytesWritten).toBeLessThan(32 << 20);
  });
});

describe('DNS over HTTPS', () => {
  const query = (timeoutMs: number) =>
    createResolver({ clock: systemClock, timeoutMs }).query('https://dns.google/dns-query', domain, 'A', signal);

  test('times out if it drips', async () => {
    opened.fail('DnsQuery', 'drip');
    expect(await query(hastyMs)).toMatchObject({ outcome: 'timeout', transport: 'https', records: [] });
  });

  test('is cut off if it floods', async () => {
    opened.fail('DnsQuery', 'flood');
    expect(await query(patientMs)).toMatchObject({ outcome: 'unreachable', transport: 'https', records: [] });
  });
});

describe('an edge', () => {
  const asked = { connectTo: domain, name: domain, path: '/index.html' };

  test('is a timeout if it drips', async () => {
    opened.fail('*', 'drip');
    const edge = createEdge({ clock: systemClock, timeoutMs: hastyMs });
    expect(await edge.probe({ ...asked, maxBytes: 1_000_000 }, signal)).toMatchObject({ outcome: 'timeout' });
  });

  test('is read up to the requested size if it floods', async () => {
    opened.fail('*', 'flood');
    const answer = await opened.cloud.edge.probe({ ...asked, maxBytes: 1_000 }, signal);
    expect({ outcome: answer.outcome, bytes: answer.body?.length }).toEqual({ outcome: 'answered', bytes: 1_000 });
  });
});
