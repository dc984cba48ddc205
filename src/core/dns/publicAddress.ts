/** Ranges of home and office networks, of this computer, and of addresses that a local proxy makes up (RFC 1918, 3927, 6598, 2544). */
const privateFour =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|198\.1[89])\./;

const privateSix = /^(::1?$|f[cd]|fe[89a-f]|ff)/i;

/** Says whether an address of an answer can be where visitors get to; only a choice, what may be asked is decided by the adapters. */
export function isPublicAddress(address: string): boolean {
  return !privateFour.test(address) && !privateSix.test(address);
}
