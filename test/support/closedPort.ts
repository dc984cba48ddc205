import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** The address of a UDP port on loopback to which nothing listens. */
export async function closedPort(): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return `127.0.0.1:${port}`;
}
