import { ClientRequest, type IncomingMessage } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { sameHost } from '../../core/dns/hostNames.js';
import { standardPorts } from '../../core/origin.js';
import type { EdgePort } from '../../core/ports/probe.js';
import { isAnswerToConnect } from '../http/proxyAnswer.js';

type Probe = Parameters<EdgePort['probe']>[0];

/** Statuses that a proxy itself returns: forbidden, authentication required, or upstream unreachable. */
const proxyStatuses: readonly (number | undefined)[] = [403, 407, 502, 503, 504];

/** Returns whether a proxy would send the probe elsewhere: for plain HTTP it connects to the host of the Host header. */
export function isMisled({ scheme, connectTo, name }: Probe): boolean {
  return scheme === 'http' && !sameHost(connectTo, name);
}

/** Returns the answer of a proxy that did not forward the probe, else `undefined`. `address` is the other end if there is no proxy. */
export function whyNotCarried(
  probe: Probe,
  response: IncomingMessage,
  address: string | undefined,
): string | undefined {
  const inItsPlace = `HTTP ${response.statusCode}`;
  if (probe.scheme !== 'http') {
    // A proxy that opens no tunnel answers in the server's place, without TLS.
    return isAnswerToConnect(response) ? inItsPlace : undefined;
  }
  if (address !== undefined) return undefined;
  // Every answer of an edge has this header.
  const isOwn = proxyStatuses.includes(response.statusCode) && response.headers.eagleid === undefined;
  return isOwn ? inItsPlace : undefined;
}

/** Returns whether a connection failed at the proxy. Matches the messages of the proxy agents of VS Code and npm, which set no code. */
export function isProxyFailure(message: string): boolean {
  return /socket connection to proxies|proxy connection|CONNECT response/i.test(message);
}

/** The answer of a proxy to CONNECT, if it opened no tunnel. */
export class TunnelRefused extends Error {
  constructor(status: number | undefined) {
    super(status === undefined ? 'The connection to the proxy is encrypted' : `HTTP ${status}`);
  }
}

/**
 * Opens a tunnel to port 80 of a host through the proxy at the other end of `socket`, with the proxy credentials of
 * `request`. Uses Node's own class: VS Code sends requests of `http.request` to the proxy in absolute form, which
 * follows the Host header. Throws `TunnelRefused`; many proxies allow tunnels to port 443 alone.
 */
export function openTunnel(
  host: string,
  { socket, request }: { readonly socket: Socket; readonly request: ClientRequest },
  signal: AbortSignal,
): Promise<Socket> {
  const { remoteAddress, remotePort } = socket;
  if ((socket as Partial<TLSSocket>).encrypted || !remoteAddress || !remotePort) throw new TunnelRefused(undefined);
  const target = `${isIPv6(host) ? `[${host}]` : host}:${standardPorts.http}`;
  const authorization = request.getHeader('proxy-authorization');
  const headers = {
    host: target,
    ...(authorization !== undefined && { 'proxy-authorization': String(authorization) }),
  };
  return new Promise((resolve, reject) => {
    const connect = new ClientRequest({
      host: remoteAddress,
      port: remotePort,
      method: 'CONNECT',
      path: target,
      headers,
      signal,
    });
    connect.on('error', reject);
    connect.on('connect', ({ statusCode = 0 }: IncomingMessage, tunnel: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(tunnel);
      tunnel.destroy();
      reject(new TunnelRefused(statusCode));
    });
    connect.end();
  });
}
