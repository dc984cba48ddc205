import { describe, expect, test } from 'vitest';
import { isPrivateAddress } from '../../../src/cloud/privateAddress.js';

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
  ])('%s is a private address', (address) => {
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
  ])('%s is not a private address', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});
