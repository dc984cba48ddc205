import { Resolver } from 'node:dns/promises';
import http from 'node:http';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;
const zone = 'shop-demo.com';
const name = `static.${zone}`;
const target = `${name}.w.kunlunsl.com`;

/** The addresses of the CNAME target. */
async function addresses(): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${sandbox.dnsPort}`]);
  return resolver.resolve4(target);
}

/** Opens a tunnel to a port of an address. */
function tunnel(address: string, port: number): Promise<import('node:net').Socket> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port: sandbox.proxyPort,
      method: 'CONNECT',
      path: `${address}:${port}`,
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket as import('node:net').Socket);
      else reject(new Error(`refused: ${response.statusCode}`));
    });
    request.once('error', reject).end();
  });
}

async function shownAt(address: string, servername: string): Promise<tls.PeerCertificate> {
  const socket = await tunnel(address, 443);
  return new Promise((resolve, reject) => {
    const secure = tls.connect({ socket, servername, rejectUnauthorized: false }, () => {
      resolve(secure.getPeerCertificate());
      secure.destroy();
    });
    secure.once('error', reject);
  });
}

describe('an edge by its address, while DNS leads elsewhere', () => {
  beforeAll(async () => {
    const records = sandbox.state.zones.get(zone)?.records;
    for (const record of records?.values() ?? []) if (record.rr === 'static') record.enabled = false;
    await control.act('addRecord', { zone, rr: 'static', type: 'A', value: '192.0.2.9', ttl: 600, line: 'default' });
  });

  afterAll(() => control.act('setProxy', { tunnels80: false }));

  it('is one of several addresses of the CNAME target', async () => {
    const found = await addresses();
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(new Set(found).size).toBe(found.length);
    expect(await addresses()).toEqual(found);
    await expect(ask(name, '/css/site.css', { agent: false })).resolves.toMatchObject({ status: 502 });
  });

  it('serves the site over https at each address, with a trusted certificate', async () => {
    for (const address of await addresses()) {
      const answer = await ask(address, '/css/site.css', { servername: name, headers: { host: name }, agent: false });
      expect(answer).toMatchObject({ status: 200, headers: { server: 'Tengine' } });
      expect((await shownAt(address, name)).subjectaltname).toBe(`DNS:${name}`);
    }
  });

  it('serves the site over http at each address, through a proxy that permits it', async () => {
    await control.act('setProxy', { tunnels80: true });
    for (const address of await addresses()) {
      const socket = await tunnel(address, 80);
      const status = await new Promise((resolve, reject) => {
        const options = { path: '/css/site.css', headers: { host: name }, createConnection: () => socket };
        http.get(options, (response) => resolve(response.resume().statusCode)).once('error', reject);
      });
      expect(status).toBe(200);
    }
  });

  it('shows a new certificate one minute of vendor time after it was set, and the former one until then', async () => {
    const domain = sandbox.state.cdnDomains.get(name);
    const former = domain?.certificate;
    const [address = ''] = await addresses();
    await control.act('issueCertificate', { name: 'fresh', names: [name], days: 90 });
    const fresh = [...sandbox.state.certificates.values()].find((each) => each.name === 'fresh');
    const serial = async () => (await shownAt(address, name)).serialNumber;
    const before = await serial();
    domain!.certificate = {
      id: fresh!.id,
      type: 'cas',
      setAt: Date.now(),
      readyAt: Date.now() + 60_000,
      formerId: former!.id,
    };
    expect(await serial()).toBe(before);
    domain!.certificate = { ...domain!.certificate, readyAt: Date.now() };
    expect(await serial()).not.toBe(before);
  });

  it('shows another certificate for a name that it does not serve', async () => {
    const [address = ''] = await addresses();
    expect((await shownAt(address, 'other.shop-demo.com')).subjectaltname ?? '').not.toContain('shop-demo.com,');
    await expect(ask(address, '/', { servername: 'other.shop-demo.com', agent: false })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });
});
