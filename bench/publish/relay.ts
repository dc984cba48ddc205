import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Line } from './line.js';
import { readServerName } from './serverName.js';

/** The way to the cloud, as wide as this computer allows. */
export interface Way {
  readonly roundTripMs: number;
}

/** Clients of a proxy ask the relay for a tunnel themselves; all others connect to it in the place of the cloud. */
type Clients = 'ofProxy' | 'direct';

/** A timer of Node is late by as much at most, ms. */
const timerMs = 1;

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
