import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The network to the cloud. */
export interface Way {
  readonly roundTripMs: number;
  /** The bandwidth of each direction, which all connections share. By default it is that of this computer. */
  readonly bytesPerSecond?: number;
}

/** Clients that use a proxy request a tunnel from the relay themselves. All others connect to the relay as if it were the cloud. */
export type Clients = 'ofProxy' | 'direct';

/** A started relay. `opened` are the times of its connections, ms since the epoch. */
export interface Relay {
  readonly port: number;
  readonly opened: readonly number[];
  stop(): void;
}

/** The most by which a timer of Node is late, ms. */
const timerMs = 1;

const headerBytes = 5;
/** The offset of the session id, which follows the headers of record and handshake, the version and the random bytes. */
const sessionAt = headerBytes + 4 + 2 + 32;
const serverNameExtension = 0;

/**
 * Starts a relay before a proxy of the cloud that delays each byte by half a round trip in both directions, and by its turn on the line. For clients
 * without a proxy, the relay opens a tunnel to the name in their TLS handshake, so that they connect as on the
 * internet.
 */
export async function startRelay(
  proxyPort: number,
  { roundTripMs, bytesPerSecond }: Way,
  clients: Clients,
): Promise<Relay> {
  const [out, back] = [new Line(roundTripMs / 2, bytesPerSecond), new Line(roundTripMs / 2, bytesPerSecond)];
  const sockets = new Set<Socket>();
  const opened: number[] = [];
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
    // The delay of the handshake begins only now. It is longer than opening the tunnel takes.
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
    opened.push(Date.now());
    // In reality the TCP handshake takes a round trip. Here the kernel does it at once.
    if (roundTripMs > 0) setTimeout(() => open(client), roundTripMs - timerMs);
    else open(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, opened, stop };
}

/** Data or an event on the way to the other end of a line. */
interface Departure {
  readonly dueAt: number;
  arrive(): void;
}

/** Timers of Node fire at whole milliseconds, so data due within half a millisecond is delivered without another timer. */
const graceMs = 0.5;

/** One direction of all connections of a relay. Every byte is sent in its turn, and arrives after the same delay. */
class Line {
  private departures: Departure[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** The time when the line has sent everything so far, ms of the performance clock. */
  private freeAt = 0;

  constructor(
    private readonly delayMs: number,
    private readonly bytesPerSecond = Number.POSITIVE_INFINITY,
  ) {}

  /** Passes on everything that one socket receives to another, including the end of the connection. */
  carry(from: Socket, to: Socket): void {
    from.on('data', (chunk: Buffer) => this.send(to, chunk));
    from.once('end', () => this.depart(() => to.end()));
    from.once('close', () => {
      if (!from.readableEnded) this.depart(() => to.destroy());
    });
  }

  /** Sends bytes that were received before `carry` was called. */
  send(to: Socket, bytes: Buffer): void {
    this.depart(() => to.write(bytes), bytes.length);
  }

  private depart(arrive: () => void, bytes = 0): void {
    if (this.delayMs === 0 && this.bytesPerSecond === Number.POSITIVE_INFINITY) {
      arrive();
      return;
    }
    this.freeAt = Math.max(this.freeAt, performance.now()) + (bytes / this.bytesPerSecond) * 1_000;
    this.departures.push({ dueAt: this.freeAt + this.delayMs, arrive });
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

/** Reads the host name from a ClientHello (RFC 6066, 3). Returns `undefined` if the message is incomplete or has none. */
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
