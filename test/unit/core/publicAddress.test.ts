import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isFakeAddress,
  isLocalAddress,
  isPublicAddress,
  sameAddress,
  toAddressBits,
} from '../../../src/core/publicAddress.js';

/** An address of each block of IANA's registries that is not globally reachable, its last one where that is no broadcast. */
const special: readonly (readonly [block: string, address: string])[] = [
  ['0.0.0.0/8', '0.255.255.254'],
  ['10.0.0.0/8', '10.255.255.254'],
  ['100.64.0.0/10', '100.127.255.254'],
  ['127.0.0.0/8', '127.255.255.254'],
  ['169.254.0.0/16', '169.254.169.254'],
  ['172.16.0.0/12', '172.31.255.254'],
  ['192.0.0.0/24', '192.0.0.170'],
  ['192.88.99.0/24', '192.88.99.1'],
  ['192.168.0.0/16', '192.168.255.254'],
  ['198.18.0.0/15', '198.19.255.254'],
  ['224.0.0.0/4', '239.255.255.250'],
  ['240.0.0.0/4', '240.0.0.1'],
  ['255.255.255.255/32', '255.255.255.255'],
  ['168.63.129.16 of Azure', '168.63.129.16'],
  ['100.100.100.200 of Alibaba Cloud', '100.100.100.200'],
  ['::/128', '::'],
  ['::1/128', '::1'],
  ['::/96, IPv4-compatible', '::8.8.8.8'],
  ['::ffff:0:0:0/96, IPv4-translated', '::ffff:0:808:808'],
  ['64:ff9b:1::/48', '64:ff9b:1:ffff::8.8.8.8'],
  ['100::/64', '100::1'],
  ['100:0:0:1::/64', '100:0:0:1::1'],
  ['2001::/23', '2001:1ff::1'],
  ['2001::/32, Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['2001:2::/48', '2001:2::1'],
  ['2001:10::/28', '2001:1f::1'],
  ['5f00::/16', '5f00::1'],
  ['fc00::/7', 'fdff::1'],
  ['fe80::/10', 'febf::1'],
  ['fec0::/10, site-local', 'feff::1'],
  ['ff00::/8, multicast', 'ff02::fb'],
];
const examples = ['192.0.2.1', '198.51.100.1', '203.0.113.255', '2001:db8:ffff::1', '3fff:fff::1'];
/** Right outside of these blocks. */
const open = [
  '1.0.0.1',
  '9.255.255.255',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '168.63.129.15',
  '168.63.129.17',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.1',
  '192.0.1.1',
  '192.31.196.1',
  '192.52.193.1',
  '192.167.255.255',
  '192.169.0.1',
  '192.175.48.1',
  '198.17.255.255',
  '198.20.0.1',
  '203.0.114.1',
  '223.255.255.255',
  '2001:200::1',
  '2001:db7:ffff::1',
  '2001:db9::1',
  '2400:3200::1',
  '2620:4f:8000::1',
  '3ffe:ffff::1',
  '3fff:1000::1',
];
const four = special.filter(([, address]) => !address.includes(':'));

describe('an address', () => {
  it.each(special)('an address of the block %s is local and not public: %s', (_block, address) => {
    expect({ isLocal: isLocalAddress(address), isPublic: isPublicAddress(address) }).toEqual({
      isLocal: true,
      isPublic: false,
    });
  });

  it.each(
    four.flatMap(([, address]) =>
      [`::ffff:${address}`, `64:ff9b::${address}`, sixToFour(address)].map((each) => [each, address] as const),
    ),
  )('an IPv6 address that contains an IPv4 address is treated like that one: %s is local as %s is', (address) => {
    expect({ isLocal: isLocalAddress(address), isPublic: isPublicAddress(address) }).toEqual({
      isLocal: true,
      isPublic: false,
    });
  });

  it.each(examples)('an address reserved for documentation is neither public nor local: %s', (address) => {
    expect({ isLocal: isLocalAddress(address), isPublic: isPublicAddress(address) }).toEqual({
      isLocal: false,
      isPublic: false,
    });
  });

  it.each([...open, '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1'])('an address is public: %s', (address) => {
    expect({ isLocal: isLocalAddress(address), isPublic: isPublicAddress(address) }).toEqual({
      isLocal: false,
      isPublic: true,
    });
  });

  it.each([
    ['FE80::1%eth0', 'fe80::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['0000:0000:0000:0000:0000:ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:7F00:1', '127.0.0.1'],
    ['0:0:0:0:0:ffff:7f00:0001', '127.0.0.1'],
    ['64:FF9B:0:0::7f00:1', '127.0.0.1'],
    ['2400:3200:0:0:0:0:0:1', '2400:3200::1'],
  ])('an address written %s is %s', (left, right) => {
    expect(toAddressBits(left)).toBe(toAddressBits(right));
    expect(toAddressBits(left)).toMatch(/^[01]+$/);
  });

  it.each(['', 'example.com', '1.2.3', '01.2.3.4', '256.1.1.1', '1.2.3.4.5', ':', ':::', '1::2::3', '[::1]', '%eth0'])(
    'is invalid, and so neither public nor local: %j',
    (text) => {
      expect({ isLocal: isLocalAddress(text), isPublic: isPublicAddress(text) }).toEqual({
        isLocal: false,
        isPublic: false,
      });
    },
  );

  it('has the same bits in every notation of its groups', () => {
    const group = fc.oneof(fc.constant(0), fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const long = groups.map((each) => each.toString(16).padStart(4, '0').toUpperCase()).join(':');
        const plain = groups.map((each) => each.toString(16)).join(':');
        const short = new URL(`http://[${plain}]`).hostname.slice(1, -1);
        expect([toAddressBits(long), toAddressBits(`${plain}%1`)]).toEqual(Array(2).fill(toAddressBits(short)));
      }),
    );
  });
});

describe('two texts', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:0::1', '2001:DB8::1'],
    ['2001:db8::192.0.2.7', '2001:db8::c000:207'],
    ['::ffff:192.0.2.7', '::ffff:c000:207'],
  ])('are the same address: %s and %s', (left, right) => {
    expect(sameAddress(left, right)).toBe(true);
  });

  it.each([
    ['192.0.2.7', '192.0.2.8'],
    ['2001:db8::1', '2001:db8::2'],
    ['2002:c000:207::1', '2002:c000:207::2'],
    ['example.com', 'example.com'],
    ['', ''],
  ])('are not the same address: %j and %j', (left, right) => {
    expect(sameAddress(left, right)).toBe(false);
  });
});

it.each([
  ['198.18.0.1', true],
  ['198.19.255.255', true],
  ['198.20.0.1', false],
  ['fc00::5', true],
  ['FC00:3fff::5', true],
  ['fc00:4000::5', false],
  ['fd00::5', false],
  ['example.com', false],
])('%s is a fake address of a proxy: %s', (address, isFake) => {
  expect(isFakeAddress(address)).toBe(isFake);
});

/** An address of 6to4 (RFC 3056), whose second and third group are those of IPv4. */
function sixToFour(address: string): string {
  const hex = address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  return `2002:${hex[0]}${hex[1]}:${hex[2]}${hex[3]}::1`;
}
