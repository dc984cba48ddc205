import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A loopback server that writes its answers as bytes; `close` closes its connections. */
export interface RawServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a server that passes on each connection. */
export async function serve(onSocket: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

/** Writes a piece repeatedly until the other end closes. */
export function repeat(socket: Socket, piece: Buffer | string, everyMs: number): void {
  const turn = setInterval(() => {
    if (!socket.writableNeedDrain) socket.write(piece);
  }, everyMs);
  socket.once('close', () => clearInterval(turn));
}
