import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../../sandbox/proxy/ca.js';
import { createHttpsSend, type HttpsRequest } from '../../src/cloud/http/httpsSend.js';
import { patchAsVsCode } from '../support/vscodeTls.js';

const host = 'bucket.oss-cn-hangzhou.aliyuncs.com';
const usual = tls.getCACertificates('default');
/** One that Node has, one of the system that VS Code adds, and one that neither has. */
let ofNode: Authority;
let ofSystem: Authority;
let unknown: Authority;
/** Which authority the server shows, and for which name. */
let shown: Authority;
let shownName: string;
let server: https.Server;
let proxy: Server;
const counts = { connections: 0, requests: 0 };
let onConnection: () => void = () => undefined;
const tunnels = new Set<Socket>();

beforeAll(async () => {
  [ofNode, ofSystem, unknown] = [
    createAuthority(undefined, 'Of Node'),
    createAuthority(undefined, 'Of the system'),
    createAuthority(undefined, 'Unknown'),
  ];
  tls.setDefaultCACertificates([...usual, pemOf(ofNode)]);
  server = https.createServer({
    SNICallback: (_, ready) => ready(null, shown.contextFor([shownName, `other.${host}`])),
  });
  // Each request has a connection of its own.
  server.on('request', (message, response) => {
    counts.requests++;
    message.resume().on('end', () => response.writeHead(200, { connection: 'close' }).end('done'));
  });
  proxy = createServer();
  const { connect } = net;
  proxy.on('connect', (_request, socket: Socket) => {
    counts.connections++;
    tunnels.add(socket.on('error', () => undefined));
    onConnection();
    const onward = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  for (const one of [server, proxy]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  Object.assign(counts, { connections: 0, requests: 0 });
  onConnection = () => undefined;
  delete https.globalAgent.options.ca;
});

afterAll(async () => {
  tls.setDefaultCACertificates(usual);
  for (const socket of tunnels) socket.destroy();
  server.closeAllConnections();
  for (const one of [server, proxy]) await new Promise((resolve) => one.close(resolve));
  for (const authority of [ofNode, ofSystem, unknown]) authority.dispose();
});

function pemOf({ caPath }: Authority): string {
  return readFileSync(caPath, 'utf8');
}

function openSend(authority: Authority, name = host) {
  [shown, shownName] = [authority, name];
  const send = createHttpsSend({ idleMs: 20_000 });
  const { signal } = new AbortController();
  const body = Buffer.from('body');
  const head = { path: '/', headers: { 'content-length': String(body.length) } };
  const wanted: HttpsRequest = { method: 'PUT', host, head, body, timeoutMs: 60_000, signal };
  return async (change: Partial<HttpsRequest> = {}) => (await send({ ...wanted, ...change })).status;
}

describe.each([false, true])('connections where VS Code adds CA certificates to each: %s', (toEachConnection) => {
  let undo: () => void;
  beforeAll(() => {
    const { port: proxyPort } = proxy.address() as AddressInfo;
    undo = patchAsVsCode({ proxyPort, authorities: [pemOf(ofSystem)], toEachConnection });
  });
  afterAll(() => undo());

  test("are opened once each if Node's CA certificates suffice", async () => {
    const ask = openSend(ofNode);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
    expect(await ask()).toBe(200);
    expect(counts).toEqual({ connections: 4, requests: 4 });
  });

  test("trust the system's if needed, which the first request detects before it sends anything", async () => {
    const ask = openSend(ofSystem);
    for (let count = 0; count < 3; count++) expect(await ask()).toBe(200);
    expect(counts).toEqual({ connections: 4, requests: 3 });
  });

  test('are opened twice for each of several simultaneous first requests', async () => {
    const ask = openSend(ofSystem);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
    expect(counts).toEqual({ connections: 6, requests: 3 });
    expect(await ask({ host: `other.${host}` })).toBe(200);
    expect(counts).toEqual({ connections: 8, requests: 4 });
  });

  test('are refused if neither has the authority, which does not affect later ones', async () => {
    const ask = openSend(unknown);
    await expect(ask()).rejects.toMatchObject({
      name: 'ProxyRefusedError',
      code: expect.stringMatching(/SELF|VERIFY/),
    });
    expect(counts).toEqual({ connections: 2, requests: 0 });
    shown = ofSystem;
    expect(await ask()).toBe(200);
    expect(counts).toEqual({ connections: 4, requests: 1 });
  });

  test('are opened once if the certificate is for another name', async () => {
    const ask = openSend(ofNode, 'other.example.com');
    await expect(ask()).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(counts).toEqual({ connections: 1, requests: 0 });
  });

  test('are opened once by a request that is aborted meanwhile', async () => {
    const ask = openSend(ofSystem);
    const control = new AbortController();
    onConnection = () => control.abort();
    await expect(ask({ signal: control.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(counts).toEqual({ connections: 1, requests: 0 });
  });

  test("respect another extension's global settings", async () => {
    https.globalAgent.options.ca = pemOf(ofNode);
    const ask = openSend(ofSystem);
    expect(await ask()).toBe(200);
    expect(counts).toEqual({ connections: 1, requests: 1 });
  });
});
