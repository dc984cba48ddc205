import { isIP } from 'node:net';
import { publicSecureServers, type SecureServer } from './secureServers.js';

/** Where a name server listens. */
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

/** Parses `https://…`, the address of a service of DNS over HTTPS; `undefined` for anything else, and where a user name is in it. */
export function parseSecureServer(text: string): SecureServer | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '') return undefined;
  const known = [...publicSecureServers.values()].find((server) => new URL(server.url).host === url.host);
  return { url: url.href, addresses: known?.addresses ?? [] };
}
