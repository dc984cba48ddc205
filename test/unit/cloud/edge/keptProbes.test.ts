import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAuthority } from '../../../../sandbox/proxy/ca.js';
import { createEdge } from '../../../../src/cloud/edge/edgeProbe.js';
import { systemClock } from '../../../../src/disk/clock.js';

// The servers of a test are on this computer, where the edge never is.
vi.mock('../../../../src/core/publicAddress.js', async (load) => ({
  ...(await load<typeof import('../../../../src/core/publicAddress.js')>()),
  isLocalAddress: () => false,
}));

const name = 'img.example.com';
const { request } = https;
const authority = createAuthority();
const { certificate, key } = authority.issue([name], 30);
/** One entry for each request: the number of its connection. */
const asked: number[] = [];
const connections = new Map<Socket, number>();
/** Whether the server closes the connection of a request in place of an answer. */
let refuses: (path: string, connection: number) => boolean = () => false;
const server = https.createServer({ cert: certificate, key }, (message, response) => {
  const connection = connections.get(message.socket) ?? 0;
  asked.push(connection);
  if (refuses(message.url ?? '', connection)) message.socket.destroy();
  else response.end(message.url);
});
server.on('secureConnection', (socket) => connections.set(socket, connections.size + 1));

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  https.request = ((options: https.RequestOptions) => request({ ...options, port })) as typeof https.request;
  syncBuiltinESMExports();
});
afterEach(() => {
  refuses = () => false;
  server.closeAllConnections();
  connections.clear();
  asked.length = 0;
});
afterAll(() => {
  https.request = request;
  syncBuiltinESMExports();
  server.close();
  authority.dispose();
});

/** The first request has the agent that this process gives to any, which is not kept. */
async function openEdge(keepsConnection: boolean) {
  const edge = createEdge({ clock: systemClock, timeoutMs: 60_000 });
  const common = { connectTo: '127.0.0.1', name, maxBytes: 100 };
  const probe = async (path: string, keeps = keepsConnection) => {
    const answer = await edge.probe({ ...common, path, keepsConnection: keeps }, new AbortController().signal);
    // A connection is free a moment after its answer.
    await new Promise((resolve) => setImmediate(resolve));
    return answer;
  };
  await probe('/first');
  server.closeAllConnections();
  connections.clear();
  asked.length = 0;
  return probe;
}

describe('probes of an edge', () => {
  it('share a kept connection, and report nothing of its certificate', async () => {
    const probe = await openEdge(true);
    const bodies: string[] = [];
    for (const path of ['/a', '/b', '/c']) {
      const { body, certificate: shown } = await probe(path);
      bodies.push(Buffer.from(body ?? []).toString());
      expect(shown).toBeUndefined();
    }
    expect({ bodies, asked }).toEqual({ bodies: ['/a', '/b', '/c'], asked: [1, 1, 1] });
  });

  it('open a connection of their own otherwise, with the certificate that it shows', async () => {
    const probe = await openEdge(false);
    for (const path of ['/a', '/b']) expect(await probe(path)).toMatchObject({ certificate: { names: [name] } });
    expect(asked).toEqual([1, 2]);
  });

  it('of their own never take a connection that was kept', async () => {
    const probe = await openEdge(true);
    await probe('/a');
    expect(await probe('/b', false)).toMatchObject({ certificate: { names: [name] } });
    expect(asked).toEqual([1, 2]);
  });

  it('are sent again over a new connection when the server has closed the kept one', async () => {
    const probe = await openEdge(true);
    await probe('/a');
    refuses = (path, connection) => path === '/b' && connection === 1;
    expect(await probe('/b')).toMatchObject({ outcome: 'answered', status: 200 });
    expect(asked).toEqual([1, 1, 2]);
  });

  it('are not sent again over a connection that was new', async () => {
    const probe = await openEdge(true);
    refuses = () => true;
    expect(await probe('/a')).toMatchObject({ outcome: 'unreachable' });
    expect(asked).toEqual([1]);
  });

  it('are sent twice at most', async () => {
    const probe = await openEdge(true);
    await Promise.all(['/a', '/b', '/c', '/d'].map((path) => probe(path)));
    refuses = () => true;
    expect(await probe('/e')).toMatchObject({ outcome: 'unreachable' });
    expect(asked).toHaveLength(6);
    expect(new Set(asked.slice(4)).size).toBe(2);
    expect(asked.at(-1)).toBe(5);
  });
});
