import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../../sandbox/proxy/ca.js';
import { createCloud } from '../../src/cloud/createCloud.js';
import { createResolver } from '../../src/cloud/dns/resolver.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { systemClock } from '../../src/disk/clock.js';
import { type RawServer, repeat, serve } from '../support/rawServer.js';
import { useProxy } from '../support/throughProxy.js';

const { signal } = new AbortController();
const host = 'static.shop-demo.com';
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
const credentials = async () => ({ accessKeyId: 'LTAIx', accessKeySecret: 'x' });
/** Pauses between attempts take no time. */
const clock = { now: () => Date.now(), sleep: async () => {} };

type OnSocket = (socket: Socket) => unknown;
const ways: readonly (readonly [string, OnSocket])[] = [
  ['is silent', () => {}],
  ['drips', (socket) => repeat(socket, 'x', 5)],
  ['drips headers', (socket) => socket.write('HTTP/1.1 200 OK\r\n') && repeat(socket, 'a: b\r\n', 5)],
];

describe.each(ways)('a proxy that %s when it is to open a tunnel', (_name, onSocket) => {
  let authority: Authority;
  let proxy: RawServer;
  let undo: () => void;
  let cloud: CloudPorts;
  beforeEach(async () => {
    authority = createAuthority();
    proxy = await serve(onSocket);
    undo = useProxy({ proxyPort: proxy.port, caPath: authority.caPath });
    cloud = createCloud({ credentials, onCall: () => {}, clock, timeoutMs: 200 });
  });
  afterEach(async () => {
    undo();
    await proxy.close();
    authority.dispose();
  });

  test.each<[string, (ports: CloudPorts) => Promise<unknown>]>([
    ['an object', ({ oss }) => oss.readObjectHead(bucket, 'a', signal)],
    ['a listing', ({ oss }) => oss.listBuckets(signal)],
    ['CDN', ({ cdn }) => cdn.listDomains(signal)],
    ['a change', ({ cdn }) => cdn.stopDomain(host, signal)],
  ])('makes a call for %s time out', async (_name, ask) => {
    await expect(ask(cloud)).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('lets a call be cancelled', async () => {
    const cancel = new AbortController();
    const asked = cloud.oss.readObjectHead(bucket, 'a', cancel.signal);
    cancel.abort();
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('makes an edge check and DNS over HTTPS time out', async () => {
    const probe = { connectTo: host, name: host, path: '/', maxBytes: 9 };
    expect(await cloud.edge.probe(probe, signal)).toMatchObject({ outcome: 'timeout' });
    const resolver = createResolver({ clock: systemClock, timeoutMs: 300 });
    const answer = await resolver.query('https://dns.google/dns-query', host, 'A', signal);
    expect(answer).toMatchObject({ outcome: 'timeout' });
  });
});
