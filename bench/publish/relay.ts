import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The way to the cloud, as wide as this computer allows. */
export interface Way {
  readonly roundTripMs: number;
}

/** Clients of a proxy ask the relay for a tunnel themselves; all others connect to it in the place of the cloud. */
type Clients = 'ofProxy' | 'direct';

/** A timer of Node is late by as much at most, ms. */
const timerMs = 1;

const headerBytes = 5;
/** The headers of record and handshake, the version and the random bytes come before the session id. */
const sessionAt = headerBytes + 4 + 2 + 32;
const serverNameExtension = 0;

/**
 * Stands before the proxy of the sandbox and lets each byte take half a round trip, both ways. For clients that know of no proxy it opens
 * the tunnel to the name in their TLS handshake, so that they connect as they do on the internet. Answers its port, and what ends it.
 */
export async function startRelay(
  proxyPort: number,
  { roundTripMs }: Way,
  clients: Clients,
): Promise<{ readonly port: number; stop(): void }> {
  const [out, back] = [new Line(roundTripMs / 2), new Line(roundTripMs / 2)];
  const sockets = new Set<Socket>();
  const guard = (socket: Socket) => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  };
  const connectTo = () => guard(connect({ port: proxyPort, host: '127.0.0.1', noDelay: true }));
  const join = (client: Socket, upstream: Socket) => {
    out.carry(client, upstream);
    back.carry(upstream, client);
    client.resume();
  };
  const openTunnel = (client: Socket, hello: Buffer) => {
    client.pause();
    const name = readServerName(hello);
    if (name === undefined) return client.destroy();
    const upstream = connectTo();
    upstream.write(`CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}:443\r\n\r\n`);
    // The handshake is passed at once; its delay is longer than it takes to open the tunnel.
    return upstream.once('data', () => {
      out.send(upstream, hello);
      join(client, upstream);
    });
  };
  const open = (client: Socket) => {
    if (clients === 'ofProxy') return join(client, connectTo());
    client.once('data', (hello: Buffer) => openTunnel(client, hello));
    return client.resume();
  };
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    guard(client);
    // The kernel does the handshake of TCP at once, which takes a round trip in reality.
    if (roundTripMs > 0) setTimeout(() => open(client), roundTripMs - timerMs);
    else open(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

/** What is on its way to the other end. */
interface Departure {
  readonly dueAt: number;
  arrive(): void;
}

/** Timers of Node fire by whole milliseconds: what is due within half of one is not worth another. */
const graceMs = 0.5;

/** One direction of all connections of a relay: every byte arrives so much later, in order. */
class Line {
  private departures: Departure[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly delayMs: number) {}

  /** Carries what one socket receives to another, its end too. */
  carry(from: Socket, to: Socket): void {
    from.on('data', (chunk: Buffer) => this.send(to, chunk));
    from.once('end', () => this.depart(() => to.end()));
    from.once('close', () => {
      if (!from.readableEnded) this.depart(() => to.destroy());
    });
  }

  /** Carries bytes that were received before. */
  send(to: Socket, bytes: Buffer): void {
    this.depart(() => to.write(bytes));
  }

  private depart(arrive: () => void): void {
    if (this.delayMs === 0) {
      arrive();
      return;
    }
    this.departures.push({ dueAt: performance.now() + this.delayMs, arrive });
    this.schedule();
  }

  private schedule(): void {
    const [next] = this.departures;
    if (this.timer || !next) return;
    const ms = Math.max(1, Math.floor(next.dueAt - performance.now()));
    this.timer = setTimeout(() => this.arrive(), ms);
  }

  private arrive(): void {
    this.timer = undefined;
    const until = performance.now() + graceMs;
    const late = this.departures.findIndex(({ dueAt }) => dueAt > until);
    const due = this.departures.splice(0, late < 0 ? this.departures.length : late);
    for (const { arrive } of due) arrive();
    this.schedule();
  }
}

/** The host name in a ClientHello (RFC 6066, 3), which must be whole; `undefined` when there is none. */
function readServerName(hello: Buffer): string | undefined {
  if (hello.length <= sessionAt || hello.length < headerBytes + hello.readUInt16BE(3)) return undefined;
  const ciphersAt = sessionAt + 1 + hello.readUInt8(sessionAt);
  const compressionAt = ciphersAt + 2 + hello.readUInt16BE(ciphersAt);
  const extensionsAt = compressionAt + 1 + hello.readUInt8(compressionAt);
  for (let at = extensionsAt + 2; at + 4 <= hello.length; at += 4 + hello.readUInt16BE(at + 2)) {
    if (hello.readUInt16BE(at) !== serverNameExtension) continue;
    const nameAt = at + 4 + 2 + 1;
    return hello.toString('latin1', nameAt + 2, nameAt + 2 + hello.readUInt16BE(nameAt));
  }
  return undefined;
}
