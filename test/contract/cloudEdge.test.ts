import { lookup } from 'node:dns';
import http, { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StoredCdnDomain } from '../../sandbox/state/state.js';
import { createEdge, createPublicLookup, isPublicHost } from '../../src/cloud/edge/edgeProbe.js';
import { systemClock } from '../../src/disk/clock.js';
import { useProxy } from '../support/throughProxy.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const name = 'static.shop-demo.com';
const target = `${name}.w.kunlunsl.com`;

describe('the edge', () => {
  let opened: SandboxCloud;
  beforeAll(async () => {
    opened = await openSandboxCloud();
  });
  afterAll(() => opened.stop());
  afterEach(() => {
    opened.sandbox.state.faults.length = 0;
    delete opened.sandbox.state.proxyRefuses;
    delete opened.sandbox.state.proxyTunnels80;
    delete domain().certificateFlaw;
    domain().httpsOn = true;
    opened.sandbox.state.uncertain.edgeDefaultCertificate = true;
  });

  const domain = () => opened.sandbox.state.cdnDomains.get(name) as StoredCdnDomain;
  const ask = (change: object = {}) =>
    opened.cloud.edge.probe({ connectTo: target, name, path: '/css/site.css', maxBytes: 10_000, ...change }, signal);

  test('answers at the CNAME target under the accelerated name, with a described certificate', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'answered', status: 200, certificate: { trusted: true, names: [name] } });
    expect(Date.parse(answer.certificate?.expires ?? '')).toBeGreaterThan(Date.now());
    expect(answer.headers['x-cache']).toMatch(/^(HIT|MISS)/);
    expect(answer.headers.eagleid).toMatch(/^[0-9a-f]+$/);
    expect({ message: answer.message, address: answer.address }).toEqual({ message: undefined, address: undefined });
    const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
    expect(answer.body).toEqual(await opened.cloud.oss.readObject(bucket, 'css/site.css', 1_000_000, signal));
    const [call] = opened.sandbox.state.calls.filter((logged) => logged.service === 'edge');
    expect(JSON.stringify(call)).not.toContain(opened.sandbox.accessKey.id);
  });

  test('is read up to the requested size', async () => {
    expect((await ask({ maxBytes: 5 })).body).toHaveLength(5);
  });

  test('answers over plain HTTP at its name in DNS, without a certificate', async () => {
    const answer = await ask({ connectTo: name, scheme: 'http' });
    expect(answer).toMatchObject({ outcome: 'answered', status: 200 });
    expect(answer.headers['content-type']).toMatch(/^text\/css/);
    expect(answer).not.toHaveProperty('certificate');
  });

  test('answers at an address with the accelerated name', async () => {
    const { records } = await opened.cloud.resolver.query(`127.0.0.1:${opened.sandbox.dnsPort}`, target, 'A', signal);
    const answer = await ask({ connectTo: records[0]!.data });
    expect(answer).toMatchObject({ outcome: 'answered', status: 200, certificate: { trusted: true } });
  });

  test.each([target, '203.0.113.9'])(
    'is unknown over plain HTTP at %s where the proxy opens no tunnel to port 80',
    async (connectTo) => {
      const { calls } = opened.sandbox.state;
      const before = calls.length;
      const answer = await ask({ connectTo, scheme: 'http' });
      expect(answer).toMatchObject({ outcome: 'proxyRefused', headers: {}, message: 'HTTP 403' });
      // Not even sent, for it would go to whatever host the name leads to.
      expect(calls).toHaveLength(before);
    },
  );

  test('answers over plain HTTP at an address through a tunnel of the proxy', async () => {
    opened.sandbox.state.proxyTunnels80 = true;
    const { records } = await opened.cloud.resolver.query(`127.0.0.1:${opened.sandbox.dnsPort}`, target, 'A', signal);
    for (const connectTo of [target, records[0]?.data ?? '']) {
      const answer = await ask({ connectTo, scheme: 'http' });
      expect(answer).toMatchObject({ outcome: 'answered', status: 200 });
      expect(answer.headers.eagleid).toBeDefined();
      expect(answer).not.toHaveProperty('certificate');
    }
    opened.sandbox.state.proxyRefuses = new Set(['edge']);
    expect(await ask({ connectTo: target, scheme: 'http' })).toMatchObject({ outcome: 'proxyRefused' });
  });

  test.each(['https', 'http'] as const)(
    'an edge to which the proxy refuses a connection over %s is reported as such',
    async (scheme) => {
      opened.sandbox.state.proxyRefuses = new Set(['edge']);
      const answer = await ask({ scheme, connectTo: name });
      expect(answer).toMatchObject({ outcome: 'proxyRefused', headers: {}, message: 'HTTP 403' });
      expect(answer).not.toHaveProperty('status');
    },
  );

  test.each(['https', 'http'] as const)(
    'an edge that the proxy cannot find over %s is reported as such',
    async (scheme) => {
      const nowhere = 'nowhere.example.net';
      const answer = await ask({ scheme, connectTo: nowhere, name: nowhere });
      expect(answer).toMatchObject({ outcome: 'proxyRefused', message: 'HTTP 502' });
    },
  );

  test('is not followed to an address of the local network', async () => {
    const asked: (string | undefined)[] = [];
    const location = 'http://169.254.169.254/latest/meta-data/';
    const proxy = createServer((message, response) => {
      asked.push(message.url);
      response.writeHead(302, { location, eagleid: '2ff6' }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const undo = useProxy({ proxyPort: port, caPath: opened.sandbox.caPath });
    try {
      const answer = await ask({ scheme: 'http', connectTo: name });
      expect(answer).toMatchObject({ outcome: 'answered', status: 302, headers: { location } });
      expect(asked).toEqual([`http://${name}/css/site.css`]);
    } finally {
      undo();
      proxy.close();
    }
  });

  test('is not mistaken for the proxy when it refuses', async () => {
    opened.fail('EdgeRequest', 'error', { code: 'denied', status: 403 });
    const answer = await ask({ scheme: 'http', connectTo: name });
    expect(answer).toMatchObject({ outcome: 'answered', status: 403, headers: { 'x-tengine-error': 'denied' } });
  });

  test('shows a certificate for another name as untrusted', async () => {
    domain().certificateFlaw = 'otherName';
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'answered', certificate: { trusted: false, names: ['*.kunlunsl.com'] } });
  });

  test('shows a certificate for another name as untrusted where the domain has no HTTPS', async () => {
    domain().httpsOn = false;
    expect(await ask()).toMatchObject({ certificate: { trusted: false, names: ['*.kunlunsl.com'] } });
  });

  test('shows an expired certificate with its date', async () => {
    domain().certificateFlaw = 'expired';
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'answered', certificate: { trusted: false, names: [name] } });
    expect(Date.parse(answer.certificate?.expires ?? '')).toBeLessThan(Date.now());
    expect(answer.message).toContain('CERT_HAS_EXPIRED');
  });

  test('has the same fingerprint for the same certificate only', async () => {
    const shown = async () => (await ask()).certificate;
    const first = await shown();
    expect(first?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(await shown()).toEqual(first);
    domain().certificateFlaw = 'expiring';
    const other = await shown();
    expect(other).toMatchObject({ trusted: true, names: [name] });
    expect(other?.fingerprint).not.toBe(first?.fingerprint);
    const days = (Date.parse(other?.expires ?? '') - Date.now()) / 86_400_000;
    expect(days > 4 && days < 6).toBe(true);
    domain().certificateFlaw = 'wrongName';
    expect(await shown()).toMatchObject({ trusted: false, names: ['www.example.net'] });
  });

  test('shows a certificate of an unknown authority with its name', async () => {
    domain().certificateFlaw = 'untrusted';
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'answered', certificate: { trusted: false, names: [name] } });
    expect(Date.parse(answer.certificate?.expires ?? '')).toBeGreaterThan(Date.now());
    expect(answer.message).toBeTruthy();
  });

  test('fails in TLS without any certificate', async () => {
    domain().certificateFlaw = 'none';
    expect(await ask()).toMatchObject({ outcome: 'tlsFailed', headers: {} });
  });

  test('is unreachable if it closes the connection', async () => {
    opened.fail('EdgeRequest', 'resetBefore');
    expect((await ask()).outcome).toBe('unreachable');
  });

  test.each(['https', 'http'] as const)('an edge that does not answer over %s is a timeout', async (scheme) => {
    // A request that was given up may still arrive, and would take a fault that holds once.
    opened.fail('EdgeRequest', 'silence', { count: 9 });
    const hasty = createEdge({ clock: systemClock, timeoutMs: 300 });
    const answer = await hasty.probe({ connectTo: name, name, path: '/', maxBytes: 1, scheme }, signal);
    expect(answer.outcome).toBe('timeout');
  });

  const refused = [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '100.100.100.200',
    '192.168.1.1',
    '::1',
    '[::1]',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::10.0.0.1',
    '2002:a00:1::1',
    'fd00::1',
    'fe80::1%eth0',
    '0:0:0:0:0:ffff:7f00:1',
    '[::FFFF:127.0.0.1]',
    '::8.8.8.8',
    'ff02::fb',
    '224.0.0.251',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    'localhost',
    'LocalHost.',
    'a.localhost',
  ];
  test.each(refused.flatMap((host) => [[host, 'https'] as const, [host, 'http'] as const]))(
    'the edge is never asked at %s over %s',
    async (connectTo, scheme) => {
      const before = opened.sandbox.state.calls.length;
      expect(await ask({ connectTo, scheme })).toMatchObject({ outcome: 'refusedAddress', headers: {} });
      expect(opened.sandbox.state.calls).toHaveLength(before);
    },
  );

  test('gets no request from a cancelled call', async () => {
    const probe = { connectTo: target, name, path: '/', maxBytes: 1 };
    await expect(opened.cloud.edge.probe(probe, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

test.each([
  '203.0.113.9',
  '2400:3200::1',
  '2400:3200:0:0:0:0:0:1',
  '1.1.1.1',
  'dead.beef.example.com',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  'img.example.com',
])('%s may be asked', (host) => {
  expect(isPublicHost(host)).toBe(true);
});

describe('a direct connection', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((_message, response) => response.end('secret'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  test.each(['https', 'http'] as const)(
    'a direct connection over %s to a name that leads to this computer is refused',
    async (scheme) => {
      const { hostname } = await import('node:os');
      const edge = createEdge({ clock: systemClock, timeoutMs: 60_000 });
      const probe = { connectTo: hostname(), name: 'x.example.com', path: '/', maxBytes: 1, scheme };
      const leads = await new Promise<boolean>((resolve) => lookup(hostname(), (error) => resolve(!error)));
      expect((await edge.probe(probe, signal)).outcome).toBe(leads ? 'refusedAddress' : 'unreachable');
    },
  );

  test('uses the checked addresses, without another lookup', async () => {
    const { port } = server.address() as AddressInfo;
    const { lookup: guarded } = createPublicLookup('localhost');
    const request = http.request({ host: 'localhost', port, lookup: guarded });
    const failure = new Promise((resolve) => request.on('error', resolve));
    request.end();
    expect(await failure).toMatchObject({ code: 'EPRIVATEADDRESS' });
  });

  test('knows the address of the server, but not behind a proxy', () => {
    const guard = createPublicLookup('[2400:3200::1]');
    const at = (remoteAddress: string) => guard.addressOf({ remoteAddress });
    expect({ direct: at('2400:3200::1'), proxied: at('127.0.0.1') }).toEqual({
      direct: '2400:3200::1',
      proxied: undefined,
    });
  });

  test.each([
    ['2400:3200:0:0::1', '2400:3200::1'],
    ['[2400:3200:0000::0001]', '2400:3200::1'],
    ['2400:3200::ABCD', '2400:3200::abcd'],
    ['203.0.114.9', '::ffff:203.0.114.9'],
    ['::ffff:203.0.114.9', '203.0.114.9'],
  ])('a direct connection to %s knows its server, which the system writes as %s', (host, remoteAddress) => {
    expect(createPublicLookup(host).addressOf({ remoteAddress })).toBe(remoteAddress);
  });
});
