import { readFileSync } from 'node:fs';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../../sandbox/proxy/ca.js';
import { createHttpsSend, type HttpsRequest } from '../../src/cloud/http/httpsSend.js';

const host = 'bucket.oss-cn-hangzhou.aliyuncs.com';
const { request: realRequest } = https;
let trusted: Authority;
let other: Authority;
/** Which authority the server shows. */
let shown: Authority;
let server: https.Server;
let port: number;
/** How often authorities were added to the context of a connection. */
let added = 0;
/** The authority that the host knows. */
let known: Authority;

/** Adds an authority to the context of each connection as VS Code does, unless the request has a list of its own. */
class HostAgent extends https.Agent {
  override createConnection(options: https.RequestOptions & tls.ConnectionOptions) {
    const secureContext = options.secureContext ?? tls.createSecureContext(options);
    if (!options.ca) {
      added++;
      (secureContext.context as { addCACert(pem: string): void }).addCACert(readFileSync(known.caPath, 'utf8'));
    }
    return tls.connect({ host: '127.0.0.1', port, servername: String(options.host), secureContext });
  }
}

beforeAll(async () => {
  [trusted, other] = [createAuthority(undefined, 'Trusted authority'), createAuthority(undefined, 'Another authority')];
  server = https.createServer({ SNICallback: (name, ready) => ready(null, shown.contextFor([name])) });
  // Each request has a connection of its own.
  server.on('request', (message, response) => {
    message.resume().on('end', () => response.writeHead(200, { connection: 'close' }).end('done'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  https.request = ((options: https.RequestOptions) => {
    const agent = options.agent instanceof HostAgent ? options.agent : new HostAgent({ maxCachedSessions: 0 });
    return realRequest({ ...options, agent });
  }) as typeof https.request;
  syncBuiltinESMExports();
});

afterEach(() => {
  added = 0;
});

afterAll(async () => {
  https.request = realRequest;
  syncBuiltinESMExports();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  trusted.dispose();
  other.dispose();
});

function openSend() {
  [shown, known] = [trusted, trusted];
  const send = createHttpsSend();
  const { signal } = new AbortController();
  const wanted: HttpsRequest = { method: 'GET', host, head: { path: '/', headers: {} }, timeoutMs: 5_000, signal };
  return async () => (await send(wanted)).status;
}

describe('the authorities that connections trust', () => {
  test('are added by the host for the first connection alone', async () => {
    const ask = openSend();
    for (let count = 0; count < 5; count++) expect(await ask()).toBe(200);
    expect(added).toBe(1);
  });

  test('are waited for by requests that begin before the first connection was verified', async () => {
    const ask = openSend();
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
    expect(added).toBe(1);
  });

  test('are waited for once: where the first connection was not trusted, the others try by themselves', async () => {
    const ask = openSend();
    shown = other;
    const results = await Promise.allSettled([ask(), ask(), ask()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(added).toBe(3);
  });

  test('are looked for again, before anything is sent, where those of the first connection do not do', async () => {
    const ask = openSend();
    await ask();
    // The host has found more meanwhile.
    [added, known, shown] = [0, other, other];
    expect(await Promise.all([ask(), ask()])).toEqual([200, 200]);
    expect(added).toBe(2);
  });

  test('do not become more than the host has added', async () => {
    const ask = openSend();
    await ask();
    shown = other;
    await expect(ask()).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) });
    shown = trusted;
    expect(await ask()).toBe(200);
  });

  test('are added for each connection again once one was not trusted', async () => {
    const ask = openSend();
    await ask();
    shown = other;
    await expect(ask()).rejects.toThrow();
    shown = trusted;
    added = 0;
    for (let count = 0; count < 3; count++) expect(await ask()).toBe(200);
    expect(added).toBe(3);
  });

  test('are not taken from a connection that was not verified', async () => {
    const ask = openSend();
    shown = other;
    await expect(ask()).rejects.toThrow();
    shown = trusted;
    for (let count = 0; count < 3; count++) expect(await ask()).toBe(200);
    // Once for the one that failed, and once more for the first that was verified.
    expect(added).toBe(2);
  });
});
