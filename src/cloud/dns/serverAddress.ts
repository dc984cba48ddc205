import { isIP } from 'node:net';

/** The address and port of a name server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Parses `ip`, `ip:port`, `[v6]` or `[v6]:port`; `undefined` for anything else, names included. */
export function parseServer(text: string): ServerAddress | undefined {
  if (isIP(text)) return { host: text, port: 53 };
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(text);
  const { v6, v4, port = '53' } = match?.groups ?? {};
  const host = v6 ?? v4 ?? '';
  const right = v6 === undefined ? isIP(host) === 4 : isIP(host) === 6;
  const number = Number(port);
  return right && number > 0 && number < 65_536 ? { host, port: number } : undefined;
}

/** Parses `https://…`, the URL of a DNS over HTTPS service; `undefined` for anything else, and for a URL with a user name. */
export function parseSecureServer(text: string): SecureServer | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '') return undefined;
  const known = [...publicSecureServers.values()].find((server) => new URL(server.url).host === url.host);
  return { url: url.href, addresses: known?.addresses ?? [] };
}

/** A DNS over HTTPS service (RFC 8484), and its addresses, so that no other DNS is needed. */
export interface SecureServer {
  readonly url: string;
  /** Empty if only a proxy or the computer's DNS can resolve it. */
  readonly addresses: readonly string[];
}

/**
 * DNS over HTTPS of the public resolvers, whose port 53 is blocked on many networks. Sources, the operators' own pages:
 * https://www.alidns.com/, https://docs.dnspod.cn/public-dns/dot-doh/,
 * https://developers.google.com/speed/public-dns/docs/doh,
 * https://developers.cloudflare.com/1.1.1.1/encrypted-dns/dns-over-https/.
 */
export const publicSecureServers: ReadonlyMap<string, SecureServer> = new Map([
  ['223.5.5.5', { url: 'https://dns.alidns.com/dns-query', addresses: ['223.5.5.5', '223.6.6.6'] }],
  ['223.6.6.6', { url: 'https://dns.alidns.com/dns-query', addresses: ['223.6.6.6', '223.5.5.5'] }],
  // DNSPod uses other addresses for HTTPS than for plain DNS.
  ['119.29.29.29', { url: 'https://doh.pub/dns-query', addresses: ['1.12.12.12', '120.53.53.53'] }],
  ['8.8.8.8', { url: 'https://dns.google/dns-query', addresses: ['8.8.8.8', '8.8.4.4'] }],
  ['8.8.4.4', { url: 'https://dns.google/dns-query', addresses: ['8.8.4.4', '8.8.8.8'] }],
  ['1.1.1.1', { url: 'https://cloudflare-dns.com/dns-query', addresses: ['1.1.1.1', '1.0.0.1'] }],
  ['1.0.0.1', { url: 'https://cloudflare-dns.com/dns-query', addresses: ['1.0.0.1', '1.1.1.1'] }],
]);
