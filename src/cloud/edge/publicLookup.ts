import { lookup as resolve } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { isLocalAddress, toAddressBits } from '../../core/publicAddress.js';

/** The `code` of the error with which a private address is refused. */
export const privateAddressCode = 'EPRIVATEADDRESS';

/** Resolves a host for one connection, which is then made to the very addresses that were checked. */
export interface PublicLookup {
  readonly lookup: LookupFunction;
  /** The address at the other end; `undefined` behind a proxy. */
  addressOf(socket: Pick<Socket, 'remoteAddress'>): string | undefined;
}

/** Says whether a host or address may be connected to as far as its text tells. */
export function isPublicHost(host: string): boolean {
  const plain = readNumber(normalizeHost(unbracket(host)));
  return !isLocalAddress(plain) && plain !== 'localhost' && !plain.endsWith('.localhost');
}

/** Refuses a name when any of its addresses is private. Asked only where the connection is direct; behind a proxy the proxy resolves. */
export function createPublicLookup(host: string): PublicLookup {
  const known = new Set([toComparable(unbracket(host))]);
  return {
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 0);
        const first = addresses[0];
        if (!first || addresses.some(({ address }) => isLocalAddress(address))) {
          return callback(
            Object.assign(new Error('The name leads to a private address'), { code: privateAddressCode }),
            '',
            0,
          );
        }
        for (const { address } of addresses) known.add(toComparable(address));
        if (options.all) return callback(null, addresses);
        callback(null, first.address, first.family);
      });
    },
    addressOf: ({ remoteAddress }) =>
      remoteAddress && known.has(toComparable(remoteAddress)) ? remoteAddress : undefined,
  };
}

/** The address that a number such as `0x7f.1` means: operating systems take it for one, and so may a proxy. */
function readNumber(host: string): string {
  const url = `http://${host}`;
  return /^[\da-fx.]+$/.test(host) && URL.canParse(url) ? new URL(url).hostname : host;
}

/** One text for all writings of an address. */
function toComparable(address: string): string {
  return toAddressBits(address) ?? address;
}

function unbracket(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
