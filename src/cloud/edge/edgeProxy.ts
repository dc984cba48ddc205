import type { IncomingMessage } from 'node:http';
import { sameHost } from '../../core/dns/hostNames.js';
import type { EdgePort } from '../../core/ports/probe.js';
import { isAnswerToConnect } from '../http/proxyAnswer.js';

type Probe = Parameters<EdgePort['probe']>[0];

/** Statuses that a proxy returns in its own name: forbidden, authentication required, or upstream unreachable. */
const proxyStatuses: readonly (number | undefined)[] = [403, 407, 502, 503, 504];

/**
 * Says whether a proxy would take the probe elsewhere: plain HTTP goes to the host that the Host header names, whatever
 * was to be connected to.
 */
export function isMisled({ scheme, connectTo, name }: Probe): boolean {
  return scheme === 'http' && !sameHost(connectTo, name);
}

/**
 * Says how a proxy answered in the place of where the probe was meant to go, or nothing when it did not; `address` is the
 * other end where no proxy is in between.
 */
export function whyNotCarried(
  probe: Probe,
  response: IncomingMessage,
  address: string | undefined,
): string | undefined {
  const inItsPlace = `HTTP ${response.statusCode}`;
  if (probe.scheme !== 'http') {
    // A proxy that does not open the tunnel answers in the server's place, in the clear.
    return isAnswerToConnect(response) ? inItsPlace : undefined;
  }
  if (address !== undefined) return undefined;
  // Every answer of an edge has this header.
  const isOwn = proxyStatuses.includes(response.statusCode) && response.headers.eagleid === undefined;
  return isOwn ? inItsPlace : undefined;
}

/** Says whether a connection failed at the proxy: the words of the proxy agents of VS Code and npm, which give no code. */
export function isProxyFailure(message: string): boolean {
  return /socket connection to proxies|proxy connection|CONNECT response/i.test(message);
}
