import { isLocalAddress } from '../core/dns/publicAddress.js';

/** Says whether an IP address must not be probed because it is not on the public internet; IPv4 inside IPv6 is seen through. */
export function isPrivateAddress(address: string): boolean {
  return isLocalAddress(address);
}
