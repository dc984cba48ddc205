import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { systemClock } from '../../src/disk/clock.js';
import { createPatientCloud } from '../support/patientCloud.js';
import { useProxy } from '../support/throughProxy.js';

const mostTunnels = 4;
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
const { signal } = new AbortController();

/** A proxy that refuses to open more tunnels, as if by its rules. */
let proxy: Server;
let refused = 0;
let sandbox: Sandbox;
let cloud: CloudPorts;
let undo = () => {};
const tunnels = new Set<Socket>();

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 100_000 });
  proxy = createServer().on('connect', ({ url }, client: Socket) => open(`${url}`, client));
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  undo = useProxy({ proxyPort: (proxy.address() as AddressInfo).port, caPath: sandbox.caPath });
  const { id, secret } = sandbox.accessKey;
  cloud = createPatientCloud({
    credentials: async () => ({ accessKeyId: id, accessKeySecret: secret }),
    onCall: () => {},
    clock: systemClock,
  });
});

afterAll(async () => {
  undo();
  for (const tunnel of tunnels) tunnel.destroy();
  proxy?.close();
  await sandbox?.stop();
});

function open(host: string, client: Socket): void {
  if (tunnels.size >= mostTunnels) {
    refused++;
    client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  tunnels.add(client.on('error', () => {}).once('close', () => tunnels.delete(client)));
  const upstream = connect({ port: sandbox.proxyPort, host: '127.0.0.1' });
  upstream.on('error', () => client.destroy()).write(`CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  upstream.pipe(client).pipe(upstream);
}

it('requests that find no tunnel while others are answered wait for one', async () => {
  const read = () => cloud.oss.readObjectHead(bucket, 'index.html', signal);
  await read();
  for (let batch = 0; batch < 5; batch++) expect(await Promise.all(Array.from({ length: 60 }, read))).toHaveLength(60);
  expect(refused).toBeGreaterThan(0);
  expect(cloud.limits.of('oss-cn-hangzhou.aliyuncs.com').current).toBeLessThan(16);
});
