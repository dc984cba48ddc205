import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Line } from './line.js';
import { readServerName } from './serverName.js';

/** What a relay tells its parent once it listens. */
export interface RelayReady {
  readonly port: number;
}

const [target = '', roundTrip = '', width = '', kind = ''] = process.argv.slice(2);
const roundTripMs = Number(roundTrip);
/** By so much a timer of Node is late at most. */
const timerMs = 1;
const out = new Line(roundTripMs / 2, Number(width));
const back = new Line(roundTripMs / 2, Number(width));

/**
 * Stands between a contender and the sandbox and lets each byte take half a round trip, both ways. The sandbox is a forward
 * proxy: the relay asks it for the name that the client says in its TLS handshake, so that clients connect as they do
 * without a proxy.
 */
const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
  guard(client);
  // What the kernel has done at once takes a round trip in reality: the handshake of TCP.
  if (roundTripMs > 0) setTimeout(() => open(client), roundTripMs - timerMs);
  else open(client);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port } satisfies RelayReady);
});
process.on('disconnect', () => process.exit());

function open(client: Socket): void {
  if (kind === 'plain') join(client, connectTo());
  else
    client.once('data', (hello: Buffer) => {
      client.pause();
      const name = readServerName(hello);
      if (name === undefined) client.destroy();
      else openTunnel(client, hello, name);
    });
  client.resume();
}

/** The handshake is passed at once; its delay is longer than it takes to open the tunnel. */
function openTunnel(client: Socket, hello: Buffer, name: string): void {
  const upstream = connectTo();
  upstream.write(`CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}:443\r\n\r\n`);
  upstream.once('data', () => {
    out.send(upstream, hello);
    join(client, upstream);
  });
}

function connectTo(): Socket {
  return guard(connect({ port: Number(target), host: '127.0.0.1', noDelay: true }));
}

function join(client: Socket, upstream: Socket): void {
  out.carry(client, upstream);
  back.carry(upstream, client);
  client.resume();
}

function guard(socket: Socket): Socket {
  return socket.on('error', () => socket.destroy());
}
