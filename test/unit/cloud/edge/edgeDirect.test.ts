import http, { createServer, type IncomingMessage, type Server } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createEdge } from '../../../../src/cloud/edge/edgeProbe.js';
import { systemClock } from '../../../../src/disk/clock.js';

// The servers of a test are on this computer, where the edge never is.
vi.mock('../../../../src/core/publicAddress.js', async (load) => ({
  ...(await load<typeof import('../../../../src/core/publicAddress.js')>()),
  isLocalAddress: () => false,
}));

const { request } = http;
const asked: IncomingMessage[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((message, response) => {
    asked.push(message);
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end('moved');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  http.request = ((options: http.RequestOptions) => request({ ...options, port })) as typeof http.request;
  syncBuiltinESMExports();
});
afterAll(() => {
  http.request = request;
  syncBuiltinESMExports();
  server.close();
});

test('plain HTTP is sent to an address under the accelerated name if no proxy is used, and redirects are not followed', async () => {
  const edge = createEdge({ clock: systemClock, timeoutMs: 60_000 });
  const probe = {
    connectTo: '127.0.0.1',
    name: 'img.example.com',
    path: '/a%20b.txt',
    maxBytes: 9,
    scheme: 'http',
  } as const;
  const answer = await edge.probe(probe, new AbortController().signal);
  expect(answer).toMatchObject({ outcome: 'answered', status: 302, address: '127.0.0.1' });
  expect(asked.map(({ url, headers }) => ({ url, host: headers.host }))).toEqual([
    { url: '/a%20b.txt', host: 'img.example.com' },
  ]);
});
