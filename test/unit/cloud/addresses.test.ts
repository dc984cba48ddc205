import { describe, expect, test } from 'vitest';
import { parseSecureServer, parseServer } from '../../../src/cloud/dns/serverAddress.js';
import { isPrivateAddress } from '../../../src/cloud/privateAddress.js';
import { isPublicSuffix, rootOf } from '../../../src/cloud/publicSuffix.js';

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
  ])('written %j is %j', (text, expected) => {
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
  ])('written %j is %j', (text, expected) => {
    expect(parseSecureServer(text)).toEqual(expected);
  });
});

describe('a private address', () => {
  test.each([
    '64:ff9b::10.0.0.1',
    '2002:a9fe:a9fe::1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '10.0.0.1',
    '172.31.0.1',
    '192.168.0.1',
    '127.1.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1%eth0',
    'fd12::1',
    '::ffff:192.168.0.1',
    '168.63.129.16',
    '64:ff9b::168.63.129.16',
    '64:ff9b:1::1',
    '64:ff9b:1:ffff::8.8.8.8',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001::1',
    '::ffff:0:10.0.0.1',
    '::ffff:0:808:808',
  ])('is %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '203.119.1.1',
    '100.128.0.1',
    '2400:3200::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '168.63.129.17',
    '2001:4860:4860::8888',
    '2002:808:808::1',
    'example.com',
  ])('is not %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('a root domain', () => {
  test.each([
    ['www.example.com', 'example.com'],
    ['a.b.example.com.cn', 'example.com.cn'],
    ['example.com', 'example.com'],
    ['com', 'com'],
  ])('a root domain of %s is %s', (name, root) => {
    expect(rootOf(name)).toBe(root);
  });

  test.each([
    ['com', true],
    ['com.cn', true],
    ['example.com', false],
    ['github.io', false],
  ])('%s is a public suffix: %s', (name, expected) => {
    expect(isPublicSuffix(name)).toBe(expected);
  });
});
