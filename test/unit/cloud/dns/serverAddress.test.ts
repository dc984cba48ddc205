import { describe, expect, test } from 'vitest';
import { parseSecureServer, parseServer } from '../../../../src/cloud/dns/resolver.js';

describe('a name server', () => {
  test.each([
    ['223.5.5.5', { host: '223.5.5.5', port: 53 }],
    ['127.0.0.1:5353', { host: '127.0.0.1', port: 5353 }],
    ['2400:3200::1', { host: '2400:3200::1', port: 53 }],
    ['[2400:3200::1]', { host: '2400:3200::1', port: 53 }],
    ['[2400:3200::1]:5353', { host: '2400:3200::1', port: 5353 }],
    ['dns.example.com', undefined],
    ['1.2.3.4:0', undefined],
    ['1.2.3.4:70000', undefined],
    ['[1.2.3.4]:53', undefined],
    ['', undefined],
  ])('a name server written %j is %j', (text, expected) => {
    expect(parseServer(text)).toEqual(expected);
  });
});

describe('DNS over HTTPS', () => {
  test.each([
    ['https://dns.example.com/dns-query', { url: 'https://dns.example.com/dns-query', addresses: [] }],
    ['https://10.0.0.53/dns-query', { url: 'https://10.0.0.53/dns-query', addresses: [] }],
    ['https://dns.google/dns-query', { url: 'https://dns.google/dns-query', addresses: ['8.8.8.8', '8.8.4.4'] }],
    ['http://dns.google/dns-query', undefined],
    ['https://me@dns.google/dns-query', undefined],
    ['8.8.8.8', undefined],
    ['', undefined],
  ])('a DoH server written %j is %j', (text, expected) => {
    expect(parseSecureServer(text)).toEqual(expected);
  });
});
