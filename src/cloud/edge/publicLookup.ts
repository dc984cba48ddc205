import { lookup as resolve } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { isLocalAddress, toAddressBits } from '../../core/publicAddress.js';

/** The `code` of the error that refuses a private address. */
export const privateAddressCode = 'EPRIVATEADDRESS';

/** Resolves a host for one connection, which then uses exactly the checked addresses. */
export interface PublicLookup {
  readonly lookup: LookupFunction;
  /** The address at the other end; `undefined` behind a proxy. */
  addressOf(socket: Pick<Socket, 'remoteAddress'>): string | undefined;
}

/** Returns whether a host or address looks public. Names are not resolved. */
export function isPublicHost(host: string): boolean {
  const plain = readNumber(normalizeHost(unbracket(host)));
  return !isLocalAddress(plain) && plain !== 'localhost' && !plain.endsWith('.localhost');
}

/** Refuses a name if any of its addresses is private. Called for direct connections only; behind a proxy the proxy resolves. */
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

/** Parses a number such as `0x7f.1` to an address, as operating systems do and proxies may do. */
function readNumber(host: string): string {
  const url = `http://${host}`;
  return /^[\da-fx.]+$/.test(host) && URL.canParse(url) ? new URL(url).hostname : host;
}

/** Normalizes the spelling of an address. */
function toComparable(address: string): string {
  return toAddressBits(address) ?? address;
}

function unbracket(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
