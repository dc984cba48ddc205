import { ClientRequest, type IncomingMessage } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { sameHost } from '../../core/dns/hostNames.js';
import { standardPorts } from '../../core/origin.js';
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

/** How the proxy answered CONNECT when it opened no tunnel. */
export class TunnelRefused extends Error {
  constructor(status: number | undefined) {
    super(status === undefined ? 'The connection to the proxy is encrypted' : `HTTP ${status}`);
  }
}

/**
 * Opens a tunnel to port 80 of a host through the proxy at the other end of `socket`, with the credentials for the proxy that
 * `request` was given. Node's own class, since VS Code sends whatever `http.request` makes to the proxy in absolute form, which
 * goes where the Host header says. Throws `TunnelRefused`; many proxies allow tunnels to port 443 alone.
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
