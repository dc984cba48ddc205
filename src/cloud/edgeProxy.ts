import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { EdgePort } from '../core/ports/probe.js';

type Probe = Parameters<EdgePort['probe']>[0];

/** What a proxy answers in its own name: it may not, it has no leave, it found nobody. */
const proxyStatuses: readonly (number | undefined)[] = [403, 407, 502, 503, 504];

/**
 * Says why an answer does not come from where the probe was meant to go, or nothing when it does; `address` is the other
 * end where no proxy is in between.
 */
export function whyNotCarried(
  probe: Probe,
  response: IncomingMessage,
  address: string | undefined,
): string | undefined {
  const inItsPlace = `The proxy answered ${response.statusCode}`;
  if (probe.scheme !== 'http') {
    // A proxy that does not open the tunnel answers in the server's place, in the clear.
    return (response.socket as Partial<TLSSocket>).encrypted === true ? undefined : inItsPlace;
  }
  if (address !== undefined) return undefined;
  // A proxy takes plain HTTP to the host that the Host header names, whatever was to be connected to.
  if (probe.connectTo.toLowerCase() !== probe.name.toLowerCase()) return 'The proxy chose the host by its name';
  // Every answer of an edge has this header.
  const isOwn = proxyStatuses.includes(response.statusCode) && response.headers.eagleid === undefined;
  return isOwn ? inItsPlace : undefined;
}

/** Says whether a connection failed at the proxy: the words of the proxy agents of VS Code and npm, which give no code. */
export function isProxyFailure(message: string): boolean {
  return /socket connection to proxies|proxy connection|CONNECT response/i.test(message);
}
