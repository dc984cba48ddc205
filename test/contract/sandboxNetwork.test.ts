import { Resolver } from 'node:dns/promises';
import https from 'node:https';
import dnsPacket from 'dns-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import { useSandbox } from '../support/useSandbox.js';
import { visit } from '../support/visit.js';

const name = 'static.shop-demo.com';
const target = `${name}.w.kunlunsl.com`;

const sandbox = useSandbox();
const { control } = sandbox;

afterEach(async () => {
  sandbox.state.views.clear();
  sandbox.state.outside.clear();
  await control.act('setProxy', { refuses: [] });
});

/** How long an answer is waited for that never comes, ms. */
const hastyMs = 300;

function resolverAt(port: number | undefined, timeoutMs = 60_000): Resolver {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  return resolver;
}

const publicOne = (timeoutMs?: number) => resolverAt(sandbox.resolverPorts['dns.google'], timeoutMs);
const authority = () => resolverAt(sandbox.dnsPort);

interface Reply {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly packet: dnsPacket.DecodedPacket | undefined;
}

function askHttps(host: string, options: { method?: string; path?: string; type?: string } = {}): Promise<Reply> {
  const { method = 'POST', type = 'application/dns-message', path = '/dns-query' } = options;
  const query = dnsPacket.encode({ type: 'query', id: 0, questions: [{ name, type: 'A' }] });
  const whole = method === 'GET' ? `${path}?dns=${query.toString('base64url')}` : path;
  return new Promise((resolve, reject) => {
    const request = https.request(
      { host, path: whole, method, agent: false, headers: { 'content-type': type } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const isMessage = response.headers['content-type'] === 'application/dns-message';
          const packet = isMessage ? dnsPacket.decode(Buffer.concat(chunks)) : undefined;
          resolve({ status: response.statusCode, type: response.headers['content-type'], packet });
        });
      },
    );
    request.on('error', reject);
    request.end(method === 'GET' ? undefined : query);
  });
}

describe('DNS over HTTPS', () => {
  it.each(['dns.alidns.com', 'doh.pub', 'dns.google', 'cloudflare-dns.com'])('is answered by %s', async (host) => {
    for (const method of ['POST', 'GET']) {
      const { status, packet } = await askHttps(host, { method });
      expect(status).toBe(200);
      expect(packet).toMatchObject({ id: 0, flag_ra: true, flag_aa: false });
      expect(packet?.answers).toMatchObject([{ type: 'CNAME', data: target }, { type: 'A' }, { type: 'A' }]);
    }
  });

  it('requires the right path and media type', async () => {
    expect((await askHttps('dns.google', { path: '/other' })).status).toBe(404);
    expect((await askHttps('dns.google', { type: 'text/plain' })).status).toBe(415);
  });

  it('is logged with the queried resolver', async () => {
    await askHttps('doh.pub');
    expect((await control.calls('DnsQuery')).at(-1)).toMatchObject({ service: 'doh', host: 'doh.pub', status: 200 });
  });
});

describe('a name server', () => {
  it.each([
    ['silent', 'ETIMEOUT'],
    ['refused', 'EREFUSED'],
    ['servfail', 'ESERVFAIL'],
  ])('a name server can be set to %s', async (mode, code) => {
    await control.act('setNameServer', { server: 'dns.google', mode });
    await expect(publicOne(mode === 'silent' ? hastyMs : undefined).resolve4(name)).rejects.toMatchObject({ code });
    expect(await authority().resolve4(name)).toHaveLength(2);
    await control.act('setNameServer', { server: 'dns.google', mode: 'normal' });
    expect(await publicOne().resolve4(name)).toHaveLength(2);
  });

  it('can be silent on port 53 alone', async () => {
    await control.act('setNameServer', { server: 'doh.pub', mode: 'silent', transport: 'port53' });
    await expect(resolverAt(sandbox.resolverPorts['doh.pub'], hastyMs).resolve4(name)).rejects.toMatchObject({
      code: 'ETIMEOUT',
    });
    expect((await askHttps('doh.pub')).packet?.answers).toHaveLength(3);
    expect(await control.state()).toMatchObject({ nameServers: { 'doh.pub': { port53: 'silent', https: 'normal' } } });
  });

  it('can keep an old record or an absence of its own', async () => {
    const records = [{ type: 'CNAME', value: 'old.example.net', ttl: 600 }];
    await control.act('setRemembered', { server: 'dns.google', name, records, ttl: 300 });
    expect(await publicOne().resolveCname(name)).toEqual(['old.example.net']);
    expect(await authority().resolveCname(name)).toEqual([target]);
    await control.act('setRemembered', { server: 'dns.google', name, records: [], ttl: 300 });
    await expect(publicOne().resolveCname(name)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await control.act('setRemembered', { server: 'dns.google', name });
    expect(await publicOne().resolveCname(name)).toEqual([target]);
  });

  it('drops what it keeps when the time is over', async () => {
    const records = [{ type: 'A', value: '192.0.2.9', ttl: 600 }];
    await control.act('setRemembered', { server: 'dns.google', name, records, ttl: 0 });
    expect(await publicOne().resolveCname(name)).toEqual([target]);
  });

  it('a recursive resolver answers NXDOMAIN for an unregistered name, and the authoritative server refuses it', async () => {
    await expect(publicOne().resolve4('www.unheld.org')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(authority().resolve4('www.unheld.org')).rejects.toMatchObject({ code: 'EREFUSED' });
  });

  it('returns records of zones outside the account, also where they lead back to CDN', async () => {
    await control.act('putOutside', { name: 'www.elsewhere.org', records: [{ type: 'CNAME', value: target }] });
    expect(await publicOne().resolveCname('www.elsewhere.org')).toEqual([target]);
    expect(await publicOne().resolve4('www.elsewhere.org')).toHaveLength(2);
  });

  it('answers for a zone only through the name servers that the registrar delegates it to', async () => {
    const zone = 'shop-demo.com';
    const before = await authority().resolveNs(zone);
    await control.act('setRegistrar', { zone, nameServers: ['ns1.other.net'] });
    expect(await publicOne().resolveNs(zone)).toEqual(['ns1.other.net']);
    await expect(publicOne().resolve4(name)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await control.act('setRegistrar', { zone, nameServers: before });
    expect(await publicOne().resolve4(name)).toHaveLength(2);
  });

  it.each([
    ['setNameServer', { server: 'unknown', mode: 'silent' }, 'server must be one of'],
    ['setNameServer', { server: 'dns.google', mode: 'odd' }, 'mode must be one of'],
    ['setRemembered', { server: 'authority', name, records: [] }, 'server must be one of'],
    ['putOutside', { name, records: 'none' }, 'records must be a list'],
    ['setRegistrar', { zone: 'unheld.org', nameServers: [] }, 'no such zone'],
    ['setEdgeCertificate', { domain: 'unheld.org' }, 'no such domain'],
    ['setProxy', { refuses: [1] }, 'item must be text'],
  ])('%s with %j is refused: %s', async (action, fields, why) => {
    await expect(control.act(action, fields)).rejects.toThrow(why);
  });
});

describe('the proxy to the cloud', () => {
  it('can refuse one service, also on open connections', async () => {
    await ask(name, '/css/site.css');
    await control.act('setProxy', { refuses: ['edge'] });
    await expect(ask(name, '/css/site.css')).rejects.toThrow();
    expect((await askHttps('dns.google')).status).toBe(200);
    await control.act('setProxy', { refuses: [] });
    expect((await ask(name, '/css/site.css')).status).toBe(200);
  });

  it('keeps its other settings when one of them is changed', async () => {
    await control.act('setProxy', { intercepts: ['doh'], status: 407 });
    await control.act('setProxy', { refuses: ['edge'] });
    const { proxyRefuses, proxyIntercepts, proxyStatus } = sandbox.state;
    expect({ proxyRefuses, proxyIntercepts, proxyStatus }).toEqual({
      proxyRefuses: new Set(['edge']),
      proxyIntercepts: new Set(['doh']),
      proxyStatus: 407,
    });
    await control.act('setProxy', { intercepts: [], status: 403 });
  });

  it('passes on the certificate that the edge is set to show', async () => {
    await control.act('setEdgeCertificate', { domain: name, flaw: 'expired' });
    await expect(ask(name, '/css/site.css', { agent: false })).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
    await control.act('setEdgeCertificate', { domain: name });
    expect((await ask(name, '/css/site.css', { agent: false })).status).toBe(200);
  });
});

describe('a web server outside the cloud', () => {
  const [address, address6, site] = ['203.0.114.10', '2001:db8::10', 'www.shop-demo.com'];
  const pages = [{ path: '/', text: '<h1>Old</h1>' }];
  const askSite = (host: string, path: string) =>
    ask(host, path, { servername: site, headers: { host: site }, agent: false });

  beforeEach(() => control.act('putSite', { name: site, addresses: [address, address6], pages, https: true }));
  afterEach(() => sandbox.state.origins?.clear());

  it('answers at the name that DNS leads to it, under a certificate for that name', async () => {
    const shown = await askSite(site, '/?v=1');
    expect({ ...shown, body: shown.body.toString() }).toMatchObject({
      status: 200,
      headers: { server: 'nginx', 'content-type': 'text/html; charset=utf-8' },
      body: '<h1>Old</h1>',
    });
    expect((await askSite(site, '/blog/')).status).toBe(404);
    const plain = await visit(sandbox, `http://${site}/`);
    expect(plain).toMatchObject({ status: 200, text: '<h1>Old</h1>' });
  });

  it('answers at each of its addresses', async () => {
    for (const each of [address, address6]) expect((await askSite(each, '/')).status).toBe(200);
    for (const each of ['203.0.114.99', '2001:db8::99']) expect((await askSite(each, '/')).status).toBe(502);
  });

  it('has no certificate without https, and none for another name', async () => {
    await expect(ask(address, '/', { servername: 'shop-demo.com', agent: false })).rejects.toThrow();
    await control.act('putSite', { name: site, addresses: [address, address6], pages });
    await expect(askSite(site, '/')).rejects.toThrow();
    expect((await visit(sandbox, `http://${site}/`)).status).toBe(200);
  });
});
