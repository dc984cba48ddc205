import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;
const zone = 'shop-demo.com';
const target = 'static.shop-demo.com.w.kunlunsl.com';

beforeEach(() => control.act('setResolverCache', { server: 'dns.google', on: true }));
afterEach(() => {
  sandbox.state.views.clear();
  const records = sandbox.state.zones.get(zone)?.records;
  for (const [id, { rr }] of records ?? []) if (rr.endsWith('cached')) records?.delete(id);
});

function resolverAt(port: number | undefined): Resolver {
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  return resolver;
}

const caching = () => resolverAt(sandbox.resolverPorts['dns.google']);
const other = () => resolverAt(sandbox.resolverPorts['doh.pub']);
const name = `cached.${zone}`;
const put = (type: string, value: string, ttl = 600, rr = 'cached') =>
  control.act('addRecord', { zone, rr, type, value, ttl, line: 'default' });
const remove = (type: string) => {
  const records = sandbox.state.zones.get(zone)?.records;
  for (const [id, record] of records ?? []) if (record.rr === 'cached' && record.type === type) records?.delete(id);
};
/** Lets all that is cached now come to its end. */
const expire = () => {
  for (const kept of sandbox.state.views.get('dns.google')?.cache?.values() ?? []) kept.expiresAt = Date.now();
};

describe('a resolver that caches', () => {
  it('returns an old address until its TTL is over, and the current records of another type', async () => {
    await put('A', '192.0.2.9', 1200);
    expect(await caching().resolve4(name)).toEqual(['192.0.2.9']);
    remove('A');
    await put('CNAME', target);
    expect(await other().resolveCname(name)).toEqual([target]);
    const [kept] = await caching().resolve4(name, { ttl: true });
    expect(kept).toMatchObject({ address: '192.0.2.9' });
    expect(kept?.ttl).toBeGreaterThan(1190);
    expect(await caching().resolveCname(name)).toEqual([target]);
    expire();
    expect(await caching().resolve4(name)).toEqual(await other().resolve4(name));
  });

  it('caches the absence of each type separately, for the negative TTL of the SOA', async () => {
    await put('A', '192.0.2.9');
    await expect(caching().resolve6(name)).rejects.toMatchObject({ code: 'ENODATA' });
    await put('AAAA', '2001:db8::9');
    await put('TXT', 'hello');
    await expect(caching().resolve6(name)).rejects.toMatchObject({ code: 'ENODATA' });
    expect(await caching().resolveTxt(name)).toEqual([['hello']]);
    expire();
    expect(await caching().resolve6(name)).toEqual(['2001:db8::9']);
  });

  it('caches the absence of a name for all types', async () => {
    await expect(caching().resolve4(name)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await put('A', '192.0.2.9');
    for (const type of ['A', 'CNAME'])
      await expect(caching().resolve(name, type)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expire();
    expect(await caching().resolve4(name)).toEqual(['192.0.2.9']);
  });

  it('follows a cached CNAME for every type, also after the zone has changed it', async () => {
    await put('CNAME', target);
    expect(await caching().resolve4(name)).toHaveLength(2);
    remove('CNAME');
    await put('AAAA', '2001:db8::9');
    expect(await caching().resolve6(name)).toEqual([]);
    expect(await other().resolve6(name)).toEqual(['2001:db8::9']);
  });

  it('counts the TTL in vendor time', async () => {
    await put('A', '192.0.2.9', 600);
    await control.setSpeed(1e9);
    try {
      await caching().resolve4(name);
      const [kept] = sandbox.state.views.get('dns.google')?.cache?.values() ?? [];
      expect((kept?.expiresAt ?? 0) - Date.now()).toBeLessThan(1);
    } finally {
      await control.setSpeed(1);
    }
  });

  it('drops its cache when caching is turned off, and prefers records that are set by hand', async () => {
    await put('A', '192.0.2.9');
    await caching().resolve4(name);
    remove('A');
    await put('A', '192.0.2.10');
    await control.act('setRemembered', {
      server: 'dns.google',
      name,
      records: [{ type: 'A', value: '192.0.2.8' }],
      ttl: 60,
    });
    expect(await caching().resolve4(name)).toEqual(['192.0.2.8']);
    await control.act('setRemembered', { server: 'dns.google', name });
    expect(await caching().resolve4(name)).toEqual(['192.0.2.9']);
    await control.act('setResolverCache', { server: 'dns.google', on: false });
    expect(await caching().resolve4(name)).toEqual(['192.0.2.10']);
  });

  it('can only be a public resolver', async () => {
    await expect(control.act('setResolverCache', { server: 'authority', on: true })).rejects.toThrow(
      'server must be one of',
    );
  });
});
