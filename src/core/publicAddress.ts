import { isAddress } from './domainName.js';

/** IPv4 networks, as `address/bits`, that are not on the public internet. */
const localFour = [
  // IANA, "IPv4 Special-Purpose Address Registry": networks that are not globally reachable, and the former relays of 6to4.
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
  // Multicast, from another registry of IANA.
  '224.0.0.0/4',
  // Metadata and DNS of virtual machines at Azure. Alibaba Cloud's (100.100.100.200) are in 100.64.0.0/10.
  '168.63.129.16/32',
].map(toNetwork);

/** IANA assigns unicast IPv6 addresses from this block alone. Loopback, private and multicast addresses are outside. */
const globalSix = toNetwork('2000::/3');

/** The part of that block reserved for protocols, such as Teredo. Source: IANA, "IPv6 Special-Purpose Address Registry". */
const protocolSix = toNetwork('2001::/23');

/** Networks for documentation (RFC 5737, 3849, 9637). */
const documentation = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'].map(
  toNetwork,
);

/**
 * Networks from which local proxies return fake addresses: benchmarks (RFC 2544), and sing-box's IPv6 default
 * (`inet6_range`, https://sing-box.sagernet.org/configuration/dns/server/fakeip).
 */
const fake = ['198.18.0.0/15', 'fc00::/18'].map(toNetwork);

/** IPv6 prefixes that contain an IPv4 address: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056). */
const carriers = ['::ffff:0:0/96', '64:ff9b::/96', '2002::/16'].map(toNetwork);

/** Returns whether a text is a public IP address by the registries of IANA. Checks an IPv4 address inside IPv6. */
export function isPublicAddress(address: string): boolean {
  const bits = toAddressBits(address);
  return bits !== undefined && !isLocal(bits) && !documentation.some((network) => bits.startsWith(network));
}

/**
 * Returns whether a text is an IP address of a private network or this computer, which answers differently from the
 * public internet. False for documentation addresses, which lead nowhere.
 */
export function isLocalAddress(address: string): boolean {
  const bits = toAddressBits(address);
  return bits !== undefined && isLocal(bits);
}

/** Returns whether a text is a fake IP address of a local proxy. */
export function isFakeAddress(address: string): boolean {
  const bits = toAddressBits(address);
  return bits !== undefined && fake.some((network) => bits.startsWith(network));
}

/** Returns whether two texts are the same IP address in any notation; false for anything else. */
export function sameAddress(left: string, right: string): boolean {
  const bits = readBits(left);
  return bits !== undefined && bits === readBits(right);
}

/**
 * The bits of an IP address in any notation, as 32 or 128 digits; those of an IPv4 address inside IPv6. Ignores a zone
 * such as `%eth0`. `undefined` for anything else.
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

/** Reads the groups of the shortest form, which `URL` returns: hexadecimal, with at most one gap. */
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

/** The leading bits of all addresses of a network, `address/bits`. */
function toNetwork(text: string): string {
  const [address = '', length = ''] = text.split('/');
  const bits = address.includes(':') ? bitsOfSix(address) : bitsOfFour(address);
  return bits.slice(0, Number(length));
}
