import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, Socket } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Authority, createAuthority } from '../../sandbox/proxy/ca.js';
import { createCloud } from '../../src/cloud/createCloud.js';
import { createHttpsSend } from '../../src/cloud/http/httpsSend.js';
import { createRequestLimits } from '../../src/core/concurrency/requestLimits.js';
import { systemClock } from '../../src/disk/clock.js';
import { patchAsVsCode } from '../support/vscodeTls.js';

const host = 'bucket.oss-cn-hangzhou.aliyuncs.com';
const usualAuthorities = tls.getCACertificates('default');
const usualConnect = tls.connect;
let authority: Authority;
let server: https.Server;
let proxy: Server;
/** The handshakes that the server completed. */
let handshakes: number;
let requests: number;
/** The names for which handshakes were completed. */
let names: string[];
/** The proxies that were asked for a tunnel. */
let tunnels: number;

beforeAll(async () => {
  authority = createAuthority();
  tls.setDefaultCACertificates([...usualAuthorities, readFileSync(authority.caPath, 'utf8')]);
  server = https.createServer({ SNICallback: (name, ready) => ready(null, authority.contextFor([name])) });
  // So that the server never closes a connection first.
  server.keepAliveTimeout = 60_000;
  server.on('secureConnection', (socket: tls.TLSSocket & { readonly servername?: string }) => {
    handshakes++;
    names.push(String(socket.servername));
  });
  server.on('request', (message, response) => {
    requests++;
    message.resume().on('end', () => response.writeHead(200, { 'content-length': '0' }).end());
  });
  proxy = createServer().on('connect', (_request, client: Socket) => {
    tunnels++;
    const onward = connect(portOf(server), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    client.on('error', () => onward.destroy()).on('close', () => onward.destroy());
    onward.on('error', () => client.destroy());
  });
  for (const one of [server, proxy]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  // Stands for DNS: without a proxy, the name leads to the server.
  const direct = (options: tls.ConnectionOptions) =>
    usualConnect(options.host === host ? { ...options, host: '127.0.0.1', port: portOf(server) } : options);
  tls.connect = direct as typeof tls.connect;
});

beforeEach(() => {
  [handshakes, requests, tunnels, names] = [0, 0, 0, []];
});

afterAll(async () => {
  tls.connect = usualConnect;
  tls.setDefaultCACertificates(usualAuthorities);
  server.closeAllConnections();
  for (const one of [server, proxy]) await new Promise((resolve) => one.close(resolve));
  authority.dispose();
});

function portOf(of: Server | https.Server): number {
  return (of.address() as AddressInfo).port;
}

function openSend(idleMs = 20_000) {
  const send = createHttpsSend({ idleMs });
  const { signal } = new AbortController();
  const ask = () => send({ method: 'HEAD', host, head: { path: '/key', headers: {} }, timeoutMs: 60_000, signal });
  const open = (count: number) => Promise.all(send.openings(host, count).map((each) => each()));
  return Object.assign(ask, { open });
}

describe.each(['without VS Code', 'direct', 'through a proxy'] as const)('connections %s', (way) => {
  const isProxied = way === 'through a proxy';
  let undo: () => void = () => undefined;
  beforeAll(() => {
    if (way === 'without VS Code') return;
    undo = patchAsVsCode({
      proxyPort: isProxied ? portOf(proxy) : undefined,
      authorities: [],
      toEachConnection: false,
    });
  });
  afterEach(() => server.closeIdleConnections());
  afterAll(() => undo());

  test('of five requests in a row are one', async () => {
    const send = openSend();
    for (let count = 0; count < 5; count++) expect((await send()).status).toBe(200);
    expect({ handshakes, requests, tunnels }).toEqual({ handshakes: 1, requests: 5, tunnels: isProxied ? 1 : 0 });
  });

  test('are opened before the first request, which sends nothing, and no more than needed', async () => {
    const send = openSend();
    await send.open(2);
    await expect.poll(() => handshakes).toBe(2);
    await send.open(2);
    expect(requests).toBe(0);
    await Promise.all([send(), send()]);
    await Promise.all([send(), send()]);
    expect({ handshakes, requests, tunnels }).toEqual({ handshakes: 2, requests: 4, tunnels: isProxied ? 2 : 0 });
  });

  test('that stay unused are closed like others', async () => {
    const send = openSend(300);
    const closed = new Promise((resolve) => {
      server.once('secureConnection', (socket: Socket) => socket.once('close', resolve));
    });
    await send.open(1);
    await closed;
    expect((await send()).status).toBe(200);
    expect(handshakes).toBe(2);
  });

  test('are kept as long as the sender says, and not as long as Node does', async () => {
    const send = openSend(300);
    const closed = new Promise((resolve) => {
      server.once('secureConnection', (socket: Socket) => socket.once('close', resolve));
    });
    const setTimes = vi.spyOn(Socket.prototype, 'setTimeout');
    onTestFinished(() => setTimes.mockRestore());
    await send();
    await closed;
    const { calls, contexts } = setTimes.mock;
    const isOurs = (socket: unknown) => socket instanceof tls.TLSSocket && socket.authorized;
    const times = calls.flatMap(([ms], at) => (isOurs(contexts[at]) ? [ms] : []));
    expect(times).toContain(300);
    // Node's own agent keeps a connection for 5 s.
    expect(times).not.toContain(5_000);
  });
});

test('the cloud opens connections for a save without keys, and none to an upload domain', async () => {
  const undo = patchAsVsCode({ proxyPort: portOf(proxy), authorities: [], toEachConnection: false });
  const { connections } = createCloud({
    credentials: () => Promise.reject(new Error('The keys were read')),
    onCall: () => undefined,
    clock: systemClock,
  });
  const bucket = { name: 'bucket', region: 'cn-hangzhou' };
  await connections.openToBucket({ ...bucket, uploadDomain: 'upload.example.com' });
  await connections.openToBucket(bucket);
  await expect.poll(() => names).toEqual([host, host]);
  expect(requests).toBe(0);
  undo();
});

test('the cloud opens as many connections for uploads as the limit of the endpoint allows, in its slots, and none for few', async () => {
  const undo = patchAsVsCode({ proxyPort: portOf(proxy), authorities: [], toEachConnection: false });
  const limits = createRequestLimits(
    () => performance.now(),
    () => 8,
  );
  const { connections } = createCloud({
    credentials: () => Promise.reject(new Error('The keys were read')),
    onCall: () => undefined,
    clock: systemClock,
    limits,
  });
  const bucket = { name: 'uploads', region: 'cn-hangzhou' };
  connections.openForUploads(bucket, 7);
  connections.openForUploads({ ...bucket, uploadDomain: 'upload.example.com' }, 8);
  connections.openForUploads(bucket, 8);
  let hasStarted = false;
  const upload = limits.of('oss-cn-hangzhou.aliyuncs.com').run(async () => {
    hasStarted = true;
  });
  expect(hasStarted).toBe(false);
  await upload;
  await expect.poll(() => handshakes).toBe(8);
  expect({ requests, names: new Set(names) }).toEqual({
    requests: 0,
    names: new Set(['uploads.oss-cn-hangzhou.aliyuncs.com']),
  });
  undo();
});

test('a connection that cannot be opened is left to the next request', async () => {
  const refusing = createServer().on('connect', (_request, client: Socket) => {
    tunnels++;
    client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  const undo = patchAsVsCode({ proxyPort: portOf(refusing), authorities: [], toEachConnection: false });
  const send = openSend();
  await send.open(1);
  expect(tunnels).toBe(1);
  await expect(send()).rejects.toMatchObject({ name: 'ProxyRefusedError' });
  undo();
  await new Promise((resolve) => refusing.close(resolve));
});

test('a connection to a server that is not trusted is closed', async () => {
  tls.setDefaultCACertificates(usualAuthorities);
  const send = openSend();
  const refused = new Promise((resolve) => server.once('tlsClientError', resolve));
  await Promise.all([send.open(1), refused]);
  await expect(send()).rejects.toMatchObject({ name: 'ProxyRefusedError' });
  expect(requests).toBe(0);
});
