import { isAddress } from './domainName.js';

/** Networks of IPv4, as `address/bits`, from which no answer of the public internet comes. */
const localFour = [
  // IANA, "IPv4 Special-Purpose Address Registry": what is not globally reachable, and the former relays of 6to4.
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '240.0.0.0/4',
  // Multicast, which another registry of IANA has.
  '224.0.0.0/4',
  // Metadata and DNS of a virtual machine at Azure. Those of Alibaba Cloud (100.100.100.200) are in 100.64.0.0/10.
  '168.63.129.16/32',
].map(toNetwork);

/** IANA assigns unicast addresses of IPv6 from this block alone; the loopback, private and multicast ones are outside of it. */
const globalSix = toNetwork('2000::/3');

/** What IANA, "IPv6 Special-Purpose Address Registry", reserves for protocols inside of that block, such as Teredo. */
const protocolSix = toNetwork('2001::/23');

/** Networks for examples, where nothing is (RFC 5737, 3849, 9637). */
const documentation = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'].map(
  toNetwork,
);

/**
 * Networks from which proxies on this computer hand out fake addresses instead of querying a server: benchmarks (RFC 2544),
 * and what sing-box has by default for IPv6 (`inet6_range`, https://sing-box.sagernet.org/configuration/dns/server/fakeip).
 */
const fake = ['198.18.0.0/15', 'fc00::/18'].map(toNetwork);

/** Prefixes of IPv6 behind which the address of a host of IPv4 stands: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056). */
const carriers = ['::ffff:0:0/96', '64:ff9b::/96', '2002::/16'].map(toNetwork);

/** Says whether a text is an IP address of the public internet, by the registries of IANA; IPv4 inside IPv6 is seen through. */
export function isPublicAddress(address: string): boolean {
  const bits = toAddressBits(address);
  return bits !== undefined && !isLocal(bits) && !documentation.some((network) => bits.startsWith(network));
}

/**
 * Says whether a text is an IP address inside of some network, or of this computer: what answers there is not what the public
 * internet has. An address for examples is none: it leads nowhere.
 */
export function isLocalAddress(address: string): boolean {
  const bits = toAddressBits(address);
  return bits !== undefined && isLocal(bits);
}

/** Says whether a text is an IP address that proxies on this computer hand out instead of querying a server. */
export function isFakeAddress(address: string): boolean {
  const bits = toAddressBits(address);
  return bits !== undefined && fake.some((network) => bits.startsWith(network));
}

/** Says whether two texts are one and the same IP address, whatever their writing; those that are none never are. */
export function sameAddress(left: string, right: string): boolean {
  const bits = readBits(left);
  return bits !== undefined && bits === readBits(right);
}

/**
 * The bits of an IP address in any of its writings, as 32 or 128 digits; those of IPv4 where that stands inside of IPv6. A zone
 * such as `%eth0` is left out. `undefined` for anything else.
 */
export function toAddressBits(address: string): string | undefined {
  const bits = readBits(address);
  if (bits === undefined || bits.length === 32) return bits;
  const carrier = carriers.find((prefix) => bits.startsWith(prefix));
  return carrier === undefined ? bits : bits.slice(carrier.length, carrier.length + 32);
}

function readBits(address: string): string | undefined {
  const plain = address.replace(/%.*$/s, '');
  if (!isAddress(plain)) return undefined;
  return plain.includes(':') ? bitsOfSix(plain) : bitsOfFour(plain);
}

function isLocal(bits: string): boolean {
  if (bits.length === 32) return localFour.some((network) => bits.startsWith(network));
  return !bits.startsWith(globalSix) || bits.startsWith(protocolSix);
}

function bitsOfFour(address: string): string {
  return address
    .split('.')
    .map((octet) => toBits(Number(octet), 8))
    .join('');
}

/** By the groups of its shortest form, which a URL gives: hexadecimal alone, with one gap at most. */
function bitsOfSix(address: string): string {
  const { hostname } = new URL(`http://[${address}]`);
  const [before = [], after = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const gap = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...gap, ...after].map((group) => toBits(Number.parseInt(group, 16), 16)).join('');
}

function toBits(value: number, length: number): string {
  return value.toString(2).padStart(length, '0');
}

/** The bits that all addresses of a network, as `address/bits`, begin with. */
function toNetwork(text: string): string {
  const [address = '', length = ''] = text.split('/');
  const bits = address.includes(':') ? bitsOfSix(address) : bitsOfFour(address);
  return bits.slice(0, Number(length));
}
