import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import { publicResolvers } from '../../../../sandbox/alidns/views.js';
import { publicSecureServers } from '../../../../src/cloud/dns/resolver.js';

describe.each([...publicSecureServers])('the public resolver %s', (server, { url, addresses }) => {
  test('has a DNS over HTTPS service that the sandbox knows, with the same addresses', () => {
    expect(isIP(server)).toBeGreaterThan(0);
    expect(publicResolvers).toContain(new URL(url).host);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => isIP(address) === 0)).toEqual([]);
  });
});
