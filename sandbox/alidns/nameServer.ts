import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxState } from '../state/state.js';
import { answerMessage } from './message.js';
import { authorityName } from './views.js';

const loopback = '127.0.0.1';
const idleMs = 10_000;
const maxAttempts = 20;

/** Answers one message now or later, or not at all. */
type Answer = (message: Buffer, transport: 'udp' | 'tcp', reply: (answer: Buffer) => void) => void;

/** Serves the view of a named server over UDP and TCP on one loopback port. Port 0 chooses a free one for both. */
export async function startNameServer(
  state: SandboxState,
  port: number,
  server: string = authorityName,
): Promise<{ port: number; stop(): Promise<void> }> {
  const closed = new AbortController();
  const answer: Answer = async (message, transport, reply) => {
    const made = answerMessage(state, message, { transport, server });
    const { latencyMs = 0 } = state.views.get(server) ?? {};
    if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
    if (made && !closed.signal.aborted) reply(made);
  };
  for (let attempt = 1; ; attempt++) {
    const udp = await bindUdp(answer, port);
    const bound = udp.address().port;
    const tcp = createTcp(answer);
    try {
      tcp.server.listen(bound, loopback);
      await once(tcp.server, 'listening');
      const close = () => {
        closed.abort();
        return stop(udp, tcp);
      };
      return { port: bound, stop: close };
    } catch (error) {
      udp.close();
      // A port chosen for UDP may be in use for TCP. A requested port is not changed.
      if (port !== 0 || attempt === maxAttempts) throw error;
    }
  }
}

interface TcpSide {
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

async function bindUdp(answerTo: Answer, port: number): Promise<UdpSocket> {
  const udp = createSocket('udp4');
  udp.on('message', (message, from) => {
    answerTo(message, 'udp', (answer) => udp.send(answer, from.port, from.address));
  });
  udp.bind(port, loopback);
  await once(udp, 'listening');
  return udp;
}

function createTcp(answerTo: Answer): TcpSide {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(idleMs, () => socket.destroy());
    answerStream(answerTo, socket);
  });
  return { server, sockets };
}

/** Over TCP each message begins with its length (two bytes) and may arrive in pieces. */
function answerStream(answerTo: Answer, socket: Socket): void {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      answerTo(pending.subarray(2, end), 'tcp', (answer) => socket.write(withLength(answer)));
      pending = pending.subarray(end);
    }
  });
}

function withLength(answer: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(answer.length);
  return Buffer.concat([length, answer]);
}

async function stop(udp: UdpSocket, { server, sockets }: TcpSide): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await Promise.all([
    new Promise<void>((resolve) => udp.close(() => resolve())),
    new Promise<void>((resolve) => server.close(() => resolve())),
  ]);
}
