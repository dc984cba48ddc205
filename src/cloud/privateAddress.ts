import { BlockList, isIP } from 'node:net';

const refused = new BlockList();
// Private, loopback, link-local, shared and reserved ranges (RFC 6890), and the metadata addresses of Alibaba Cloud
// (100.100.100.200, in 100.64/10) and Azure (168.63.129.16).
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  refused.addSubnet(net, bits, 'ipv4');
  // IPv4 inside IPv6: the old compatible form, and what NAT64 (RFC 6052) and 6to4 (RFC 3056) take back out.
  refused.addSubnet(`::${net}`, 96 + bits, 'ipv6');
  refused.addSubnet(`64:ff9b::${net}`, 96 + bits, 'ipv6');
  refused.addSubnet(`2002:${toGroups(net)}::`, 16 + bits, 'ipv6');
}
for (const [net, bits] of [
  // Translated inside one network alone (RFC 8215, 2765), and tunnels whose end is in the address (Teredo, RFC 4380).
  ['64:ff9b:1::', 48],
  ['::ffff:0:0:0', 96],
  ['2001::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  refused.addSubnet(net, bits, 'ipv6');
}

/** Says whether an IP address must not be probed because it is not on the public internet; IPv4 inside IPv6 is seen through. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.split('%')[0] ?? '';
  const version = isIP(plain);
  if (version === 4) return refused.check(plain, 'ipv4');
  return version === 6 && refused.check(plain, 'ipv6');
}

function toGroups(net: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = net.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
