import { beforeEach, describe, expect, it } from 'vitest';
import { isTxtServed } from '../../../../src/core/dns/zoneServers.js';
import type { DnsAnswer } from '../../../../src/core/ports/probe.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const { signal } = new AbortController();
const host = '_acme-challenge.example.com';
const [own, resolver] = ['203.0.114.5', '192.0.2.1'];
let cloud: MemoryCloud;
/** The servers that were asked. */
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  cloud = createMemoryCloud();
  cloud.addZone('example.com');
  for (const name of ['ns1.alidns.com', 'ns2.alidns.com']) {
    cloud.state.extraDns.push({ name, type: 'A', ttl: 60, data: own });
  }
});

/** What a server says of the TXT, and where it places the name servers of the zone. */
function says(
  server: string,
  outcome: DnsAnswer['outcome'],
  values: readonly string[] = [],
  placed: string = own,
): void {
  const records = values.map((data) => ({ name: host, type: 'TXT', ttl: 60, data }));
  const usual = { server, transport: 'udp', at: 0, durationMs: 1 } as const;
  cloud.state.dnsAnswers.set(server, (name, type) => {
    asked.push(server);
    const address = { name, type, ttl: 60, data: placed };
    return type === 'A' ? { ...usual, outcome: 'answer', records: [address] } : { ...usual, outcome, records };
  });
}

const isServed = (values: readonly string[], authoritativeServers: readonly string[] = []) =>
  isTxtServed({ cloud, resolvers: [resolver], authoritativeServers, signal }, 'example.com', { host, values });

describe('a TXT value', () => {
  it('counts as served once the name servers of the zone show it, whatever resolvers remember', async () => {
    says(resolver, 'nxdomain');
    says(own, 'answer', ['one', 'two']);
    expect(await isServed(['one', 'two'])).toBe(true);
  });

  it('does not count while one of several is missing', async () => {
    says(resolver, 'answer', ['one', 'two']);
    says(own, 'answer', ['one']);
    expect(await isServed(['one', 'two'])).toBe(false);
  });

  it('is looked for at resolvers where the name servers of the zone cannot be reached', async () => {
    says(own, 'timeout');
    says(resolver, 'answer', ['one']);
    expect(await isServed(['one'])).toBe(true);
    says(resolver, 'nxdomain');
    expect(await isServed(['one'])).toBe(false);
  });

  it('does not count where no server says anything', async () => {
    says(own, 'timeout');
    says(resolver, 'servfail');
    expect(await isServed(['one'])).toBe(false);
  });

  it('is looked up at the servers from the setting instead of those of the zone', async () => {
    says('198.51.100.7:53', 'answer', ['one']);
    says(own, 'answer', []);
    expect(await isServed(['one'], ['198.51.100.7:53'])).toBe(true);
  });

  it.each(['10.0.0.53', '203.0.113.53'])(
    'is looked for at resolvers where the zone places its name servers at %s, which is not asked',
    async (address) => {
      says(resolver, 'answer', ['one'], address);
      says(address, 'answer', ['two']);
      expect(await isServed(['one'])).toBe(true);
      expect(asked).not.toContain(address);
    },
  );

  it('is looked for at a server of the setting although its address is private', async () => {
    says('10.0.0.53', 'answer', ['one']);
    expect(await isServed(['one'], ['10.0.0.53'])).toBe(true);
    expect(asked).toEqual(['10.0.0.53']);
  });
});
